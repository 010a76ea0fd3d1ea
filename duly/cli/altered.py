"""What the directory and the list of people must say beside the rest: entries and accounts changed past Duly."""

from collections.abc import Iterator

from duly.requesters.reading import altered_entries
from duly.staff.people import altered_accounts


def altered() -> Iterator[str]:
    """A sentence for each. Raises VaultError without a root key."""
    yield from altered_entries()
    for account in altered_accounts():
        yield (
            f"The account {account} was changed past Duly. It holds no role and opens for no password. Find out who "
            "can write to the database; then restore the account from a backup, or add the person anew under another "
            "login."
        )
