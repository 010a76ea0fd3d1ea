"""The one transition table: what can happen to a case, in which state, and where it leads. No other move exists."""

from collections import deque
from collections.abc import Iterable
from enum import StrEnum


class State(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    REGISTERED = "registered"
    AUTHENTICATED = "authenticated"
    ASSESSED = "assessed"
    HELD = "held"
    CLARIFYING = "clarifying"
    CHALLENGED = "challenged"
    DECIDED = "decided"
    APPROVED = "approved"
    COLLECTED = "collected"
    INSPECTED = "inspected"
    PACKAGED = "packaged"
    DISCLOSED = "disclosed"
    NO_DATA = "no_data"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    QUASHED = "quashed"
    CLOSED = "closed"


class Act(StrEnum):
    """What people and the machine do; every act writes one journal row."""

    RECEIVE = "receive"
    READ = "read"
    REGISTER = "register"
    AUTHENTICATE = "authenticate"
    RECORD_EVIDENCE = "record_evidence"
    ASSESS = "assess"
    CONSULT = "consult"
    REVIEW_RIGHTS = "review_rights"
    NARROW = "narrow"
    CLARIFY = "clarify"
    ANSWER = "answer"
    DECIDE = "decide"
    APPROVE = "approve"
    REFUSE = "refuse"
    CHALLENGE = "challenge"
    RULE = "rule"
    WITHDRAW = "withdraw"
    COLLECT = "collect"
    INSPECT = "inspect"
    PACKAGE = "package"
    REPORT_NO_DATA = "report_no_data"
    DISCLOSE = "disclose"
    FETCH = "fetch"
    REOPEN = "reopen"
    NOTIFY = "notify"
    SEAL = "seal"
    CLOSE = "close"


S, A = State, Act
_BEFORE_DECISION = (S.REGISTERED, S.AUTHENTICATED, S.ASSESSED, S.HELD)
_BEFORE_RELEASE = (S.DECIDED, S.APPROVED, S.COLLECTED, S.INSPECTED, S.PACKAGED)
_OPEN = (S.RECEIVED, *_BEFORE_DECISION, S.CLARIFYING, S.CHALLENGED, *_BEFORE_RELEASE)
_ANSWERED = (S.DISCLOSED, S.NO_DATA, S.REFUSED, S.WITHDRAWN, S.QUASHED)

LIFE: tuple[tuple[State, Act, State], ...] = (
    # the straight road
    # the machine reads the mail; a person in a hurry may have registered it before
    *((state, A.READ, state) for state in (S.RECEIVED, *_BEFORE_DECISION)),
    (S.RECEIVED, A.REGISTER, S.REGISTERED),
    (S.REGISTERED, A.RECORD_EVIDENCE, S.REGISTERED),
    (S.REGISTERED, A.AUTHENTICATE, S.AUTHENTICATED),
    (S.AUTHENTICATED, A.ASSESS, S.ASSESSED),
    (S.AUTHENTICATED, A.ASSESS, S.HELD),  # the rights gate wants one more pair of eyes
    (S.HELD, A.REVIEW_RIGHTS, S.ASSESSED),
    (S.ASSESSED, A.DECIDE, S.DECIDED),
    (S.DECIDED, A.APPROVE, S.APPROVED),
    (S.APPROVED, A.COLLECT, S.COLLECTED),
    (S.COLLECTED, A.INSPECT, S.INSPECTED),
    (S.INSPECTED, A.PACKAGE, S.PACKAGED),
    (S.INSPECTED, A.REPORT_NO_DATA, S.NO_DATA),
    (S.PACKAGED, A.DISCLOSE, S.DISCLOSED),
    (S.DISCLOSED, A.FETCH, S.DISCLOSED),
    # a package that never reached the officer is made anew, with a decision and an approval of its own; the machine
    # closes a case as soon as its package was fetched or expired, so also after that, when she is proven anew
    (S.DISCLOSED, A.REOPEN, S.AUTHENTICATED),
    (S.CLOSED, A.REOPEN, S.REGISTERED),
    # counsel answers where no pack speaks
    (S.ASSESSED, A.CONSULT, S.ASSESSED),
    (S.HELD, A.CONSULT, S.HELD),
    # a changed scope is judged again, and voids what was decided and approved
    *((state, A.NARROW, S.AUTHENTICATED) for state in (*_BEFORE_DECISION[1:], *_BEFORE_RELEASE)),
    # we ask back; the answer is a new text, so it is authenticated again
    *((state, A.CLARIFY, S.CLARIFYING) for state in (*_BEFORE_DECISION, S.DECIDED, S.APPROVED)),
    (S.CLARIFYING, A.ANSWER, S.REGISTERED),
    # the ways out that end without data
    *((state, A.REFUSE, S.REFUSED) for state in (*_BEFORE_DECISION, S.CLARIFYING)),
    *((state, A.CHALLENGE, S.CHALLENGED) for state in (*_BEFORE_DECISION[1:], *_BEFORE_RELEASE)),
    (S.CHALLENGED, A.RULE, S.AUTHENTICATED),  # the court upheld the order, in full or in part
    (S.CHALLENGED, A.RULE, S.QUASHED),
    *((state, A.WITHDRAW, S.WITHDRAWN) for state in _OPEN),
    # what may happen at any time
    *((state, A.SEAL, state) for state in (*_OPEN, *_ANSWERED)),
    *((state, A.NOTIFY, state) for state in (*_OPEN, *_ANSWERED, S.CLOSED)),
    *((state, A.CLOSE, S.CLOSED) for state in _ANSWERED),
)

ON_THE_ROAD_TO_DATA = (A.AUTHENTICATE, A.ASSESS, A.DECIDE, A.APPROVE, A.COLLECT, A.INSPECT, A.PACKAGE)
"""No road to `disclosed` skips one of these, and a graph search in a test says so."""


class NotNow(Exception):
    """The act is not possible in the state of the case."""


def targets(state: State, act: Act, life: Iterable[tuple[State, Act, State]] = LIFE) -> tuple[State, ...]:
    """Where `act` can lead from `state`; empty if it is not possible."""
    return tuple(after for before, done, after in life if before is state and done is act)


def possible_acts(state: State) -> tuple[Act, ...]:
    """What can happen next, in the order of the table, each act once."""
    return tuple(dict.fromkeys(act for before, act, _ in LIFE if before is state))


def target(state: State, act: Act, wanted: State | None = None) -> State:
    """The one state to which `act` leads; `wanted` chooses where the table offers two. Raises NotNow."""
    offered = targets(state, act)
    if not offered:
        able = ", ".join(possible_acts(state)) or "nothing: it is closed"
        raise NotNow(f"A case that is “{state}” cannot “{act}”. What can happen now: {able}.")
    if wanted is None and len(offered) == 1:
        return offered[0]
    if wanted not in offered:
        raise NotNow(f"“{act}” leads from “{state}” to {' or '.join(offered)}, not to “{wanted}”.")
    return wanted


def reachable_without(skipped: Act, life: Iterable[tuple[State, Act, State]] = LIFE) -> frozenset[State]:
    """Every state that can be reached from `received` without ever doing `skipped` (graph search, for the tests)."""
    rows = tuple(life)
    seen, queue = {State.RECEIVED}, deque([State.RECEIVED])
    while queue:
        here = queue.popleft()
        for before, act, after in rows:
            if before is here and act is not skipped and after not in seen:
                seen.add(after)
                queue.append(after)
    return frozenset(seen)
