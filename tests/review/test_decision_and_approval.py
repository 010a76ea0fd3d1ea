"""Two people decide; what they decided is bound to its digest, and whatever changes afterwards voids it."""

import uuid
from dataclasses import replace
from hashlib import sha256

import pytest
from django.conf import settings
from django.db import connection

from duly.cases.journal import JournalBroken
from duly.cases.models import Case
from duly.law.codec import facts_to_json
from duly.law.vocabulary import Answer, Category, IdentifierKind, Reason
from duly.lib.age_keys import generate_identity, recipient_of
from duly.lib.canonical_json import read_canonical
from duly.review.approve import NotApproved, approve, require_approved
from duly.review.assess import assess
from duly.review.consult import NotCounsel, consult
from duly.review.decide import CannotGrant, Refusal, decide, grants_of
from duly.review.models import Approval, Decision
from duly.review.narrow import Widened, narrow
from duly.review.review_rights import CounselFirst, review_rights
from duly.staff.actors import MACHINE
from duly.staff.duties import DutyPolicy, SamePerson
from tests.cast import NOON, Cast, Desk, facts, item, later, voluntary

BOTH = frozenset({Category.SUBSCRIBER, Category.CONTENT})


def march(**changes: object) -> object:
    return item(start=NOON.replace(month=3, day=1), end=NOON.replace(month=4, day=1), **changes)


def test_a_sound_subpoena_is_granted_line_by_line_with_a_clause(desk: Desk) -> None:
    case, decision = desk.approved()
    (grant,) = grants_of(require_approved(Case.objects.get(pk=case.pk), at=later()))
    assert grant.clause == f"{case.reference}/1.subscriber"
    assert grant.identifier == "@mara:birch.example"
    assert grant.identifier_kind is IdentifierKind.ACCOUNT_ID
    assert read_canonical(decision.canonical)["bound"]["recipient"] == case.officer.recipient


def test_a_subpoena_that_also_asks_for_content_gets_the_permitted_part_and_a_refusal(desk: Desk) -> None:
    _, decision = desk.decided(facts(march(categories=BOTH)))
    body = read_canonical(decision.canonical)
    assert [line["category"] for line in body["granted"]] == ["subscriber"]
    (refused,) = body["refused"]
    assert refused["category"] == "content"
    assert "search warrant" in refused["words"]
    assert "2703" in refused["cite"]


def _edit_facts(case: Case, **changes: object) -> None:
    was = case.facts
    case.facts_json = facts_to_json(replace(was, items=(replace(was.items[0], **changes),)))  # type: ignore[arg-type]
    case.save()


def _edit_recipient(case: Case) -> None:
    assert case.officer is not None
    case.officer.recipient = recipient_of(generate_identity())
    case.officer.save()


def _edit_digest(case: Case) -> None:
    demand = case.demands.get()
    demand.digest = b"\0" * 32
    demand.save()


@pytest.mark.parametrize(
    "edit",
    [
        lambda case: _edit_facts(case, identifier="@other:birch.example"),
        lambda case: _edit_facts(case, categories=BOTH),
        lambda case: _edit_facts(case, end=NOON),
        _edit_recipient,
        _edit_digest,
    ],
    ids=["another account", "content added", "another period", "another key", "another paper"],
)
def test_an_edit_after_approval_voids_it(desk: Desk, edit: object) -> None:
    case, _ = desk.approved()
    require_approved(Case.objects.get(pk=case.pk), at=later())
    edit(case)  # type: ignore[operator]
    with pytest.raises(NotApproved, match=r"changed: .*void"):
        require_approved(Case.objects.get(pk=case.pk), at=later())


def test_a_decision_whose_bytes_were_changed_is_not_a_decision(desk: Desk) -> None:
    case, decision = desk.approved()
    decision.canonical = decision.canonical.replace(b"mara", b"nora")
    decision.save()
    with pytest.raises(NotApproved, match="does not match its digest"):
        require_approved(Case.objects.get(pk=case.pk), at=later())


def test_an_approved_decision_that_nobody_made_releases_nothing(desk: Desk, cast: Cast) -> None:
    case, decision = desk.decided()
    planted = decision.canonical.replace(b"mara", b"nora")
    digest = sha256(planted).hexdigest()
    Decision.objects.create(case=case, round=1, made_at=later(), by=cast.rosa, canonical=planted, digest=digest)
    approve(case, digest=digest, by=cast.actor("arno"), at=later(2), because="it was on the screen")
    with pytest.raises(NotApproved, match="that was approved is not in its journal"):
        require_approved(Case.objects.get(pk=case.pk), at=later())


