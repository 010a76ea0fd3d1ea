"""Whatever an act refuses, and whatever was changed past Duly, reaches a person as a sentence and never as a crash."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django.test import RequestFactory

import duly
from duly.cases.models import Case, JournalRow
from duly.lib.vault import VaultError
from duly.requesters.models import DirectoryBroken, Officer
from duly.review.reopen import NothingReleased
from duly.staff.models import AccountBroken, Person
from duly.web.doors import for_desk, for_officers
from duly.web.refusals import ALARMS, REFUSALS, words_of
from tests.cast import Cast, Desk
from tests.web.browsers import SignIn, fresh, words

ROOMS = ("cases", "collection", "datamap", "disclosure", "intake", "notices", "requesters", "review")
NO_PAGE_CAN = {
    "NoSuchCase": "the door answers 404",
    "NoSuchPaper": "the page answers 404",
    "NoSuchNotice": "the page answers 404",
    "NoUserReceipt": "of the command line, in `duly receipt`",
    "TimeError": "`inspect` counts it as an excess",
    "RecordError": "of the officer's own machine, in `duly open`",
}


def errors_of_the_rooms() -> Iterator[type[Exception]]:
    """Every error that a room from `cases` to `notices` defines."""
    for room in ROOMS:
        for found in pkgutil.walk_packages([f"{duly.__path__[0]}/{room}"], f"duly.{room}."):
            if ".migrations" in found.name:
                continue
            module = importlib.import_module(found.name)
            yield from (
                kind
                for kind in vars(module).values()
                if isinstance(kind, type) and issubclass(kind, Exception) and kind.__module__ == found.name
            )


def test_every_error_of_an_act_is_a_sentence_on_a_page() -> None:
    found = {kind.__name__: kind for kind in errors_of_the_rooms() if not kind.__name__.startswith("_")}
    assert len(found) > 25
    assert sorted(name for name, kind in found.items() if not issubclass(kind, REFUSALS)) == sorted(NO_PAGE_CAN)


def test_broken_accounts_and_entries_are_alarms() -> None:
    assert issubclass(AccountBroken, ALARMS)
    assert issubclass(DirectoryBroken, ALARMS)


@pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)
def test_a_door_turns_what_a_page_did_not_foresee_into_a_sentence(
    cast: Cast, desk: Desk, kind: type[Exception]
) -> None:
    case = desk.registered()
    error = kind(case) if kind.__name__ == "AlreadyReceived" else kind.__new__(kind)
    error.args = error.args or ("what happened, and what to do",)

    def page(_request: object) -> None:
        raise error

    request = RequestFactory().get("/desk/")
    request.user = cast.rosa
    answer = for_desk(page)(request)
    assert answer.status_code == 409
    assert b"This cannot be shown or done" in answer.content


def test_an_alarm_tells_an_officer_nothing_of_what_is_kept(cast: Cast) -> None:
    def page(_request: object) -> None:
        raise VaultError("row 7 of D-2345-6789 was changed")

    request = RequestFactory().get("/portal/")
    request.user = cast.okafor.person
    answer = for_officers(page)(request)
    assert answer.status_code == 409
    assert b"D-2345" not in answer.content


def test_a_case_closed_without_a_package_says_why_none_is_made_anew(cast: Cast) -> None:
    error = NothingReleased("no package was released for it")
    assert words_of(error, cast.actor("rosa"), state="closed") == "no package was released for it"


def test_a_case_whose_facts_were_overwritten_is_an_alarm_and_hides_no_other(sign_in: SignIn, desk: Desk) -> None:
    whole, damaged = desk.registered(), desk.registered()
    Case.objects.filter(pk=damaged.pk).update(facts_json=b"junk")
    rosa = sign_in("rosa")
    queue = words(rosa.get("/desk/"))
    assert whole.reference in queue
    assert "Changed past Duly" in queue
    page = rosa.get(f"/desk/{damaged.reference}/")
    assert page.status_code == 200
    assert "does not hold together" in words(page)
    assert "Nobody has read it off the paper yet" not in words(page)
    own = words(sign_in("okafor").get("/portal/"))
    assert whole.reference in own
    assert damaged.reference in own


def test_no_page_of_a_case_breaks_over_a_journal_that_was_cut(sign_in: SignIn, desk: Desk) -> None:
    case = desk.assessed()
    JournalRow.objects.filter(case=case, seq=2).delete()
    for login, tails in {
        "rosa": ("", "decide/", "narrow/", "refuse/", "secrecy/", "seal/", "clarify/"),
        "nora": ("consult/", "challenge/"),
        "ines": ("withdraw/",),
    }.items():
        client = sign_in(login)
        for tail in tails:
            assert client.get(f"/desk/{case.reference}/{tail}").status_code in (200, 409), tail
            if tail:
                answer = client.post(f"/desk/{case.reference}/{tail}", {"because": "x"})
                assert answer.status_code in (409, 422), tail


def test_an_officers_entry_changed_past_duly_is_told_on_the_pages_of_her_case(sign_in: SignIn, desk: Desk) -> None:
    case = desk.registered()
    Officer.objects.filter(pk=desk.cast.okafor.pk).update(recipient="age1of-mallory")
    for tail in ("", "authenticate/", "record-evidence/"):
        answer = sign_in("ines").get(f"/desk/{case.reference}/{tail}")
        assert answer.status_code in (200, 409)
        assert "was changed past Duly" in words(answer), tail
    assert sign_in("okafor").get(f"/portal/{case.reference}/").status_code == 404
    assert sign_in("okafor").get("/portal/").status_code == 200


def test_an_account_changed_past_duly_opens_no_page(sign_in: SignIn, desk: Desk) -> None:
    client = sign_in("rosa")
    Person.objects.filter(pk=desk.cast.rosa.pk).update(role_names=["reviewer", "approver"])
    assert client.get("/desk/").status_code in (302, 403)


def test_the_form_of_an_act_is_not_sent_before_anybody_read_the_paper(sign_in: SignIn, desk: Desk) -> None:
    case = desk.received()
    for login, act in (("rosa", "clarify"), ("rosa", "refuse"), ("nora", "consult"), ("rosa", "decide")):
        answer = sign_in(login).post(f"/desk/{case.reference}/{act}/", {"because": "too early"})
        assert answer.status_code == 409, act
        assert "This cannot be done now" in words(answer)
    assert fresh(case).state == "received"
