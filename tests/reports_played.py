"""Three cases that were answered, one that waits, and the report that counts them; for tests of the doors."""

from dataclasses import dataclass

from duly.cases.models import Case
from duly.disclosure.close import close
from duly.disclosure.deliver import fetch
from duly.law.vocabulary import Reason
from duly.ledger import append
from duly.lib.clock import now
from duly.reports.build import build, publish
from duly.review.refuse import refuse
from duly.staff.actors import MACHINE
from tests.cast import facts, later, voluntary
from tests.store_for_acts import CASEY, Road, about, warrant

LABEL = "2026H2"


@dataclass(frozen=True)
class Played:
    """What stands in the report."""

    subscriber: Case
    """Casey's account information to the US."""
    content: Case
    """What Rex wrote, to the US."""
    refused: Case
    """A voluntary request from Belarus."""
    pending: Case


def answered(road: Road) -> Played:
    """The cases, closed as far as they will be."""
    okafor = road.desk.cast.okafor.person.actor()
    subscriber, content = road.disclosed(facts(about(CASEY))), road.disclosed(warrant())
    for case in (subscriber, content):
        fetch(case, by=okafor, at=later(6), because="downloaded")
    refused = road.desk.assessed(voluntary())
    refuse(
        refused, grounds={"1": (Reason.POLICY, "policy")}, by=road.desk.cast.actor("rosa"), at=later(), because="policy"
    )
    for case in (subscriber, content, refused):
        close(case, by=MACHINE, at=later(7), because="answered")
    return Played(subscriber, content, refused, road.desk.registered())


def reported(road: Road, *, public: bool = True) -> Played:
    """The same, in a report; published unless said otherwise."""
    played = answered(road)
    build(LABEL, until=later(60), at=later(60))
    append.publish()  # a test's transaction is never committed, and the log's files are written after the commit
    if public:
        publish(LABEL, at=now())
    return played
