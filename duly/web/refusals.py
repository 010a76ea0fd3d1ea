"""Every way in which an act says no; a page shows its sentence as an error summary and keeps what was typed.

A test compares this list with the errors that the rooms below define, so that none reaches a person as a crash.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from duly.cases.advance import NoReason
from duly.cases.journal import JournalBroken
from duly.cases.lifecycle import NotNow
from duly.cases.permissions import NotYours
from duly.cases.queries import visible_to
from duly.cases.secrecy import NotCleared, SealedTooShort
from duly.collection.collect import Ambiguous, NoStore
from duly.collection.connectors.source import ConnectorError
from duly.collection.examine import CollectionChanged, Excess
from duly.collection.gather import GatherError
from duly.collection.plan import PlanError
from duly.datamap.section import MapError
from duly.disclosure.deliver import RowsAreHeld, TooEarly
from duly.disclosure.lifecycle import NotThere
from duly.disclosure.pack import NothingToPack
from duly.disclosure.package_error import PackageError
from duly.intake.duplicates import AlreadyReceived
from duly.intake.read import NotIsolated
from duly.intake.receive import Unreceivable
from duly.intake.register import Unregistrable
from duly.law.facts_faults import FactsError
from duly.ledger.append import HeadMoved
from duly.lib.age_keys import AgeKeyError
from duly.lib.blobs import BlobError
from duly.lib.vault import VaultError
from duly.notices.counsel import NotCounselsWord
from duly.notices.lifecycle import NotYet
from duly.notices.secrecy_orders import AmbiguousOrder, NoSuchOrder, OrderReversed
from duly.requesters.directory import DirectoryError, NoSuchEntry, NotKeeper
from duly.requesters.reading import NotInDirectory
from duly.review.approve import NotApproved
from duly.review.authenticate import NotProven
from duly.review.bound import NoRecipient
from duly.review.consult import NotCounsel
from duly.review.decide import CannotGrant
from duly.review.narrow import Widened
from duly.review.refuse import BindingOrder
from duly.review.review_rights import CounselFirst
from duly.staff.actors import Actor, Role
from duly.staff.duties import SamePerson
from duly.web.words import word

REFUSALS = (
    NoReason, NotNow, NotYours, SamePerson, JournalBroken, NotCleared, SealedTooShort, HeadMoved,
    AlreadyReceived, Unreceivable, Unregistrable, NotIsolated, FactsError, NotInDirectory, AgeKeyError,
    DirectoryError, NoSuchEntry, NotKeeper, NotYet, NotCounselsWord, NoSuchOrder, AmbiguousOrder, OrderReversed,
    NotProven, NoRecipient, NotCounsel, CannotGrant, NotApproved, Widened, BindingOrder, CounselFirst,
    Ambiguous, NoStore, ConnectorError, GatherError, PlanError, MapError, Excess, CollectionChanged,
    NothingToPack, PackageError, NotThere, RowsAreHeld, TooEarly, BlobError, VaultError,
)  # fmt: skip
"""`NotNow` stands for `NothingReleased` too, `VaultError` for `AccountBroken` and `DirectoryBroken`."""
ALARMS = (JournalBroken, VaultError, BlobError)
"""What is kept does not hold together: no answer to what a person did, but to what somebody did to the database."""


def words_of(error: Exception, actor: Actor, *, state: str = "") -> str | Promise:
    """The sentence to show; `state` is that of a case which the reader sees.

    The number of a case that she may not see never stands in it.
    """
    if isinstance(error, AlreadyReceived) and not visible_to(actor).filter(pk=error.case.pk).exists():
        return _(
            "This very paper is on the register already. Nothing was added. "
            "If it is a new demand, it needs a new paper."
        )
    if isinstance(error, NotNow) and actor.has(Role.OFFICER):
        # Its own sentence names the state, and a state between approval and answer would say that something is held.
        return _("This cannot be done with the demand as it stands now. Open it again to see where it stands.")
    if isinstance(error, ALARMS) and actor.has(Role.OFFICER):
        return _(
            "Something at the provider does not hold together, so nothing was done. Write to them with the number."
        )
    # an error of a kind of its own (no package was released) says more than the table of states
    if type(error) is NotNow and state:
        sentence = gettext("This cannot be done while the case is “%(state)s”. The case lists what you can do now.")
        return sentence % {"state": word(state, "State")}
    return str(error)
