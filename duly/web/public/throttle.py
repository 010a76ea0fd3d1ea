"""Slow down whoever guesses passwords: ten tries in ten minutes for one login from one address, then a pause.

Counted in the memory of one process of the server: a start forgets it, and two processes allow twice as many. Behind a
web server every address is that server's, so there it is ten tries for one login, whoever makes them.
"""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta
from threading import Lock

MOST_TRIES = 10
SPAN = timedelta(minutes=10)
_MOST_KEPT = 10_000


class Throttle:
    """Counts tries under a key. Logins that nobody has are counted like others, so it tells nothing of who is here."""

    def __init__(self) -> None:
        self._tries: OrderedDict[Hashable, list[datetime]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: Hashable, at: datetime) -> bool:
        """Count one more try at `at`; False, and then it is none, if too many came in the ten minutes before."""
        with self._lock:
            recent = [tried for tried in self._tries.pop(key, []) if at - tried < SPAN]
            allowed = len(recent) < MOST_TRIES
            self._tries[key] = [*recent, at] if allowed else recent
            while len(self._tries) > _MOST_KEPT:
                self._tries.popitem(last=False)  # the one that was quiet for longest
        return allowed

    def forget(self, key: Hashable) -> None:
        """The right password was given: start anew."""
        with self._lock:
            self._tries.pop(key, None)


sign_in_tries = Throttle()
"""Of this process."""
