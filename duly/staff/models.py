"""People who sign in: the provider's staff, and officers with an account in the portal.

Roles and passwords are rights only under the seal of this instance: writing to the database gives nobody any.
"""

import hmac
import json
import uuid
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, ClassVar

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.db import models

from duly.lib.fields import OpenBytes, OpenChar, OpenJson
from duly.lib.keyring import root_key
from duly.lib.seals import SealedRow
from duly.lib.vault import KEY_BYTES, VaultError
from duly.staff.actors import Actor, Role


class AccountBroken(VaultError):
    """An account was changed past Duly; it opens nothing."""


@lru_cache(maxsize=4)
def _sealing_key(root: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"duly seal of people v1").derive(root)


class PersonManager(BaseUserManager["Person"]):
    """Makes people."""

    def create_person(self, *, login: str, name: str, roles: frozenset[Role], password: str | None) -> "Person":
        """Add a person; `password` None makes an account that cannot sign in by password."""
        refuse_mixed_roles(roles)
        person = self.model(login=login.strip().casefold(), name=name, role_names=sorted(roles))
        person.set_password(password)
        person.save(using=self._db)
        return person


class RolesThatExclude(ValueError):
    """Two roles that may never be in one person."""


def refuse_mixed_roles(roles: frozenset[Role]) -> None:
    """Static exclusions: administrator with any case role, auditor with any writing role, machine with a person."""
    writing = roles - {Role.AUDITOR}
    if Role.AUDITOR in roles and writing:
        raise RolesThatExclude("An auditor may hold no other role. Make a second account for another person.")
    if Role.ADMINISTRATOR in roles and roles - {Role.ADMINISTRATOR}:
        raise RolesThatExclude(
            "An administrator may hold no role that works on cases. Give that role to somebody else."
        )
    if Role.MACHINE in roles:
        raise RolesThatExclude("The machine's role cannot be given to a person.")
    if Role.OFFICER in roles and roles - {Role.OFFICER}:
        raise RolesThatExclude("An officer of an agency cannot be staff of the provider.")


class Person(SealedRow, AbstractBaseUser):
    """One human being, one account. An altered one is loaded without roles and without a password."""

    SEALED = ("login", "password", "role_names", "is_active")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = OpenChar(max_length=150, unique=True, why="staff pseudonym; administrators see it by design")
    name = OpenChar(max_length=150, why="staff name, shown on every act")
    role_names = OpenJson(default=list, why="roles decide rights and hold nothing of a case")
    is_active = models.BooleanField(default=True)
    seal = OpenBytes(why="HMAC-SHA256 under the root key over what gives this account its rights")

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return str(self.name)

    @property
    def roles(self) -> frozenset[Role]:
        """What the account may do while it is active."""
        return frozenset(Role(name) for name in self.role_names)

    def actor(self) -> Actor:
        """This person as acts see her. A disabled or an altered account holds no role at all."""
        rights = self.roles if self.is_active and not self.altered else frozenset()
        return Actor(id=str(self.pk), name=self.name, roles=rights)

    def make_seal(self, before: Any, columns: Mapping[str, Any]) -> bytes:
        """HMAC-SHA256 (RFC 2104) of these columns and the row's id, under a key that HKDF derives from the root key."""
        key = _sealing_key(root_key().secret.reveal())
        return hmac.digest(key, json.dumps({"id": str(self.pk), **columns}, sort_keys=True).encode(), sha256)

    def seal_holds(self) -> bool:
        """Whether the seal is this instance's own for these columns. Raises VaultError without a root key."""
        return hmac.compare_digest(bytes(self.seal or b""), self.make_seal(b"", self.columns()))

    def take_rights_away(self) -> None:
        """No role, no sign-in, no session: an altered account is as good as disabled, wherever it is looked at."""
        self.role_names, self.is_active, self.password = [], False, make_password(None)

    def broken(self) -> AccountBroken:
        """The error for whoever changes an altered account."""
        return AccountBroken(
            f"The account {self.pk} was changed past Duly. It holds no role and opens for no password, and it cannot "
            "be changed. Find out who can write to the database; then restore the account from a backup, or add the "
            "person anew under another login."
        )

    def save(self, **kwargs: Any) -> None:
        """Save and seal the account. Raises RolesThatExclude, whoever changed the roles, and AccountBroken."""
        refuse_mixed_roles(self.roles)
        super().save(**kwargs)
