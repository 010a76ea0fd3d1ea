"""Whoever keeps an officer's entry in the directory neither proves that officer nor approves an answer to her."""

from django.conf import settings

from duly.requesters.models import Officer
from duly.staff.actors import Actor
from duly.staff.duties import DutyPolicy, SamePerson


def keep_from_keepers(officer: Officer | None, by: Actor) -> None:
    """Raise SamePerson if `by` entered the officer, her key, her token or her agency's number; not under `solo`."""
    if officer is None or settings.DULY.duties.policy is DutyPolicy.SOLO:
        return
    if by.id in officer.keeper_ids | officer.agency.keeper_ids:
        raise SamePerson(
            f"{by.name} keeps this officer's entry in the directory, and could send an answer to a key of her own "
            "making. Ask somebody else."
        )
