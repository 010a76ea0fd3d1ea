"""What the worker does by itself: the straight road, each failure beside its own case, and no date in silence."""

import threading
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from duly import worker
from duly.cases.models import Attempt, Case, Letter
from duly.collection.examine import Excess
from duly.disclosure.deliver import fetch
from duly.disclosure.models import Disclosure
from duly.law.vocabulary import Category, Reason
from duly.notices.models import Notice
from duly.notices.send import confirm
from duly.review.narrow import narrow
from duly.review.refuse import refuse
from duly.staff.duties import DutyPolicy
from duly.worker import AnotherWorker, alone, run_forever, run_once
from tests.cast import NOON, Cast, Desk, facts, item, later, states, voluntary
from tests.shop_store import ada

pytestmark = pytest.mark.django_db


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_an_approved_case_is_collected_inspected_packed_and_released_in_one_run(desk: Desk, shop: Path) -> None:
    case, _ = desk.approved(facts(ada()))
    done = run_once(later(5))
    assert done["failed"] == 0, [tried.error for tried in Attempt.objects.all()]
    assert fresh(case).state == "disclosed"
    assert [done[act] for act in ("collect", "inspect", "package", "disclose")] == [1, 1, 1, 1]
    assert Letter.objects.get(case=case, kind="package_ready").sent_at == later(5)


def test_a_proven_requester_leads_to_an_assessment(desk: Desk) -> None:
    case = desk.authenticated()
    run_once(later())
    assert fresh(case).state == "assessed"


def test_a_mail_is_read_once(desk: Desk) -> None:
    desk.received()
    assert run_once(later())["read"] == 1
    assert run_once(later(2))["read"] == 0


def test_nothing_held_is_answered_without_a_package(desk: Desk, shop: Path) -> None:
    case, _ = desk.approved(facts(ada(identifier="nobody@shop.example")))
    run_once(later(5))
    assert fresh(case).state == "closed"
    assert Letter.objects.filter(case=case, kind="no_data").count() == 1
    assert not Disclosure.objects.exists()


def test_nothing_that_waits_for_a_person_is_done_by_the_machine(desk: Desk) -> None:
    cases = [desk.received(), desk.registered(), desk.assessed(), desk.decided()[0]]
    before = states(cases)
    run_once(later())
    assert states(cases) == before == ["received", "registered", "assessed", "decided"]


def test_under_four_the_machine_leaves_the_release_to_a_person(desk: Desk, shop: Path, settings: Any) -> None:
    duties = settings.DULY.duties.model_copy(update={"policy": DutyPolicy.FOUR})
    settings.DULY = settings.DULY.model_copy(update={"duties": duties})
    case, _ = desk.approved(facts(ada()))
    assert run_once(later(5))["failed"] == 0
    assert fresh(case).state == "packaged"


def test_a_store_that_is_down_is_tried_again_and_the_case_goes_on_when_it_is_back(desk: Desk, shop: Path) -> None:
    case, _ = desk.approved(facts(ada()))
    away = shop.rename(shop.with_suffix(".away"))
    assert run_once(later(5))["failed"] == 1
    tried = Attempt.objects.get(case=case)
    assert (tried.act, tried.tried_at, tried.next_at) == ("collect", later(5), later(6))
    assert "Check its path" in tried.error
    assert fresh(case).state == "approved"
    assert run_once(later(5) + timedelta(seconds=59)) == Counter(), "it waits for its next try"
    away.rename(shop)
    assert run_once(later(6))["collect"] == 1
    assert fresh(case).state == "disclosed"


