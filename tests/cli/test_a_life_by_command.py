"""A whole life by commands alone: from the paper on the clerk's disk to the opened package on the officer's."""

import json
from pathlib import Path

import pytest

from duly.cases.models import Case, Letter
from duly.lib.identifiers import normalise
from tests.cast import OKAFORS_KEY, Cast
from tests.cli.command_line import FORM, duly

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.toml"
    path.write_text(FORM, encoding="utf-8")
    return path


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "subpoena.pdf"
    path.write_bytes(b"%PDF-1.7 subpoena")
    return path


@pytest.fixture
def reference(cast: Cast, paper: Path, form: Path) -> str:
    """A registered case."""
    said = duly("receive", paper, "--form", form, "--officer", "okafor", "--json", as_="ines").json()
    assert said["state"] == "registered"
    return str(said["reference"])


def proven(reference: str) -> None:
    duly("authenticate", reference, "--found", "call_back=confirmed the file number", "--found",
         "directory_officer=stands there", "--because", "called back", as_="ines")  # fmt: skip


def test_from_the_paper_to_the_opened_package(reference: str, shop: Path, tmp_path: Path) -> None:
    proven(reference)
    assert duly("assess", reference, "--because", "proven", "--json", as_="rosa").json()["state"] == "assessed"
    decided = duly("decide", reference, "--because", "the rules allow it", "--json", as_="rosa").json()
    assert [line["clause"] for line in decided["granted"]] == [f"{reference}/1.subscriber"]
    duly("approve", reference, "--digest", decided["digest"], "--because", "read it", as_="arno")
    collected = duly("collect", reference, "--because", "approved", "--json", as_="leo").json()
    assert collected["stores"] == [
        {"store": "shop", "found": 1, "not_found": 0, "counts": {"seen": 1, "kept": 1, "dropped": {}}}
    ]
    duly("disclose", reference, "--to", tmp_path / "out", "--because", "handed over on paper", as_="leo")
    (tmp_path / "key").write_text(f"# created by age-keygen\n{OKAFORS_KEY}\n", encoding="utf-8")
    opened = duly(
        "open", tmp_path / "out" / f"{reference}.age", "--key", tmp_path / "key", "--to", tmp_path / "opened", "--json"
    )
    assert opened.json()["rows"] == 1
    assert "Ada Brook" in (tmp_path / "opened" / reference / "data" / "item-1.subscriber.json").read_text()
    acts = [entry["act"] for entry in duly("show", reference, "--json", as_="rosa").json()["journal"]]
    assert acts[-4:] == ["inspect", "package", "disclose", "fetch"]


def test_receiving_prints_the_acknowledgement(cast: Cast, paper: Path) -> None:
    said = duly("receive", paper, as_="ines").out
    case = Case.objects.get()
    assert case.reference in said
    assert case.demands.get().digest.hex() in said
    assert f"duly register {case.reference}" in said
    assert case.channel == "paper"


def test_a_mail_is_received_as_mail_and_read_by_the_worker(cast: Cast, tmp_path: Path) -> None:
    mail = tmp_path / "demand.eml"
    mail.write_bytes(
        b"From: okafor@westmark.example\r\nTo: legal@birch.example\r\nSubject: GJ-2026-114\r\n\r\nPlease.\r\n"
    )
    said = duly("receive", mail, "--json", as_="ines").json()
    assert duly("worker", "--once", "--json").json()["read"] == 1
    seen = duly("show", said["reference"], "--json", as_="ines").json()
    assert (seen["channel"], seen["papers"][0]["parsed"]["sender"]) == ("email", "okafor@westmark.example")


