"""Receipts: what the requester holds at once, and the user once told, to see that the case is logged and counted."""

from collections.abc import Sequence

from duly.cases.models import Case, PublicEvent
from duly.cases.public_events import case_key, committed
from duly.ledger import append
from duly.ledger.entries import Kind
from duly.ledger.receipts import REQUESTER_FIELDS, USER_FIELDS, HeldAccount, receipt
from duly.ledger.roots import account_leaf, account_salt, accounts_root


def _last(case: Case, kind: Kind) -> PublicEvent | None:
    return PublicEvent.objects.filter(case=case, kind=kind.value).order_by("-seq").first()


def _held(case: Case, event: PublicEvent, accounts: Sequence[str]) -> tuple[HeldAccount, ...]:
    key = case_key(case)
    root = accounts_root(key, event.accounts)
    salts = {account: account_salt(key, account) for account in accounts}
    return tuple(
        HeldAccount(account, salt, root.member(account_leaf(salt, account)), event.accounts[account])
        for account, salt in salts.items()
    )


def requester_receipt(case: Case) -> bytes | None:
    """For the officer: the case as it was closed, with each account that the demand named; until then as it was opened.

    The proof is inside once the epoch was logged; until then the entry is looked up in the next report.
    """
    closed = _last(case, Kind.CLOSE)
    event = closed or _last(case, Kind.OPEN)
    if event is None:
        return None
    accounts = _held(case, event, list(event.accounts)) if closed is not None else ()
    return bytes(receipt(committed(event), REQUESTER_FIELDS, append.proof_of(event.pk), accounts))


def user_receipt(case: Case, account: str) -> bytes | None:
    """For the user of one account: that the case is counted, and her own account alone; None where it is not."""
    event = _last(case, Kind.CLOSE)
    if event is None or account not in event.accounts:
        return None
    return bytes(receipt(committed(event), USER_FIELDS, append.proof_of(event.pk), _held(case, event, [account])))
