"""Packing and releasing: one package for the officer's key, released only on an approval that stands at that moment."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from duly.cases import journal
from duly.cases.journal import JournalBroken
from duly.cases.lifecycle import NotNow
from duly.cases.models import Case, Letter
from duly.collection.models import Collection
from duly.disclosure.deliver import RowsAreHeld, TooEarly, disclose, report_no_data
from duly.disclosure.letter import NO_DATA_WORDS
from duly.disclosure.models import Disclosure
from duly.disclosure.open import open_package
from duly.disclosure.pack import NothingToPack, pack
from duly.disclosure.package_error import PackageError
from duly.law.codec import facts_to_json
from duly.law.vocabulary import Category
from duly.lib import blobs
from duly.lib.age_keys import generate_identity, recipient_of
from duly.lib.keyring import signing_key
from duly.lib.signing import public_text
from duly.review.approve import NotApproved, approve
from duly.review.models import Approval, Decision
from duly.staff.actors import MACHINE
from duly.staff.duties import DutyPolicy, SamePerson
from duly.worker import run_once
from tests.cast import NOON, OKAFORS_KEY, Cast, Desk, facts, later
from tests.store_for_acts import (
    CASEY,
    CONTENT,
    IN_JULY,
    IN_JUNE,
    JUNE,
    NOBODY,
    REX,
    Road,
    about,
    acts_of,
    all_text,
    epoc,
    opened,
    warrant,
)


def release(case: Case, at: datetime | None = None, by: Any = MACHINE) -> None:
    disclose(case, by=by, at=at or later(5), because="packed, and the approval stands")


def test_the_package_opens_with_okafors_key_and_every_row_names_a_granted_clause(road: Road, tmp_path: Path) -> None:
    case = road.packaged(warrant())
    package = opened(case, tmp_path)
    granted = {line.clause for line in package.manifest.facts.granted}
    assert granted == {f"{case.reference}/1.content"}
    assert {row.clause for row in package.rows} == granted
    bodies = {row.values.get("body") for row in package.rows}
    assert set(IN_JUNE) <= bodies
    assert IN_JULY not in all_text(package)


def test_the_manifest_says_what_it_answers_and_on_which_decision(road: Road, tmp_path: Path) -> None:
    case = road.packaged()
    said = opened(case, tmp_path).manifest.facts
    decision = Decision.objects.get(case=case)
    assert (said.case, said.demand, said.decision_digest) == (case.reference, "GJ-2026-114", decision.digest)
    assert said.demand_sha256 == case.demands.get().digest.hex()
    assert (said.provider, said.recipient_name, said.agency) == (
        "Birch Messenger",
        "Officer Okafor",
        "Prosecutor of Westmark",
    )
    assert said.plan_digest
    assert {pack.pack for pack in said.packs} >= {"us-federal"}


def test_nobody_else_opens_it_and_a_named_provider_key_is_checked(road: Road, tmp_path: Path) -> None:
    case = road.packaged()
    locked = blobs.get(tmp_path / "objects", Disclosure.objects.get(case=case).object_id)
    assert open_package(locked, OKAFORS_KEY, provider_key=public_text(signing_key())).pinned
    with pytest.raises(PackageError):
        open_package(locked, generate_identity())
    with pytest.raises(PackageError):
        open_package(locked[:-1] + bytes([locked[-1] ^ 1]), OKAFORS_KEY)


def test_what_is_refused_stands_in_the_package_with_its_reason_and_citation(road: Road, tmp_path: Path) -> None:
    both = frozenset({Category.SUBSCRIBER, Category.CONTENT})
    package = opened(road.packaged(facts(about(CASEY, categories=both, **JUNE))), tmp_path)
    [refused] = package.manifest.facts.refused
    assert (refused.item, refused.category) == ("1", Category.CONTENT)
    assert "search warrant" in refused.reason
    assert "2703" in refused.cite
    assert "search warrant" in package.files["README.txt"].decode()
    assert {row.category for row in package.rows} == {Category.SUBSCRIBER}


def no_data_lines(letter: str) -> list[str]:
    return [line for line in letter.splitlines() if NO_DATA_WORDS in line]


def test_an_unknown_account_and_an_empty_one_get_the_same_line(road: Road, tmp_path: Path) -> None:
    """Ingrid has an account and wrote nothing in June; nobody has the other."""
    asked = warrant(
        about(REX, categories=CONTENT, **JUNE),
        about("@ingrid.berg:linden.example", "2", categories=CONTENT, **JUNE),
        about(NOBODY, "3", categories=CONTENT, **JUNE),
    )
    case = road.packaged(asked)
    package = opened(case, tmp_path)
    found = {line["item"]: line["found"] for line in Collection.objects.get(case=case).resolved}
    assert found == {"1": True, "2": True, "3": False}
    assert [(line.item, line.clause) for line in package.manifest.no_data] == [
        (key, f"{case.reference}/{key}.content") for key in ("2", "3")
    ]
    second, third = no_data_lines(package.files["README.txt"].decode())
    assert second.replace("item 2", "item 3") == third
    assert Disclosure.objects.get(case=case).summary["accounts_without_data"] == 2


def test_without_a_row_there_is_nothing_to_pack(road: Road) -> None:
    case = road.inspected(facts(about(NOBODY)))
    with pytest.raises(NothingToPack, match="no package is built"):
        pack(case, by=MACHINE, at=later(4), because="inspected")
    assert not Disclosure.objects.exists()


def test_a_case_with_rows_is_not_answered_with_no_data(road: Road) -> None:
    case = road.inspected()
    with pytest.raises(RowsAreHeld):
        report_no_data(case, by=MACHINE, at=later(4), because="in a hurry")


# ── releasing ──


def test_released_means_fetchable_and_told_without_a_word_of_what_is_inside(road: Road) -> None:
    case = road.disclosed()
    package = Disclosure.objects.get(case=case)
    letter = Letter.objects.get(case=case, kind="package_ready")
    assert (case.state, package.state, package.expires_at) == ("disclosed", "ready", later(5) + timedelta(days=30))
    assert letter.to == "okafor@westmark.example"
    assert "casey" not in letter.body.lower()
    acts = acts_of(journal.read(case))
    straight = ["receive", "register", "authenticate", "assess", "decide", "approve", "collect", "inspect", "package"]
    assert acts == [*straight, "disclose"]


def _facts_edited(case: Case, cast: Cast) -> None:
    case.facts_json = facts_to_json(replace(case.facts, reference="GJ-2026-115"))
    case.save()


def _key_changed(case: Case, cast: Cast) -> None:
    cast.okafor.recipient = recipient_of(generate_identity())
    cast.okafor.save()


def _revoked(case: Case, cast: Cast) -> None:
    cast.okafor.revoked_at = NOON
    cast.okafor.save()


def _approval_gone(case: Case, cast: Cast) -> None:
    Approval.objects.filter(case=case).delete()


def _package_of_another_decision(case: Case, cast: Cast) -> None:
    package = Disclosure.objects.get(case=case)
    package.decision_digest = "0" * 64
    package.save()


@pytest.mark.parametrize("edit", [_facts_edited, _key_changed, _revoked, _approval_gone, _package_of_another_decision])
def test_an_edit_between_packing_and_releasing_stops_the_release(road: Road, cast: Cast, edit: Any) -> None:
    case = road.packaged()
    edit(case, cast)
    with pytest.raises((NotApproved, JournalBroken)):
        release(case)
    assert Case.objects.get(pk=case.pk).state == "packaged"
    assert Disclosure.objects.get(case=case).state == "built"
    assert not Letter.objects.filter(case=case, kind="package_ready").exists()


def test_packing_asks_for_the_approval_again_too(road: Road, cast: Cast) -> None:
    case = road.inspected()
    _key_changed(case, cast)
    with pytest.raises(NotApproved, match="recipient"):
        pack(case, by=MACHINE, at=later(4), because="inspected")
    assert not Disclosure.objects.exists()


def test_a_package_is_released_once(road: Road) -> None:
    case = road.disclosed()
    with pytest.raises(NotNow):
        release(case, at=later(6))


END_OF_DAY_TEN = datetime(2026, 9, 12, tzinfo=UTC)


def test_with_the_enforcing_authority_notified_data_leave_at_the_end_of_day_ten(road: Road) -> None:
    case = road.packaged(epoc(enforcing_authority_notified=True))
    with pytest.raises(TooEarly, match="2026-09-12T00:00:00"):
        release(case, at=END_OF_DAY_TEN - timedelta(seconds=1))
    release(case, at=END_OF_DAY_TEN)
    assert case.state == "disclosed"


def test_the_worker_waits_for_that_day_without_a_failure(desk: Desk) -> None:
    case, _ = desk.approved(epoc(enforcing_authority_notified=True))
    assert run_once(later(2))["failed"] == 0
    assert run_once(END_OF_DAY_TEN - timedelta(seconds=1))["disclose"] == 0
    assert run_once(END_OF_DAY_TEN)["disclose"] == 1
    assert Case.objects.get(pk=case.pk).state == "disclosed"


def test_without_that_notification_an_epoc_is_answered_at_once(road: Road) -> None:
    assert road.disclosed(epoc()).state == "disclosed"


@pytest.fixture
def four(settings: Any) -> None:
    duties = settings.DULY.duties.model_copy(update={"policy": DutyPolicy.FOUR})
    settings.DULY = settings.DULY.model_copy(update={"duties": duties})


def test_under_four_a_releaser_lets_the_package_go_and_nobody_who_acted_before(
    four: None, road: Road, cast: Cast
) -> None:
    for busy in (cast.arno, cast.rosa, cast.ines):
        busy.role_names = [*busy.role_names, "releaser"]
        busy.save()
    case = road.packaged()
    with pytest.raises(NotApproved, match="a releaser lets the package go"):
        release(case)
    for busy in (cast.arno, cast.rosa, cast.ines):
        with pytest.raises(SamePerson):
            release(case, by=busy.actor())
    release(case, by=cast.actor("leo"))
    assert case.state == "disclosed"


def test_under_four_whoever_called_back_does_not_approve(four: None, desk: Desk, cast: Cast) -> None:
    cast.ines.role_names = ["intake", "approver"]
    cast.ines.save()
    case, decision = desk.decided(facts(about(CASEY)))
    with pytest.raises(SamePerson, match="verify"):
        approve(case, digest=decision.digest, by=cast.actor("ines"), at=later(), because="seen it")
