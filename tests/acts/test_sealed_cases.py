"""A sealed case: who was not named for it cannot tell it from a case that does not exist."""

import re

import pytest
from django.test import Client

from duly.cases import journal
from duly.cases.lifecycle import Act
from duly.cases.models import Case, CaseAccess
from duly.cases.permissions import NotYours
from duly.cases.queries import NoSuchCase, case_for, queue_of, visible_to
from duly.cases.secrecy import NotCleared, seal
from duly.staff.actors import MACHINE, Actor, Role
from duly.staff.models import Person
from duly.worker import run_once
from tests.cast import PASSWORD, Cast, Desk, facts, later, states
from tests.store_for_acts import CASEY, about

STAFF = ("ines", "rosa", "arno", "leo", "nora", "vera")


@pytest.fixture
def sealed(desk: Desk, cast: Cast) -> Case:
    """Rosa sealed it and named Arno."""
    case, _ = desk.approved(facts(about(CASEY)))
    seal(case, people=[cast.arno], by=cast.actor("rosa"), at=later(2), because="national secret")
    return case


def words_for(actor: Actor, reference: str) -> str:
    with pytest.raises(NoSuchCase) as error:
        case_for(actor, reference)
    return str(error.value).replace(reference, "D-")


@pytest.mark.parametrize("name", STAFF)
def test_only_who_was_named_and_who_sealed_it_see_it(sealed: Case, cast: Cast, name: str) -> None:
    seen = list(visible_to(cast.actor(name))), list(queue_of(cast.actor(name)))
    assert seen == (([sealed], [sealed]) if name in ("rosa", "arno") else ([], []))


@pytest.mark.parametrize("name", ["ines", "leo", "nora", "vera", "adam"])
def test_sealed_and_absent_are_the_same_words(sealed: Case, cast: Cast, name: str) -> None:
    assert words_for(cast.actor(name), sealed.reference) == words_for(cast.actor(name), "D-2222-2222")


def test_before_it_was_sealed_everybody_at_the_desk_saw_it(desk: Desk, cast: Cast) -> None:
    case = desk.registered()
    assert [name for name in STAFF if visible_to(cast.actor(name)).exists()] == list(STAFF)
    assert not visible_to(cast.actor("adam")).exists()
    assert case_for(cast.actor("ines"), f" {case.reference.lower()} ") == case


def test_auditors_and_administrators_see_no_case_of_either_kind(desk: Desk, cast: Cast) -> None:
    desk.registered()
    auditor = Person.objects.create_person(
        login="olga", name="Olga", roles=frozenset({Role.AUDITOR}), password=PASSWORD
    )
    assert not visible_to(auditor.actor()).exists()
    assert not visible_to(cast.actor("adam")).exists()


def test_a_person_who_calls_herself_the_machine_sees_nothing_more(sealed: Case) -> None:
    posing = Actor(id="machine", name="Duly", roles=frozenset({Role.MACHINE}), human=True)
    assert not visible_to(posing).exists()
    assert list(visible_to(MACHINE)) == [sealed]


def test_the_machine_and_the_officer_go_on_as_before(sealed: Case, cast: Cast) -> None:
    assert cast.okafor.person is not None
    assert case_for(cast.okafor.person.actor(), sealed.reference) == sealed
    run_once(later(3))
    assert states([sealed]) == ["disclosed"]


def test_who_works_on_no_cases_is_not_named(desk: Desk, cast: Cast) -> None:
    case = desk.registered()
    assert cast.okafor.person is not None
    for stranger in (cast.adam, cast.okafor.person):
        with pytest.raises(NotCleared):
            seal(case, people=[stranger], by=cast.actor("rosa"), at=later(), because="secret")
    with pytest.raises(NotYours):
        seal(case, people=[], by=cast.actor("ines"), at=later(), because="secret")
    assert not CaseAccess.objects.exists()
    assert not Case.objects.get(pk=case.pk).sealed


def test_somebody_named_twice_has_one_access(sealed: Case, cast: Cast) -> None:
    seal(sealed, people=[cast.arno, cast.vera], by=cast.actor("rosa"), at=later(4), because="Vera joins")
    assert CaseAccess.objects.filter(case=sealed).count() == 3
    assert list(visible_to(cast.actor("vera"))) == [sealed]
    assert sealed.journal.count() == 8


@pytest.mark.parametrize("path", ["desk/{}/", "desk/{}/approve/", "portal/{}/"])
def test_the_pages_of_a_sealed_and_an_absent_case_are_the_same_bytes(sealed: Case, cast: Cast, path: str) -> None:
    browser = Client()
    browser.force_login(cast.vera)
    pages = []
    for reference in (sealed.reference, "D-2222-2222"):
        answer = browser.get("/" + path.format(reference))
        body = re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", answer.content.decode())  # new at every look
        pages.append((answer.status_code, body.replace(reference, "D-")))
    assert pages[0] == pages[1]
    assert pages[0][0] in (403, 404)


def test_sealing_stands_in_the_journal_with_who_was_named(sealed: Case, cast: Cast) -> None:
    last = journal.read(sealed)[-1]
    assert (last.act, last.because) == (Act.SEAL, "national secret")
    assert last.details["people"] == sorted([str(cast.arno.pk), str(cast.rosa.pk)])