def test_a_forged_approval_row_releases_nothing(desk: Desk, cast: Cast) -> None:
    case, decision = desk.decided()
    Approval.objects.create(case=case, decision=decision, at=NOON, by=cast.arno, digest=decision.digest)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET state = 'approved' WHERE reference = %s", [case.reference])
    with pytest.raises(JournalBroken, match="does not stand where its journal says"):
        require_approved(Case.objects.get(pk=case.pk), at=later())


def test_a_second_forged_approval_beside_the_true_one_stops_the_release(desk: Desk, cast: Cast) -> None:
    case, decision = desk.approved()
    Approval.objects.create(
        id=uuid.uuid4(), case=case, decision=decision, at=NOON, by=cast.vera, digest=decision.digest
    )
    with pytest.raises(NotApproved, match="not in its journal"):
        require_approved(Case.objects.get(pk=case.pk), at=later())


def test_an_approval_is_for_the_digest_that_was_read(desk: Desk, cast: Cast) -> None:
    case, _ = desk.decided()
    for other in ("0" * 64, "größer", ""):
        with pytest.raises(NotApproved, match="not that of the decision which stands"):
            approve(case, digest=other, by=cast.actor("arno"), at=later(), because="clicked through")
    assert not Approval.objects.exists()


def test_nobody_decides_without_a_pinned_key(desk: Desk, cast: Cast) -> None:
    case = desk.assessed()
    cast.okafor.recipient = ""
    cast.okafor.save()
    with pytest.raises(ValueError, match="No age key is pinned"):
        decide(case, by=cast.actor("rosa"), at=NOON, because="granted")


def test_a_revoked_officer_gets_nothing_even_after_approval(desk: Desk, cast: Cast) -> None:
    case, _ = desk.approved()
    cast.okafor.revoked_at = NOON
    cast.okafor.save()
    with pytest.raises(NotApproved, match="revoked"):
        require_approved(Case.objects.get(pk=case.pk), at=later())


def test_what_a_binding_order_compels_is_not_refused_by_choice(desk: Desk, cast: Cast) -> None:
    case = desk.assessed()
    choice = {("1", Category.SUBSCRIBER): Refusal(reason=Reason.POLICY, words="We would rather not.")}
    with pytest.raises(CannotGrant, match="a binding order compels this"):
        decide(case, refused=choice, by=cast.actor("rosa"), at=NOON, because="policy")


def test_a_refusal_of_what_the_demand_does_not_ask_for_decides_nothing(desk: Desk, cast: Cast) -> None:
    case = desk.assessed()
    mistyped = {("11", Category.SUBSCRIBER): Refusal(reason=Reason.POLICY, words="We would rather not.")}
    with pytest.raises(CannotGrant, match="does not ask for item 11, subscriber"):
        decide(case, refused=mistyped, by=cast.actor("rosa"), at=NOON, because="policy")
    assert not Decision.objects.exists()


