"""The small machine of a notice: where it can go from where, and the one function that moves it."""

from duly.notices.models import Notice, NoticeState

N = NoticeState
LIFE: dict[NoticeState, frozenset[NoticeState]] = {
    N.WAITING: frozenset({N.TO_CONFIRM, N.BARRED, N.ASK_COUNSEL}),
    N.ASK_COUNSEL: frozenset({N.WAITING, N.TO_CONFIRM, N.BARRED}),
    # a renewal or a further order sends it back to wait
    N.TO_CONFIRM: frozenset({N.CONFIRMED, N.WAITING}),
    N.CONFIRMED: frozenset({N.SENT, N.BY_HAND, N.WAITING}),
    # a renewal takes back a letter that was written and has not left; one that has left stays where it is
    N.SENT: frozenset({N.WAITING}),
    N.BY_HAND: frozenset({N.WAITING}),
    N.BARRED: frozenset(),
}


class NotYet(Exception):
    """The notice may not go there now."""


def move(notice: Notice, to: NoticeState) -> None:
    """Move a notice and save it. Raises NotYet where the table has no such step."""
    here = NoticeState(notice.state)
    if to not in LIFE[here]:
        able = ", ".join(sorted(LIFE[here])) or "nowhere: that is its end"
        raise NotYet(f"A notice that is “{here}” cannot become “{to}”. It can become: {able}.")
    notice.state = to
    notice.save()
