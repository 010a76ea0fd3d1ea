"""Add people, find them, take their access away; an administrator does it, and never for herself alone."""

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from duly.staff.actors import Actor, Role
from duly.staff.models import Person


class PeopleError(ValueError):
    """A person cannot be added or changed as asked; nothing was changed."""


class NoSuchPerson(LookupError):
    """Nobody has this login."""


class WrongPassword(PermissionError):
    """The password does not open this account."""


class NotAdministrator(PermissionError):
    """Only an administrator adds or disables people."""


def _refuse_unless_administrator(by: Actor) -> None:
    if not by.has(Role.ADMINISTRATOR):
        raise NotAdministrator(f"{by.name} may not change who works here. Ask an administrator.")


def sound(password: str) -> str:
    """The password, if it is long enough and not a common one. Raises PeopleError."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise PeopleError(f"The password was not accepted: {' '.join(error.messages)} Choose another.") from None
    return password


def _add(login: str, name: str, roles: frozenset[Role], password: str | None) -> Person:
    if not login.strip() or not roles:
        raise PeopleError("A person needs a login and at least one role.")
    try:
        with transaction.atomic():
            return Person.objects.create_person(
                login=login, name=name, roles=roles, password=None if password is None else sound(password)
            )
    except IntegrityError:
        raise PeopleError(f"The login {login!r} is taken. Choose another.") from None


def add_first_administrator(*, login: str, name: str, password: str) -> Person:
    """The one account of a new instance. Raises PeopleError as soon as anybody is there."""
    if Person.objects.exists():
        raise PeopleError("There are people already. An administrator adds others: `duly staff add`.")
    return _add(login, name, frozenset({Role.ADMINISTRATOR}), password)


def add_person(*, login: str, name: str, roles: frozenset[Role], password: str | None, by: Actor) -> Person:
    """Add one of the staff. Raises PeopleError, RolesThatExclude or NotAdministrator."""
    _refuse_unless_administrator(by)
    if Role.OFFICER in roles:
        raise PeopleError("An officer of an agency is no staff: use `duly directory add-officer`.")
    return _add(login, name, roles, password)


def disable(person: Person, *, by: Actor) -> None:
    """Take a person's access away at once; what she did stays on record. The last administrator cannot be disabled.

    Raises NotAdministrator, PeopleError, and AccountBroken for an account that was altered: it is closed already.
    """
    _refuse_unless_administrator(by)
    others = [p for p in everyone() if p.is_active and Role.ADMINISTRATOR in p.roles and p.pk != person.pk]
    if not others:
        raise PeopleError("Nobody would be left who can add people. Add another administrator first.")
    person.is_active = False
    person.save(update_fields=["is_active"])


def everyone() -> list[Person]:
    """All accounts, officers' too, by login."""
    return list(Person.objects.order_by("login"))


def roles_held() -> dict[str, frozenset[Role]]:
    """The roles of each active person, by id: what `duties.too_few_people` asks for.

    As the table says, under no seal: a start-up check counts them, also with a wrong root key, and nobody gets a right.
    """
    rows = Person.objects.filter(is_active=True).values_list("pk", "role_names")
    return {str(pk): frozenset(Role(name) for name in names if name in Role) for pk, names in rows}


def altered_accounts() -> list[str]:
    """Ids of the accounts that were changed past Duly. Raises VaultError if there is no root key."""
    return [str(person.pk) for person in everyone() if person.altered]


def person_of(login: str) -> Person:
    """The person with this login. Raises NoSuchPerson."""
    person = Person.objects.filter(login=login.strip().casefold()).first()
    if person is None:
        raise NoSuchPerson(f"Nobody here has the login {login!r}. `duly staff list` shows who is there.")
    return person


def sign_in(login: str, password: str) -> Person:
    """The person whose login and password these are. Raises WrongPassword, alike for every reason."""
    person = authenticate(None, username=login.strip().casefold(), password=password)
    if not isinstance(person, Person):
        raise WrongPassword(
            "Login and password do not belong together, or the account was disabled. Try again, or ask an "
            "administrator."
        )
    return person
