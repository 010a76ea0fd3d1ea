"""What Mallory writes into the directory with a database client is believed by nobody; what its keepers do is."""

import logging
import uuid
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection

from duly.law.vocabulary import Authority
from duly.lib.age_keys import fingerprint, generate_identity, recipient_of
from duly.requesters import directory
from duly.requesters.models import Agency, DirectoryBroken, Officer
from duly.requesters.reading import NotInDirectory, agencies, altered_entries, officer_of, officers_behind
from duly.review.bound import recipient_of as recipient_of_case
from duly.staff.models import Person
from tests.cast import NOON, PASSWORD, Cast, Desk, later

Write = Callable[..., None]
OFFICERS, AGENCIES = "requesters_officer", "requesters_agency"


def _id(row: uuid.UUID) -> Any:
    return row.hex if connection.vendor == "sqlite" else row


def _other_agency(cast: Cast) -> Agency:
    return Agency.objects.create(
        name="Police of Eastmark", country="DE", authority="police", domain="eastmark.example",
        provenance="register", callback_number="+49 30 555 0143",
    )  # fmt: skip


FORGERIES: dict[str, Callable[[Cast], Any]] = {
    "recipient": lambda cast: recipient_of(generate_identity()),
    "token_digest": lambda cast: sha256(b"duly_mallory").digest(),
    "revoked_at": lambda cast: NOON,
    "pinned_at": lambda cast: later(5),
    "agency_id": lambda cast: _id(_other_agency(cast).pk),
    "person_id": lambda cast: _id(cast.ines.pk),
    "seal": lambda cast: b"",
}


@pytest.mark.parametrize("column", FORGERIES)
@pytest.mark.parametrize("read", [*Officer.SEALED, "agency", "person", "keeper_ids"])
def test_an_officer_with_a_forged_column_is_not_believed(cast: Cast, mallory: Write, column: str, read: str) -> None:
    mallory(OFFICERS, cast.okafor.pk, **{column: FORGERIES[column](cast)})
    for officer in (
        Officer.objects.get(pk=cast.okafor.pk),
        Officer.objects.select_related("agency", "person").get(pk=cast.okafor.pk),
    ):
        with pytest.raises(DirectoryBroken, match=r"changed past Duly.*Find out who.*enrol it anew"):
            getattr(officer, read)


@pytest.mark.parametrize(
    "column, forged",
    [
        ("name", "Court of Westmark"),
        ("country", "BY"),
        ("authority", "judge"),
        ("domain", "evil.example"),
        ("seal", b""),
    ],
)
def test_an_agency_with_a_forged_column_is_not_believed(
    cast: Cast, mallory: Write, column: str, forged: object
) -> None:
    mallory(AGENCIES, cast.agency.pk, **{column: forged})
    agency = Officer.objects.get(pk=cast.okafor.pk).agency
    for read in ("name", "country", "authority", "domain"):
        with pytest.raises(DirectoryBroken):
            getattr(agency, read)


def test_every_open_column_that_says_something_of_an_entry_is_covered() -> None:
    for kind, bare in ((Officer, {"id"}), (Agency, {"id"})):
        opened = {
            column.attname for column in kind._meta.concrete_fields if not type(column).__name__.startswith("Locked")
        }
        assert opened - bare == set(kind.SEALED)


