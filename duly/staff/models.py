"""People who sign in: the provider's staff, and officers with an account in the portal."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from duly.lib.fields import OpenChar, OpenJson
from duly.staff.actors import Actor, Role


class PersonManager(BaseUserManager):
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


class Person(AbstractBaseUser):
    """One human being, one account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = OpenChar(max_length=150, unique=True, why="staff pseudonym; administrators see it by design")
    name = OpenChar(max_length=150, why="staff name, shown on every act")
    role_names = OpenJson(default=list, why="roles decide rights and hold nothing of a case")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(name) for name in self.role_names)

    def actor(self) -> Actor:
        """This person as acts see her. A disabled account holds no role at all."""
        return Actor(id=str(self.pk), name=self.name, roles=self.roles if self.is_active else frozenset())

    def save(self, *args: Any, **kwargs: Any) -> None:
        refuse_mixed_roles(self.roles)
        super().save(*args, **kwargs)