def test_a_faulty_form_is_told_before_anything_is_kept(cast: Cast, paper: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(
        FORM.replace('"subpoena"', '"subpena"').replace('"US"', '"USA"'), encoding="utf-8"
    )
    said = duly("receive", paper, "--form", tmp_path / "bad.toml", as_="ines", ok=False)
    assert "instrument" in said.err
    assert "issuing_state" in said.err
    assert "write two capital letters" in said.err
    assert Case.objects.count() == 0


def test_a_case_for_people_shows_where_it_stands_and_what_they_can_do(reference: str) -> None:
    said = duly("show", reference, as_="ines").out
    for words in (
        reference,
        "registered, round 1",
        "Prosecutor of Westmark",
        normalise("email", "Ada@Shop.example"),
        "authenticate",
    ):
        assert words in said


def test_cases_are_listed_for_those_who_may_see_them(reference: str) -> None:
    assert [case["reference"] for case in duly("cases", "--json", as_="rosa").json()] == [reference]
    assert duly("cases", "--state", "registered", "--json", as_="rosa").json()
    assert duly("cases", "--json", as_="adam").json() == []
    assert "no cases that you can see" in duly("cases", as_="adam").out


def test_a_failed_check_is_recorded_and_proves_nothing(reference: str) -> None:
    said = duly(
        "authenticate", reference, "--failed", "call_back=nobody knows the file", "--because", "called", as_="ines"
    ).out
    assert "not proven" in said
    assert Case.objects.get().state == "registered"


def test_a_demand_is_narrowed_by_what_is_taken_away(reference: str) -> None:
    proven(reference)
    said = duly(
        "narrow",
        reference,
        "--period",
        "1=2026-03-01..2026-04-01",
        "--because",
        "the issuer agreed",
        "--json",
        as_="rosa",
    )
    assert (said.json()["state"], said.json()["round"]) == ("authenticated", 2)
    item = Case.objects.get().facts.items[0]
    assert (str(item.start), str(item.end)) == ("2026-03-01 00:00:00+00:00", "2026-04-01 00:00:00+00:00")


def test_questions_are_asked_and_the_answer_is_recorded(reference: str) -> None:
    duly("clarify", reference, "--ask", "1=unclear:Which account?", "--ask", "demand=not_dated:When was it issued?",
         "--because", "unclear", as_="rosa")  # fmt: skip
    body = Letter.objects.get(kind="clarification").body
    assert "Which account?" in body
    assert "the demand: When was it issued?" in body
    duly("answer", reference, "--words", "the one with that address", "--because", "letter of today", as_="ines")
    assert Case.objects.get().state == "registered"


def test_an_order_is_contested_and_the_ruling_recorded(reference: str) -> None:
    proven(reference)
    duly(
        "challenge", reference, "--ground", "the court has no power over us", "--because", "counsel says so", as_="nora"
    )
    duly(
        "rule", reference, "--quashed", "--words", "District Court, 2026-09-02", "--because", "ruling came", as_="nora"
    )
    assert Case.objects.get().state == "quashed"


def test_a_voluntary_request_is_answered_by_counsel_or_refused(cast: Cast, paper: Path, tmp_path: Path) -> None:
    text = FORM.replace('"subpoena"', '"informal_request"').replace('"US"', '"BY"')
    (tmp_path / "form.toml").write_text(text, encoding="utf-8")
    reference = duly(
        "receive", paper, "--form", tmp_path / "form.toml", "--officer", "okafor", "--json", as_="ines"
    ).json()["reference"]
    proven(reference)
    duly("assess", reference, "--because", "proven", as_="rosa")
    duly("consult", reference, "--counsel", "Nora", "--answer", "1/subscriber=deficient", "--grounds", "no treaty",
         "--valid-until", "2030-01-01", "--because", "asked", as_="nora")  # fmt: skip
    assert duly("show", reference, "--json", as_="rosa").json()["consultations"][0]["grounds"] == "no treaty"
    duly("refuse", reference, "--all", "needs_treaty:send it by the treaty route", "--because", "counsel", as_="rosa")
    assert "send it by the treaty route" in Letter.objects.get(kind="refusal").body


def test_a_demand_is_withdrawn(reference: str) -> None:
    duly("withdraw", reference, "--because", "the officer wrote so", as_="ines")
    assert Case.objects.get().state == "withdrawn"


def test_a_held_case_needs_one_more_look(cast: Cast, paper: Path, tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text(FORM.replace('"ordinary"', '"political"'), encoding="utf-8")
    reference = duly(
        "receive", paper, "--form", tmp_path / "form.toml", "--officer", "okafor", "--json", as_="ines"
    ).json()["reference"]
    proven(reference)
    said = duly("assess", reference, "--because", "proven", as_="rosa").out
    assert "Held:" in said
    duly("review-rights", reference, "--words", "asked; no third State", "--because", "looked", as_="vera")
    assert Case.objects.get().state == "assessed"


def test_a_notice_is_listed_confirmed_and_secrecy_makes_it_wait(reference: str, shop: Path) -> None:
    proven(reference)
    duly("assess", reference, "--because", "proven", as_="rosa")
    digest = duly("decide", reference, "--because", "allowed", "--json", as_="rosa").json()["digest"]
    duly("approve", reference, "--digest", digest, "--because", "read", as_="arno")
    duly("worker", "--once")
    (case,) = duly("notice", "list", "--json", as_="rosa").json()
    assert [(n["item"], n["state"]) for n in case["notices"]] == [("1", "to_confirm")]
    duly(
        "notice",
        "secrecy",
        reference,
        "--basis",
        "18 U.S.C. 2705(b)",
        "--starts",
        "2026-09-01",
        "--because",
        "came",
        as_="rosa",
    )
    listed = duly("notice", "list", reference, as_="rosa").out
    assert "a court ends it" in listed
    (order,) = duly("notice", "list", reference, "--json", as_="rosa").json()[0]["secrecy"]
    assert order["id"] in listed
    duly("notice", "confirm", reference, "--item", "1", "--because", "looked", as_="rosa", ok=False)
    duly(
        "notice",
        "ended",
        reference,
        "--order",
        order["id"][:8],
        "--on",
        "2026-09-02",
        "--because",
        "ruling",
        as_="rosa",
    )
    duly("worker", "--once")
    duly("notice", "confirm", reference, "--item", "1", "--because", "looked", as_="rosa")
    assert duly("worker", "--once", "--json").json()["send_notice"] == 1


def test_every_table_has_a_form_for_machines(cast: Cast, reference: str, shop: Path) -> None:
    tables = (
        "staff list",
        "directory list",
        "law show",
        "law check",
        "law show us-federal",
        "datamap show",
        "datamap check",
    )
    for words in (table.split() for table in tables):
        assert json.loads(duly(*words, "--json").out)
        assert not duly(*words).out.lstrip().startswith(("{", "["))


def test_people_and_the_directory_are_kept_by_command(cast: Cast) -> None:
    made = duly("staff", "add", "Lena", "--name", "Lena", "--role", "approver", "--json", as_="adam").json()
    assert (made["login"], made["roles"], len(made["password"]) >= 12) == ("lena", ["approver"], True)
    duly("staff", "disable", "lena", as_="adam")
    assert {p["login"]: p["active"] for p in duly("staff", "list", "--json").json()}["lena"] is False
    where = ["--provenance", "public register, 2026-09-01"]
    duly("directory", "add-agency", "Court of Eastmark", "--country", "US", "--authority", "court",
         "--domain", "eastmark.example",
         "--callback-number", "+1 202 555 0177", *where, as_="adam")  # fmt: skip
    said = duly("directory", "add-officer", "Clerk Hale", "--agency", "Court of Eastmark", "--post", "Clerk", "--mail",
                "hale@eastmark.example", "--login", "hale", as_="adam").out  # fmt: skip
    assert "shown this once" in said
    assert "Fingerprint" in duly("directory", "pin", "hale", "--key", cast.okafor.recipient, *where, as_="adam").out
    token = duly("directory", "token", "hale", as_="adam")
    assert token.out.startswith("duly_")
    assert token.out.count("\n") == 1, "stdout is the token alone"
    duly("directory", "revoke", "hale", as_="adam")
    listed = {o["login"]: o for agency in duly("directory", "list", "--json").json() for o in agency["officers"]}
    assert (listed["hale"]["has_token"], bool(listed["hale"]["revoked_at"])) == (False, True)