def test_no_rule_for_a_country_means_ask_counsel_and_counsel_answers_once(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(voluntary())
    with pytest.raises(CannotGrant, match="Nothing would be granted"):
        decide(case, by=cast.actor("rosa"), at=NOON, because="looks fine")
    key = ("1", Category.SUBSCRIBER)
    with pytest.raises(NotCounsel, match="Only counsel records"):
        consult(
            case,
            counsel="Nora",
            answers={key: Answer.SUFFICIENT},
            grounds="g",
            by=cast.actor("rosa"),
            at=NOON,
            because="b",
        )
    consult(
        case, counsel="Nora, in-house counsel", answers={key: Answer.SUFFICIENT},
        grounds="No law of BY forbids it; GDPR art. 49.", by=cast.actor("nora"), at=NOON,
        because="no pack speaks for BY",
    )  # fmt: skip
    assert decide(case, by=cast.actor("rosa"), at=NOON, because="counsel allows it").digest


def test_counsel_cannot_turn_a_no_of_the_policy_into_a_yes(desk: Desk, cast: Cast) -> None:
    case = desk.cleared(voluntary(march(categories=frozenset({Category.CONTENT}))))
    consult(
        case, counsel="Nora", answers={("1", Category.CONTENT): Answer.SUFFICIENT}, grounds="No law forbids it.",
        by=cast.actor("nora"), at=NOON, because="asked",
    )  # fmt: skip
    with pytest.raises(CannotGrant, match="Nothing would be granted"):
        decide(case, by=cast.actor("rosa"), at=NOON, because="counsel said yes")


def test_counsels_answer_ends_with_its_validity(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(voluntary())
    consult(
        case, counsel="Nora", answers={("1", Category.SUBSCRIBER): Answer.SUFFICIENT}, grounds="Until the law changes.",
        valid_until=NOON.date(), by=cast.actor("nora"), at=NOON, because="asked",
    )  # fmt: skip
    with pytest.raises(CannotGrant):
        decide(case, by=cast.actor("rosa"), at=later(60 * 24), because="late")


MANY = tuple(item(str(n), f"@user{n}:birch.example") for n in range(1, 6))


def test_a_held_case_needs_a_third_person(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(facts(*MANY))
    assert case.state == "held"
    review_rights(
        case, words="Five accounts of one fraud ring.", by=cast.actor("vera"), at=NOON, because="many accounts"
    )
    decision = decide(case, by=cast.actor("rosa"), at=NOON, because="allowed")
    with pytest.raises(SamePerson, match="review_rights"):
        approve(case, digest=decision.digest, by=cast.actor("vera"), at=later(), because="seen it anyway")
    approve(case, digest=decision.digest, by=cast.actor("arno"), at=later(), because="read")
    assert require_approved(Case.objects.get(pk=case.pk), at=later()) == decision


def test_a_rights_review_that_was_only_written_into_the_table_does_not_count(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(facts(*MANY))
    review_rights(case, words="Looked.", by=cast.actor("vera"), at=NOON, because="many accounts")
    decision = decide(case, by=cast.actor("rosa"), at=NOON, because="allowed")
    approve(case, digest=decision.digest, by=cast.actor("arno"), at=later(), because="read")
    case.rights_reviews.all().delete()
    with pytest.raises(NotApproved, match="rights gate held"):
        require_approved(Case.objects.get(pk=case.pk), at=later())


def test_under_solo_counsel_stands_in_and_the_same_person_waits(desk: Desk, cast: Cast, settings_solo: None) -> None:
    cast.rosa.role_names = ["reviewer", "approver", "intake"]
    cast.rosa.save()
    rosa = cast.rosa.actor()
    case = desk.assessed(facts(*MANY))
    with pytest.raises(CounselFirst):
        review_rights(case, words="alone", by=rosa, at=NOON, because="held")
    consult(
        case, counsel="Lena Brandt, attorney", outside=True, answers={("1", Category.SUBSCRIBER): Answer.SUFFICIENT},
        grounds="Letter of 1 September.", by=rosa, at=NOON, because="one-person provider",
    )  # fmt: skip
    review_rights(case, words="read counsel's letter", by=rosa, at=NOON, because="held")
    decision = decide(case, by=rosa, at=NOON, because="allowed")
    assert read_canonical(decision.canonical)["bound"]["duty_policy"] == "solo"
    with pytest.raises(SamePerson, match="ten minutes"):
        approve(case, digest=decision.digest, by=rosa, at=later(9), because="in a hurry")
    approve(case, digest=decision.digest, by=rosa, at=later(11), because="read it again")
    assert require_approved(Case.objects.get(pk=case.pk), at=later()) == decision


@pytest.fixture
def settings_solo(monkeypatch: pytest.MonkeyPatch) -> None:
    duties = settings.DULY.duties.model_copy(update={"policy": DutyPolicy.SOLO})
    monkeypatch.setattr(settings, "DULY", settings.DULY.model_copy(update={"duties": duties}))


def test_narrowing_takes_away_only_and_voids_the_decision(desk: Desk, cast: Cast) -> None:
    wide = march(categories=BOTH)
    case, _ = desk.approved(facts(wide, march(key="2", identifier="@b:birch.example")))
    rosa = cast.actor("rosa")
    with pytest.raises(Widened, match="go beyond the paper: 1"):
        narrow(case, [replace(wide, end=NOON.replace(month=8))], by=rosa, at=NOON, because="more")
    narrow(
        case, [replace(wide, categories=frozenset({Category.SUBSCRIBER}))], by=rosa, at=NOON, because="agreed by phone"
    )
    assert (case.state, case.round) == ("authenticated", 2)
    assess(case, by=MACHINE, at=NOON, because="narrowed")
    assert Decision.objects.filter(case=case, round=2).count() == 0
    decision = decide(case, by=rosa, at=NOON, because="allowed")
    assert [grant.item for grant in grants_of(decision)] == ["1"]


def test_a_defective_paper_grants_nothing(desk: Desk, cast: Cast) -> None:
    case = desk.assessed(facts(signed=False))
    with pytest.raises(CannotGrant, match="defects, and nothing leaves"):
        decide(case, by=cast.actor("rosa"), at=NOON, because="they will sign later")