def test_the_waits_double_up_to_an_hour(desk: Desk, shop: Path) -> None:
    desk.approved(facts(ada()))
    shop.unlink()
    at, waits = later(5), []
    for _ in range(8):
        run_once(at)
        last = Attempt.objects.order_by("-tried_at")[0]
        assert last.next_at is not None
        waits.append(int((last.next_at - at).total_seconds()) // 60)
        at = last.next_at
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_excess_stops_its_own_case_and_no_other(desk: Desk, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = (desk.approved(facts(ada(key=key)))[0] for key in ("1", "2"))
    true_examine = worker.examine

    def examine(case: Case, /, **act: Any) -> None:
        if case.pk == bad.pk:
            raise Excess("shop returned more than was granted (1 × column). Nothing leaves.")
        true_examine(case, **act)

    rows = [worker.Row(r.state, r.act, examine, r.because) if r.do is true_examine else r for r in worker.TABLE]
    monkeypatch.setattr(worker, "TABLE", tuple(rows))
    run_once(later(5))
    assert states([bad, good]) == ["collected", "disclosed"]
    assert Attempt.objects.get(case=bad).next_at is None, "trying again would change nothing"
    assert run_once(later(600))["failed"] == 0


def test_after_a_person_acted_the_case_is_tried_again(desk: Desk, shop: Path, cast: Cast) -> None:
    case, _ = desk.approved(facts(ada(), item(key="2", identifier="c-2", categories=frozenset({Category.SUBSCRIBER}))))
    Attempt.objects.create(case=case, act="assess", tried_at=later(2), error="broken")
    narrow(case, [ada()], by=cast.actor("rosa"), at=later(3), because="item 2 was a slip")
    assert run_once(later(4))["assess"] == 1


def test_an_error_that_nobody_foresaw_is_an_attempt_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case = desk.authenticated()

    def burst(case: Case, /, **act: Any) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(worker, "TABLE", (worker.Row(worker.State.AUTHENTICATED, worker.Act.ASSESS, burst, "x"),))
    assert run_once(later())["failed"] == 1
    assert Attempt.objects.get(case=case).error == "a bug"


def test_somebody_who_was_faster_is_no_failure(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case = desk.authenticated()
    true_assess = worker.assess

    def late(case: Case, /, **act: Any) -> None:
        true_assess(case, **act)
        true_assess(Case.objects.get(pk=case.pk), **act)

    monkeypatch.setattr(worker, "TABLE", (worker.Row(worker.State.AUTHENTICATED, worker.Act.ASSESS, late, "x"),))
    assert run_once(later())["failed"] == 0
    assert not Attempt.objects.filter(case=case).exists()


def test_a_notice_goes_to_the_user_once_a_person_confirmed_it(desk: Desk, shop: Path, cast: Cast) -> None:
    case, _ = desk.approved(facts(ada()))
    run_once(later(5))
    (notice,) = Notice.objects.filter(case=case)
    assert notice.state == "to_confirm", notice.state
    assert not Letter.objects.filter(kind="user_notice").exists()
    confirm(notice, by=cast.actor("rosa"), at=later(6), because="looked at every channel, no renewal came")
    assert run_once(later(7))["send_notice"] == 1
    run_once(later(8))
    (letter,) = Letter.objects.filter(kind="user_notice")
    assert (letter.to, letter.sent_at) == ("ada@shop.example", later(7))


def test_a_fetched_package_closes_its_case_and_is_taken_away(desk: Desk, shop: Path, cast: Cast) -> None:
    case, _ = desk.approved(facts(ada()))
    run_once(later(5))
    assert cast.okafor.person is not None
    fetch(case, by=cast.okafor.person.actor(), at=later(6), because="fetched in the portal")
    run_once(later(7))
    assert fresh(case).state == "closed"
    assert Disclosure.objects.get(case=case).object_id == ""


def test_a_package_that_nobody_fetches_expires_and_closes_its_case(desk: Desk, shop: Path) -> None:
    case, _ = desk.approved(facts(ada()))
    run_once(later(5))
    run_once(later(5) + timedelta(days=29))
    assert fresh(case).state == "disclosed"
    run_once(later(5) + timedelta(days=30))
    assert (fresh(case).state, Disclosure.objects.get(case=case).state) == ("closed", "expired")


def test_a_refused_case_is_closed_and_its_letter_leaves_once(
    desk: Desk, cast: Cast, settings: Any, tmp_path: Path
) -> None:
    settings.DULY = settings.DULY.model_copy(update={"directory": tmp_path, "objects": settings.DULY.objects})
    case = desk.assessed(voluntary())
    reasons = {"1": (Reason.POLICY, "outside our policy")}
    refuse(case, grounds=reasons, by=cast.actor("rosa"), at=later(), because="policy")
    run_once(later(2))
    run_once(later(3))
    assert fresh(case).state == "closed"
    mails = [path.read_text() for path in (tmp_path / "mail" / "new").iterdir()]
    assert sum("Our answer" in text for text in mails) == 1


def test_a_date_that_comes_near_is_told_to_the_desk_once_with_the_number_only(desk: Desk, settings: Any) -> None:
    case = desk.registered(facts(return_date=date(2026, 9, 3)))
    due = fresh(case).due_at
    assert due is not None
    assert run_once(due - timedelta(hours=25))["escalate"] == 0
    assert run_once(due - timedelta(hours=23))["escalate"] == 1
    assert run_once(due - timedelta(hours=22))["escalate"] == 0
    letter = Letter.objects.get(case=case, kind="escalation")
    assert letter.to == settings.DULY.provider.mail
    assert case.reference in letter.body
    for secret in ("mara", "card fraud", "Westmark", "GJ-2026-114"):
        assert secret not in letter.body + letter.subject


def test_an_answered_case_is_not_escalated(desk: Desk, shop: Path) -> None:
    case, _ = desk.approved(facts(ada()))
    run_once(later(5))
    due = fresh(case).due_at
    assert due is not None
    assert run_once(due)["escalate"] == 0


def test_a_letter_that_cannot_leave_waits_and_leaves_later(desk: Desk, settings: Any) -> None:
    delivery = settings.DULY.delivery.model_copy(update={"letters": "smtp", "smtp_host": "127.0.0.1", "smtp_port": 9})
    settings.DULY = settings.DULY.model_copy(update={"delivery": delivery})
    case = desk.received()
    letter = Letter.objects.get(case=case)
    letter.to = "okafor@westmark.example"
    letter.save()
    assert run_once(later())["failed"] == 1
    assert Attempt.objects.get(case=case).act.startswith("letter_acknowledgement")
    settings.DULY = settings.DULY.model_copy(update={"delivery": delivery.model_copy(update={"letters": "folder"})})
    assert run_once(later(1)) == Counter()
    assert run_once(later(2))["letter_acknowledgement"] == 1


def test_one_instance_has_one_worker(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(AnotherWorker, match="Stop it first"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_the_worker_looks_again_until_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE", timedelta(0))
    stop, looks = threading.Event(), []

    def run(at: datetime) -> Counter[str]:
        looks.append(at)
        if len(looks) == 3:
            stop.set()
        return Counter()

    monkeypatch.setattr(worker, "run_once", run)
    run_forever(lambda: NOON, stop)
    assert len(looks) == 3
