"""Plays one demand: looks at where the case stands and does what the desk would do next, until nothing is left."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from duly import worker
from duly.cases.lifecycle import State
from duly.cases.models import Case
from duly.disclosure.deliver import fetch
from duly.intake.receive import Paper, receive
from duly.intake.register import register
from duly.law.codec import facts_from_form
from duly.law.vocabulary import Answer, Reason
from duly.requesters.verification import Evidence, Factor
from duly.review.approve import approve, standing_decision
from duly.review.authenticate import authenticate
from duly.review.clarify import answer_clarification, clarify
from duly.review.consult import consult
from duly.review.decide import answers, decide
from duly.review.models import Consultation
from duly.review.refuse import refuse
from duly.review.review_rights import review_rights
from duly.staff.actors import MACHINE, Actor
from duly_demo.people import officer_of, person
from duly_demo.script import Script

Tell = Callable[[str], None]
PACE = timedelta(minutes=25)
MOST_STEPS = 40


class Stuck(Exception):
    """The story stopped in a state for which it has no next step."""


class Life:
    """One demand on its way."""

    def __init__(self, script: Script, packages: Path, tell: Tell) -> None:
        self.script, self.packages, self.tell = script, packages, tell
        self.at = script.arrives
        self.asked = False
        self.case = self._receive()

    def play(self) -> Case:
        """Until the case is closed. Raises Stuck where nobody knows what to do."""
        for _ in range(MOST_STEPS):
            self.at += PACE
            worker.run_once(self.at)
            self.case.refresh_from_db()
            if self.case.state == State.CLOSED:
                return self.case
            step = self._STEPS.get(State(self.case.state))
            if step is None:
                raise Stuck(f"{self.script.name}: nobody knows what to do with a case that is “{self.case.state}”.")
            step(self)
        raise Stuck(f"{self.script.name}: not closed after {MOST_STEPS} steps, still “{self.case.state}”.")

    def _by(self, login: str) -> Actor:
        return person(login).actor()

    def _receive(self) -> Case:
        paper = Paper(
            data=self.script.mail, name=f"{self.script.name}.eml", media_type="message/rfc822", channel="email"
        )
        case = receive(paper, by=MACHINE, at=self.at, because="came by mail")
        self.tell(f"received and acknowledged as {case.reference}")
        return case

    def _register(self) -> None:
        facts = facts_from_form(self.script.form)
        register(
            self.case, facts, officer=officer_of(self.script.officer), by=self._by("ines"), at=self.at,
            because="read off the paper",
        )  # fmt: skip
        paper = facts.instrument.replace("_", " ")
        self.tell(f"registered: {paper} from {facts.issuing_state}, {len(facts.items)} account(s)")

    def _authenticate(self) -> None:
        called = Evidence(factor=Factor.CALL_BACK, holds=True, words=self.script.call_back, at=self.at)
        known = Evidence(
            factor=Factor.DIRECTORY_OFFICER, holds=True, words="The officer stands in our directory.", at=self.at
        )
        authenticate(
            self.case, evidence=[called, known], by=self._by("ines"), at=self.at,
            because="called back on the number in the directory",
        )  # fmt: skip
        self.tell("requester proven by a call-back and the directory")

    def _ask_or_refuse(self) -> bool:
        """Questions first, then a refusal; True if one of the two happened."""
        if self.script.questions and not self.asked:
            asked = [("", Reason(reason), words) for reason, words in self.script.questions]
            clarify(self.case, questions=asked, by=self._by("rosa"), at=self.at, because="the paper leaves this open")
            self.asked = True
            self.tell("questions asked before anything is decided")
            return True
        if self.script.refusal:
            reason, words = self.script.refusal
            grounds = {item.key: (Reason(reason), words) for item in self.case.facts.items}
            refuse(self.case, grounds=grounds, by=self._by("rosa"), at=self.at, because=words)
            self.tell(f"refused: {reason.replace('_', ' ')}")
            return True
        return False

    def _held(self) -> None:
        self.tell("held by the rights gate")
        if self._ask_or_refuse() or self._counsel():
            return
        review_rights(self.case, words=self.script.rights, by=self._by("vera"), at=self.at, because=self.script.rights)
        self.tell("Vera looked at it and lets it go on")

    def _counsel(self) -> bool:
        """Nora answers where no pack speaks; True if she was asked now."""
        open_parts = {
            part: Answer.SUFFICIENT for part, a in answers(self.case, at=self.at).items() if a is Answer.ASK_COUNSEL
        }
        if not open_parts or Consultation.objects.filter(case=self.case, round=self.case.round).exists():
            return False
        consult(
            self.case, counsel="Nora, counsel of Linden Chat", answers=open_parts, grounds=self.script.counsel,
            by=self._by("nora"), at=self.at, because="no pack speaks",
        )  # fmt: skip
        self.tell("no rule speaks: counsel's answer recorded")
        return True

    def _assessed(self) -> None:
        if self._ask_or_refuse() or self._counsel():
            return
        decision = decide(
            self.case, by=self._by("rosa"), at=self.at, because="granted as far as the rules and counsel allow"
        )
        self.tell(f"Rosa decided ({decision.digest[:12]}…)")

    def _clarifying(self) -> None:
        changed = facts_from_form(self.script.answered_form) if self.script.answered_form else None
        answer_clarification(
            self.case, words=self.script.answer, facts=changed, by=self._by("ines"), at=self.at,
            because="the officer answered by mail",
        )  # fmt: skip
        self.tell("the officer answered")

    def _decided(self) -> None:
        digest = standing_decision(self.case).digest
        approve(self.case, digest=digest, by=self._by("arno"), at=self.at, because="read the paper and the decision")
        self.tell("Arno approved exactly that")

    def _disclosed(self) -> None:
        officer = officer_of(self.script.officer)
        if officer.person is None:
            raise Stuck(f"{officer.name} has no account to fetch the package with.")
        name, locked, envelope = fetch(
            self.case, by=officer.person.actor(), at=self.at, because="downloaded in the portal"
        )
        (self.packages / name).write_bytes(locked)
        (self.packages / f"{name}.sig.json").write_bytes(envelope)
        self.tell(f"fetched once: {name}")

    _STEPS: ClassVar[dict[State, Callable[["Life"], None]]] = {
        State.RECEIVED: _register,
        State.REGISTERED: _authenticate,
        State.HELD: _held,
        State.ASSESSED: _assessed,
        State.CLARIFYING: _clarifying,
        State.DECIDED: _decided,
        State.DISCLOSED: _disclosed,
    }