def test_a_seal_moved_from_another_officer_does_not_hold(cast: Cast, mallory: Write) -> None:
    other = directory.add_officer(
        cast.agency, name="Other", post="x", mail="other@westmark.example", login="other", password=None,
        by=cast.actor("adam"), at=NOON,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seal FROM {OFFICERS} WHERE id = %s", [_id(other.pk)])  # noqa: S608  a name of ours
        (seal,) = cursor.fetchone()
    mallory(OFFICERS, cast.okafor.pk, seal=seal)
    assert Officer.objects.get(pk=cast.okafor.pk).altered


def test_no_package_is_locked_to_mallorys_key(cast: Cast, mallory: Write) -> None:
    case = Desk(cast).assessed()
    mallory(OFFICERS, cast.okafor.pk, recipient=recipient_of(generate_identity()))
    with pytest.raises(DirectoryBroken):
        recipient_of_case(type(case).objects.get(pk=case.pk))


def test_a_forged_token_opens_nothing(cast: Cast, mallory: Write, caplog: pytest.LogCaptureFixture) -> None:
    mallory(OFFICERS, cast.okafor.pk, token_digest=sha256(b"duly_mallory").digest())
    with caplog.at_level(logging.WARNING):
        assert directory.officer_of_token("duly_mallory") is None
    assert [str(cast.okafor.pk) in record.getMessage() for record in caplog.records] == [True]
    assert "Okafor" not in caplog.text


def test_a_true_token_of_an_altered_agency_opens_nothing(cast: Cast, mallory: Write) -> None:
    token = directory.issue_token(cast.okafor, by=cast.actor("adam"), at=NOON)
    assert directory.officer_of_token(token) == cast.okafor
    mallory(AGENCIES, cast.agency.pk, authority="judge")
    assert directory.officer_of_token(token) is None


def test_a_revoked_officer_is_not_brought_back_by_an_update(cast: Cast, mallory: Write) -> None:
    directory.revoke(cast.okafor, by=cast.actor("adam"), at=NOON)
    mallory(OFFICERS, cast.okafor.pk, revoked_at=None)
    actor = cast.okafor.person.actor()
    assert officers_behind(actor) == ()
    with pytest.raises(DirectoryBroken):
        officer_of(actor)


def test_an_entry_put_behind_mallorys_account_gives_her_no_case(cast: Cast, mallory: Write) -> None:
    assert officers_behind(cast.okafor.person.actor()) == (cast.okafor.pk,)
    mallory(OFFICERS, cast.okafor.pk, person_id=_id(cast.ines.pk))
    assert officers_behind(cast.ines.actor()) == ()
    assert officers_behind(cast.okafor.person.actor()) == ()


def test_saving_an_altered_entry_does_not_make_the_forgery_good(cast: Cast, mallory: Write) -> None:
    mallory(OFFICERS, cast.okafor.pk, recipient=recipient_of(generate_identity()))
    forged = Officer.objects.get(pk=cast.okafor.pk)
    for fields in (None, ["name"], ["recipient"]):
        with pytest.raises(DirectoryBroken):
            forged.save(update_fields=fields)
    with pytest.raises(DirectoryBroken):  # an object from before the forgery re-seals one column only
        cast.okafor.save(update_fields=["revoked_at"])
    assert Officer.objects.get(pk=cast.okafor.pk).altered


def test_one_altered_entry_stops_no_list_and_is_named_beside_it(cast: Cast, mallory: Write) -> None:
    other = directory.add_officer(
        cast.agency, name="Other", post="x", mail="other@westmark.example", login="other", password=None,
        by=cast.actor("adam"), at=NOON,
    )  # fmt: skip
    mallory(OFFICERS, cast.okafor.pk, recipient="")
    assert [one.id for agency in agencies() for one in agency.officers] == [other.pk]
    (words,) = altered_entries()
    assert str(cast.okafor.pk) in words
    assert directory.find_officer("other") == other
    assert "changed past Duly" in str(directory.find_officer("okafor@westmark.example"))
    with pytest.raises(directory.NoSuchEntry):
        directory.find_officer("okafor")
    mallory(AGENCIES, cast.agency.pk, domain="")
    assert agencies() == ()
    assert len(altered_entries()) == 2
    with pytest.raises(directory.NoSuchEntry):
        directory.find_agency("Prosecutor of Westmark")
    with pytest.raises(DirectoryBroken):
        directory.find_agency(str(cast.agency.pk)).domain  # noqa: B018  reading it is the point


def test_a_part_of_an_entry_is_never_loaded(cast: Cast) -> None:
    with pytest.raises(TypeError, match="load it whole"):
        Officer.objects.only("recipient").get(pk=cast.okafor.pk)
    with pytest.raises(TypeError, match="load it whole"):
        _ = Officer.objects.only("name").get(pk=cast.okafor.pk).recipient


def test_the_keepers_work_goes_on_as_ever(cast: Cast) -> None:
    adam, key = cast.actor("adam"), recipient_of(generate_identity())
    assert directory.pin(cast.okafor, key, provenance="call of today", by=adam, at=later()) == fingerprint(key)
    token = directory.issue_token(Officer.objects.get(pk=cast.okafor.pk), by=adam, at=later())
    found = directory.officer_of_token(token)
    assert found is not None
    assert (found.recipient, found.pinned_at, found.agency.domain) == (key, later(), "westmark.example")
    found.post = "Head"
    found.save()
    found.refresh_from_db()
    assert officer_of(found.person.actor()) == found
    assert not altered_entries()
    directory.revoke(found, by=adam, at=later(2))
    assert directory.officer_of_token(token) is None
    assert officers_behind(found.person.actor()) == ()
    with pytest.raises(NotInDirectory):
        officer_of(found.person.actor())
    assert not altered_entries()


def test_a_page_opened_before_the_revocation_cannot_take_it_back(cast: Cast) -> None:
    stale = Officer.objects.get(pk=cast.okafor.pk)
    directory.revoke(cast.okafor, by=cast.actor("adam"), at=NOON)
    directory.pin(
        stale, recipient_of(generate_identity()), provenance="call of today", by=cast.actor("vera"), at=later()
    )
    kept = Officer.objects.get(pk=cast.okafor.pk)
    assert kept.revoked_at == NOON
    assert kept.keeper_ids == {str(cast.vera.pk)}


def test_who_enrolled_an_officer_and_gave_keys_stays_known(cast: Cast, mallory: Write) -> None:
    adam, vera = cast.actor("adam"), cast.actor("vera")
    agency = directory.add_agency(
        name="Court of Westmark", country="US", authority=Authority.COURT, domain="", callback_number="+1 202 555 0144",
        provenance="register", by=vera, at=NOON,
    )  # fmt: skip
    assert Agency.objects.get(pk=agency.pk).keeper_ids == {vera.id}
    officer = directory.add_officer(
        agency, name="Mallory", post="x", mail="m@court.example", login="mallory", password=PASSWORD, by=vera, at=NOON
    )
    assert officer.keeper_ids == Officer.objects.get(pk=officer.pk).keeper_ids == {vera.id}
    directory.pin(officer, recipient_of(generate_identity()), provenance="call", by=adam, at=NOON)
    assert Officer.objects.get(pk=officer.pk).keeper_ids == {vera.id, adam.id}
    again = Officer.objects.get(pk=officer.pk)
    again.save()
    directory.issue_token(again, by=vera, at=NOON)
    directory.revoke(again, by=adam, at=NOON)
    assert Officer.objects.get(pk=officer.pk).keeper_ids == {vera.id, adam.id}
    mallory(OFFICERS, officer.pk, seal=b"")
    with pytest.raises(DirectoryBroken):
        _ = Officer.objects.get(pk=officer.pk).keeper_ids


def test_a_keeper_is_not_forgotten_when_another_works_from_an_older_page(cast: Cast) -> None:
    adam, vera = cast.actor("adam"), cast.actor("vera")
    older, whole = Officer.objects.get(pk=cast.okafor.pk), Officer.objects.get(pk=cast.okafor.pk)
    directory.pin(whole, recipient_of(generate_identity()), provenance="call", by=adam, at=NOON)
    directory.pin(older, recipient_of(generate_identity()), provenance="call", by=vera, at=later())
    assert Officer.objects.get(pk=cast.okafor.pk).keeper_ids == {adam.id, vera.id}
    whole.kept_by(vera)
    whole.save()
    assert Officer.objects.get(pk=cast.okafor.pk).keeper_ids == {adam.id, vera.id}


def test_an_officer_with_a_weak_password_is_not_enrolled(cast: Cast) -> None:
    for weak in ("a", "password1234"):
        with pytest.raises(directory.DirectoryError, match="Choose another"):
            directory.add_officer(
                cast.agency, name="Other", post="x", mail="other@westmark.example", login="other", password=weak,
                by=cast.actor("adam"), at=NOON,
            )  # fmt: skip
    assert not Person.objects.filter(login="other").exists()
