"""The user's own receipt of a case: made only once she was told, and only about her own account."""

from duly.cases.models import Case
from duly.cases.public_events import account_of
from duly.disclosure.receipt import user_receipt
from duly.law.facts import ItemFacts
from duly.notices.models import NoticeState
from duly.notices.reading import notices_of

TOLD = frozenset({NoticeState.SENT, NoticeState.BY_HAND})


class NoUserReceipt(Exception):
    """There is no receipt for this user, or not yet."""


def _item(case: Case, key: str) -> ItemFacts:
    items = {item.key: item for item in case.facts.items} if case.facts_json is not None else {}
    if key not in items:
        known = ", ".join(items) or "none"
        raise NoUserReceipt(f"{case.reference} has no item {key!r}. Its items: {known}. Say which with --item.")
    return items[key]


def _refuse_unless_told(case: Case, item: ItemFacts) -> None:
    """A receipt says that the case exists: where secrecy binds it would break what the notice waits for.

    It is about an account, so every notice about this account must have gone out, whichever item it belongs to.
    """
    same = {one.key for one in case.facts.items if account_of(one) == account_of(item)}
    states = [NoticeState(notice.state) for notice in notices_of(case) if notice.item in same]
    if not states or not set(states) <= TOLD:
        raise NoUserReceipt(
            f"The user of item {item.key} of {case.reference} was not told of it, and a receipt would tell her. See "
            f"what her notice waits for: `duly notice list {case.reference}`. Nothing was written."
        )


def receipt_for_user(case: Case, key: str) -> bytes:
    """The receipt for the holder of the account of item `key`: that the case is counted, and her account alone.

    Raises NoUserReceipt while she was not told (ledger.md §3.3: at notification or lapse of the gag), and before the
    case is closed.
    """
    item = _item(case, key)
    _refuse_unless_told(case, item)
    made = user_receipt(case, account_of(item))
    if made is None:
        raise NoUserReceipt(
            f"{case.reference} is not closed, or was closed without this account, so there is nothing to show. A "
            "receipt can be made once the case is closed."
        )
    return made
