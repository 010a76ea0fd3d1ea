"""The cast: who plays in the tests, and the demands that they play with."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from duly.cases.models import Case
from duly.intake.receive import Paper, receive
from duly.intake.register import register
from duly.law.facts import NO_STATE, DemandFacts, ItemFacts
from duly.law.vocabulary import Authority, Category, IdentifierKind, Instrument, Offence
from duly.lib.age_keys import generate_identity, recipient_of
from duly.requesters.models import Agency, Officer
from duly.requesters.verification import Evidence, Factor
from duly.review.approve import approve
from duly.review.assess import assess
from duly.review.authenticate import authenticate
from duly.review.decide import decide
from duly.review.models import Decision
from duly.review.review_rights import review_rights
from duly.staff.actors import MACHINE, Actor, Role
from duly.staff.models import Person

NOON = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)
PASSWORD = "a long enough password"
OKAFORS_KEY = generate_identity()


def later(minutes: int = 1) -> datetime:
    """An instant after noon."""
    return NOON + timedelta(minutes=minutes)


@dataclass(frozen=True)
class Cast:
    """Everybody."""

    ines: Person
    rosa: Person
    arno: Person
    leo: Person
    nora: Person
    vera: Person
    adam: Person
    okafor: Officer
    agency: Agency

    def actor(self, name: str) -> Actor:
        """One of them, as an act sees her."""
        person: Person = getattr(self, name)
        return person.actor()


def make_cast() -> Cast:
    """Ines at intake, Rosa who reviews, Arno who approves, Leo who releases, Nora the counsel, Vera the supervisor.

    And Adam, who administers and sees no case; and Officer Okafor, who asks.
    """
    roles = {
        "ines": Role.INTAKE, "rosa": Role.REVIEWER, "arno": Role.APPROVER, "leo": Role.RELEASER, "nora": Role.COUNSEL,
        "vera": Role.SUPERVISOR, "adam": Role.ADMINISTRATOR,
    }  # fmt: skip
    people = {
        name: Person.objects.create_person(login=name, name=name.title(), roles=frozenset({role}), password=PASSWORD)
        for name, role in roles.items()
    }
    agency = Agency.objects.create(
        name="Prosecutor of Westmark", country="US", authority=Authority.PROSECUTOR, domain="westmark.example",
        provenance="register of public bodies, looked up 2026-08-01", callback_number="+1 202 555 0143",
    )  # fmt: skip
    login = Person.objects.create_person(
        login="okafor", name="Officer Okafor", roles=frozenset({Role.OFFICER}), password=PASSWORD
    )
    okafor = Officer.objects.create(
        agency=agency, person=login, name="Officer Okafor", post="Deputy", mail="okafor@westmark.example",
        recipient=recipient_of(OKAFORS_KEY), recipient_provenance="read out on the call-back of 2026-08-02",
        pinned_at=NOON,
    )  # fmt: skip
    return Cast(okafor=okafor, agency=agency, **people)


def item(key: str = "1", identifier: str = "@mara:birch.example", **changes: object) -> ItemFacts:
    """One account of Birch Messenger, subscriber data."""
    base = ItemFacts(
        key=key,
        identifier_kind=IdentifierKind.ACCOUNT_ID,
        identifier=identifier,
        categories=frozenset({Category.SUBSCRIBER}),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def facts(*items: ItemFacts, **changes: object) -> DemandFacts:
    """A sound US subpoena for subscriber data, unless changed. Birch Messenger is established in Sweden and the US."""
    base = DemandFacts(
        instrument=Instrument.SUBPOENA, issuing_state="US", authority=Authority.PROSECUTOR,
        authority_name="Prosecutor of Westmark", reference="GJ-2026-114", items=items or (item(),), signed=True,
        issued_on=date(2026, 8, 28), addressed_to="Birch Messenger", offence="card fraud, 18 U.S.C. 1029",
        offence_kind=Offence.ORDINARY, criminal_investigation=True, on_behalf_of=NO_STATE,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def voluntary(*items: ItemFacts, **changes: object) -> DemandFacts:
    """A duly executed request of a prosecutor in Belarus, which does not bind, unless changed."""
    base = facts(*items, instrument=Instrument.JUDICIAL_REQUEST, issuing_state="BY", offence="card fraud, art. 222")
    return replace(base, **changes)  # type: ignore[arg-type]


CALLED_BACK = Evidence(
    factor=Factor.CALL_BACK,
    holds=True,
    words="Called the switchboard number of the directory; confirmed the file number.",
    at=NOON,
)
IN_DIRECTORY = Evidence(
    factor=Factor.DIRECTORY_OFFICER,
    holds=True,
    words="Officer Okafor stands in the directory since 2026-08-02.",
    at=NOON,
)


class Desk:
    """Plays the straight road up to a state, so that a test can begin where its story begins."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._papers = 0

    def received(self, data: bytes | None = None) -> Case:
        self._papers += 1
        paper = Paper(
            data=data or f"Subpoena number {self._papers}".encode(),
            name="subpoena.pdf",
            media_type="application/pdf",
            channel="paper",
        )
        return receive(paper, officer=None, by=self.cast.actor("ines"), at=NOON, because="came by post")

    def registered(self, asked: DemandFacts | None = None) -> Case:
        case = self.received()
        register(
            case,
            asked or facts(),
            officer=self.cast.okafor,
            by=self.cast.actor("ines"),
            at=NOON,
            because="read off the paper",
        )
        return case

    def authenticated(self, asked: DemandFacts | None = None) -> Case:
        case = self.registered(asked)
        authenticate(
            case, evidence=(CALLED_BACK, IN_DIRECTORY), by=self.cast.actor("ines"), at=NOON, because="called back"
        )
        return case

    def assessed(self, asked: DemandFacts | None = None) -> Case:
        case = self.authenticated(asked)
        assess(case, by=MACHINE, at=NOON, because="authenticated")
        return case

    def cleared(self, asked: DemandFacts | None = None) -> Case:
        """Assessed; and if the rights gate held it, looked at by Vera."""
        case = self.assessed(asked)
        if case.state == "held":
            review_rights(case, words="Looked at it.", by=self.cast.actor("vera"), at=NOON, because="the gate held it")
        return case

    def decided(self, asked: DemandFacts | None = None) -> tuple[Case, Decision]:
        case = self.cleared(asked)
        return case, decide(case, by=self.cast.actor("rosa"), at=NOON, because="the rules allow it")

    def approved(self, asked: DemandFacts | None = None) -> tuple[Case, Decision]:
        case, decision = self.decided(asked)
        approve(
            case,
            digest=decision.digest,
            by=self.cast.actor("arno"),
            at=later(),
            because="read the paper and the decision",
        )
        return case, decision


def states(cases: Iterable[Case]) -> list[str]:
    """Their states, fresh from the database."""
    return [Case.objects.get(pk=case.pk).state for case in cases]
