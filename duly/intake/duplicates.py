"""Have we had this paper before? The same bytes are one demand, whichever channel they came through."""

import hmac
from hashlib import sha256

from duly.cases.models import Case, Demand
from duly.lib.keyring import root_key


class AlreadyReceived(Exception):
    """These very bytes are on the register."""

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__(
            f"This paper is on the register already, as case {case.reference}. Nothing was added. "
            "Work on that case; if it is a new demand, it needs a paper of its own."
        )


def fingerprint(digest: bytes) -> bytes:
    """Keyed digest of a paper: equal for equal papers, useless to whoever has the database without the key."""
    key = hmac.digest(root_key().secret.reveal(), b"duly duplicates v1", sha256)
    return hmac.digest(key, digest, sha256)


def refuse_duplicate(mark: bytes) -> None:
    """Raise AlreadyReceived if the paper is on the register. A unique column decides races."""
    known = Demand.objects.filter(fingerprint=mark).select_related("case").first()
    if known is not None:
        raise AlreadyReceived(known.case)
