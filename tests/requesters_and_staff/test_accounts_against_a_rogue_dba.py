"""What Mallory writes into the table of people gives nobody a role or a way in; what Duly writes there does."""

import logging
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from duly.requesters import directory
from duly.staff import people
from duly.staff.actors import Role
from duly.staff.models import AccountBroken, Person
from tests.cast import NOON, PASSWORD, Cast

Write = Callable[..., None]
PEOPLE = "staff_person"
FORGERIES = {
    "role_names": '["reviewer", "approver", "counsel"]',
    "password": make_password("mallory mallory"),
    "login": "rosalind",
    "is_active": False,
    "seal": b"",
}


def ines(cast: Cast) -> Person:
    """Ines as she is loaded now."""
    return Person.objects.get(pk=cast.ines.pk)


@pytest.mark.parametrize("column", FORGERIES)
def test_a_forged_account_holds_no_role_and_opens_for_no_password(
    cast: Cast, mallory: Write, column: str, caplog: pytest.LogCaptureFixture
) -> None:
    mallory(PEOPLE, cast.ines.pk, **{column: FORGERIES[column]})
    with caplog.at_level(logging.WARNING):
        forged = ines(cast)
    assert (forged.actor().roles, forged.roles, forged.is_active) == (frozenset(), frozenset(), False)
    assert [str(cast.ines.pk) in record.getMessage() for record in caplog.records] == [True]
    assert forged.login not in caplog.text
    for password in (PASSWORD, "mallory mallory"):
        assert not forged.check_password(password)
        with pytest.raises(people.WrongPassword):
            people.sign_in(forged.login, password)


def test_every_column_that_gives_a_right_is_covered() -> None:
    harmless = {"id", "name", "last_login", "seal"}
    assert {column.attname for column in Person._meta.concrete_fields} - harmless == set(Person.SEALED)


def test_a_disabled_account_is_not_brought_back_by_an_update(cast: Cast, mallory: Write) -> None:
    people.disable(cast.ines, by=_second_administrator())
    mallory(PEOPLE, cast.ines.pk, is_active=True)
    assert not ines(cast).is_active
    with pytest.raises(people.WrongPassword):
        people.sign_in("ines", PASSWORD)


def test_a_seal_of_another_account_does_not_hold(cast: Cast, mallory: Write) -> None:
    mallory(PEOPLE, cast.ines.pk, seal=bytes(cast.rosa.seal))
    assert ines(cast).altered


def test_an_account_moved_to_another_id_is_not_believed(cast: Cast, mallory: Write) -> None:
    other = uuid.uuid4()
    mallory(PEOPLE, cast.ines.pk, id=other.hex if connection.vendor == "sqlite" else other)
    assert Person.objects.get(pk=other).altered


def test_rosas_password_and_seal_do_not_open_her_account_for_ines(cast: Cast, mallory: Write) -> None:
    mallory(PEOPLE, cast.rosa.pk, password=cast.ines.password)
    with pytest.raises(people.WrongPassword):
        people.sign_in("rosa", PASSWORD)


def test_a_session_ends_when_the_account_is_forged(cast: Cast, mallory: Write) -> None:
    client = Client()
    assert client.login(username="ines", password=PASSWORD)
    assert client.get("/desk/").status_code == 200
    mallory(PEOPLE, cast.ines.pk, role_names=FORGERIES["role_names"])
    assert client.get("/desk/").status_code != 200


def test_saving_a_forged_account_does_not_make_the_forgery_good(cast: Cast, mallory: Write) -> None:
    mallory(PEOPLE, cast.ines.pk, role_names=FORGERIES["role_names"])
    forged = ines(cast)
    for fields in (None, ["is_active"], ["last_login"]):
        with pytest.raises(AccountBroken, match=r"changed past Duly.*Find out who.*another login"):
            forged.save(update_fields=fields)
    with pytest.raises(AccountBroken):  # an object from before the forgery re-seals one column only
        cast.ines.save(update_fields=["password"])
    with pytest.raises(AccountBroken):
        people.disable(forged, by=_second_administrator())
    assert ines(cast).altered
    assert people.altered_accounts() == [str(cast.ines.pk)]


def test_a_forged_account_keeps_no_officer_from_being_revoked(cast: Cast, mallory: Write) -> None:
    mallory(PEOPLE, cast.okafor.person.pk, password="!")
    officer = directory.find_officer("okafor")
    directory.revoke(officer, by=cast.actor("adam"), at=NOON)
    assert directory.find_officer(str(officer.pk)).revoked_at == NOON


def test_updating_past_save_breaks_the_seal(cast: Cast) -> None:
    Person.objects.filter(pk=cast.ines.pk).update(role_names=["approver"])
    assert ines(cast).actor().roles == frozenset()


def test_signing_in_upgrading_the_hash_and_a_new_password_keep_working(cast: Cast, settings: Any) -> None:
    before = cast.ines.password
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    assert Client().login(username="ines", password=PASSWORD)
    kept = ines(cast)
    assert kept.last_login is not None
    assert kept.password != before
    assert kept.actor().roles == {Role.INTAKE}
    kept.set_password("another long password")
    kept.save()
    assert people.sign_in("ines", "another long password").actor().roles == {Role.INTAKE}
    with pytest.raises(people.WrongPassword):
        people.sign_in("ines", PASSWORD)
    assert people.altered_accounts() == []


def test_new_roles_and_a_whole_refresh_keep_working(cast: Cast) -> None:
    cast.ines.role_names = [Role.INTAKE, Role.REVIEWER]
    cast.ines.save()
    cast.ines.refresh_from_db()
    assert cast.ines.actor().roles == ines(cast).actor().roles == {Role.INTAKE, Role.REVIEWER}


def test_a_hash_upgraded_at_sign_in_does_not_reopen_an_account_that_was_disabled_meanwhile(cast: Cast) -> None:
    stale = ines(cast)
    people.disable(ines(cast), by=_second_administrator())
    stale.set_password("another long password")
    stale.save(update_fields=["password"])
    kept = ines(cast)
    assert (kept.altered, kept.is_active) == (False, False)


def test_people_are_counted_for_the_start_up_check_without_the_root_key(
    cast: Cast, settings: Any, tmp_path: object
) -> None:
    settings.DULY = settings.DULY.model_copy(update={"keys": tmp_path})
    assert people.roles_held()[str(cast.ines.pk)] == {Role.INTAKE}


def test_the_seal_is_of_this_instance_and_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duly.staff.models._sealing_key", lambda root: b"another key, thirty-two bytes ok")
    assert ines(cast).altered


def _second_administrator() -> Any:
    return Person.objects.create_person(
        login="eve", name="Eve", roles=frozenset({Role.ADMINISTRATOR}), password=None
    ).actor()
