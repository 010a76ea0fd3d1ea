"""Who acts: a command names one person, and in production she gives her password.

Whoever has a shell on this machine, and may read its keys, could write to the database anyway: the password does not
stop her. It makes sure that nobody acts under another's name by habit, and that the journal names who was there.
"""

from pathlib import Path

import click
from django.conf import settings

from duly.staff.actors import Actor
from duly.staff.people import person_of, sign_in


class NobodyNamed(ValueError):
    """No person was named for an act."""


def actor_for(login: str | None, password_file: Path | None) -> Actor:
    """The person who acts. Raises NobodyNamed, NoSuchPerson or WrongPassword."""
    if not login:
        raise NobodyNamed("Say who acts: `--as LOGIN`, or set DULY_AS. `duly staff list` shows the logins.")
    if settings.DULY.mode != "production":
        return person_of(login).actor()
    if password_file is not None:
        password = password_file.read_text(encoding="utf-8").strip()
    else:
        password = click.prompt(f"Password of {login}", hide_input=True, err=True)
    return sign_in(login, password).actor()
