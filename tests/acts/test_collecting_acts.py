"""Collecting: only on an approval that stands now; an answer that is not clear or not whole leaves nothing behind."""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from duly.cases import objects
from duly.cases.journal import JournalBroken
from duly.cases.models import Attempt, Case
from duly.collection.collect import Ambiguous, NoStore, collect
from duly.collection.connectors.source import ConnectorError
from duly.collection.models import Collection
from duly.collection.reading import collections_of
from duly.law.codec import facts_to_json
from duly.law.vocabulary import Category, IdentifierKind
from duly.review.approve import NotApproved
from duly.review.models import Approval, Decision
from duly.staff.actors import MACHINE
from duly.worker import run_once
from tests.cast import NOON, Cast, Desk, facts, later, states
from tests.store_for_acts import CASEY, IN_JUNE, JUNE, REX, Road, about, copy_store, holding, objects_in, warrant

TWO_HOMES = "198.51.100.77"


def run(case: Case) -> None:
    collect(case, by=MACHINE, at=later(2), because="approved")


def test_what_was_granted_lies_on_the_disk_locked_until_it_is_inspected(road: Road, tmp_path: Path) -> None:
    case = road.collected()
    run_ = Collection.objects.get(case=case)
    assert (case.state, len(objects_in(tmp_path))) == ("collected", 2)  # the paper, and the rows
    assert run_.resolved == [{"clause": f"{case.reference}/1.subscriber", "item": "1", "found": True}]
    [locked] = [path for path in objects_in(tmp_path) if path.name == run_.rows_object]
    assert b"Casey" not in locked.read_bytes()
    assert "Casey Dunmore" in objects.fetch(case, run_.rows_object, purpose="collected").decode()
    assert collections_of(case)


def test_the_plan_says_in_words_what_it_asks(road: Road) -> None:
    case = road.collected()
    [words] = Collection.objects.get(case=case).plan_words
    assert CASEY in words
    assert "password" not in words


def _change_facts(case: Case, cast: Cast) -> None:
    was = case.facts
    case.facts_json = facts_to_json(replace(was, items=(replace(was.items[0], identifier=REX),)))
    case.save()


def _change_decision(case: Case, cast: Cast) -> None:
    decision = Decision.objects.get(case=case)
    decision.canonical = decision.canonical.replace(b"casey.dunmore", b"rex.holloway.")
    decision.save()


def _revoke(case: Case, cast: Cast) -> None:
    cast.okafor.revoked_at = NOON
    cast.okafor.save()


def _pin_another_key(case: Case, cast: Cast) -> None:
    cast.okafor.recipient = ""
    cast.okafor.save()


def _forge_a_second_approval(case: Case, cast: Cast) -> None:
    decision = Decision.objects.get(case=case)
    Approval.objects.create(case=case, decision=decision, at=NOON, by=cast.vera, digest=decision.digest)


def _disable_who_approved(case: Case, cast: Cast) -> None:
    cast.arno.is_active = False
    cast.arno.save()


@pytest.mark.parametrize(
    "change",
    [_change_facts, _change_decision, _revoke, _pin_another_key, _forge_a_second_approval, _disable_who_approved],
)
def test_nothing_is_asked_of_the_store_once_the_approval_does_not_stand(
    desk: Desk, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Case, Cast], None]
) -> None:
    case, _ = desk.approved(facts(about(CASEY)))
    before = objects_in(tmp_path)
    change(case, cast)
    asked: list[str] = []
    monkeypatch.setattr("duly.collection.collect.open_source", asked.append)
    with pytest.raises((NotApproved, JournalBroken)):
        run(case)
    assert (asked, objects_in(tmp_path), Collection.objects.count()) == ([], before, 0)
    assert states([case]) == ["approved"]


def test_a_forged_approval_and_a_forged_state_collect_nothing(desk: Desk, cast: Cast, tmp_path: Path) -> None:
    case, decision = desk.decided(facts(about(CASEY)))
    before = objects_in(tmp_path)
    Approval.objects.create(case=case, decision=decision, at=NOON, by=cast.arno, digest=decision.digest)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET state = 'approved' WHERE reference = %s", [case.reference])
    with pytest.raises(JournalBroken, match="does not stand where its journal says"):
        run(case)
    assert (objects_in(tmp_path), Collection.objects.count()) == (before, 0)


def two_behind_one_address(database: Path) -> None:
    """Rex and Casey were seen at one address in June."""
    at = int(JUNE["start"].timestamp() * 1000) + 1000
    with sqlite3.connect(database) as store:
        for user in (REX, CASEY):
            store.execute(
                "UPDATE user_ips SET ip = ?, last_seen = ? "
                "WHERE rowid = (SELECT min(rowid) FROM user_ips WHERE user_id = ?)",
                [TWO_HOMES, at, user],
            )
    store.close()


def by_address() -> Any:
    return facts(about(TWO_HOMES, identifier_kind=IdentifierKind.IP, **JUNE))


def test_an_identifier_that_leads_to_two_accounts_gives_nothing(desk: Desk, store: Path, tmp_path: Path) -> None:
    two_behind_one_address(store)
    case, _ = desk.approved(by_address())
    before = objects_in(tmp_path)
    with pytest.raises(Ambiguous, match=r"leads to 2 accounts in chat\. Nothing was read"):
        run(case)
    assert (objects_in(tmp_path), Collection.objects.count(), states([case])) == (before, 0, ["approved"])


def test_what_one_store_gave_is_not_kept_when_the_next_does_not_answer(
    desk: Desk, tmp_path: Path, settings: Any
) -> None:
    second = copy_store(tmp_path, "second.db")
    settings.DULY = holding(settings.DULY, tmp_path, chat=tmp_path / "linden.db", second=second)
    case, _ = desk.approved(facts(about(CASEY)))
    before = objects_in(tmp_path)
    with sqlite3.connect(second) as store:
        store.execute("DROP TABLE profiles")
    with pytest.raises(ConnectorError):
        run(case)
    assert (objects_in(tmp_path), Collection.objects.count()) == (before, 0)


def test_two_stores_are_both_asked_and_both_packed(desk: Desk, tmp_path: Path, settings: Any) -> None:
    second = copy_store(tmp_path, "second.db")
    settings.DULY = holding(settings.DULY, tmp_path, chat=tmp_path / "linden.db", second=second)
    case, _ = desk.approved(facts(about(CASEY)))
    run_once(later(2))
    assert states([case]) == ["disclosed"]
    counts = [found.counts["kept"] for found in Collection.objects.filter(case=case).order_by("store")]
    assert counts == [counts[0]] * 2
    assert counts[0] > 0


def test_without_a_store_it_cannot_be_said_what_is_held(desk: Desk, settings: Any) -> None:
    settings.DULY = settings.DULY.model_copy(update={"stores": {}})
    case, _ = desk.approved(facts(about(CASEY)))
    with pytest.raises(NoStore, match=r"Add a \[stores\.NAME\] section"):
        run(case)


def test_a_store_that_is_down_is_an_attempt_and_the_case_goes_on_when_it_is_back(
    desk: Desk, store: Path, tmp_path: Path
) -> None:
    case, _ = desk.approved(warrant())
    before = objects_in(tmp_path)
    shutil.move(store, tmp_path / "away.db")
    assert run_once(later(2))["failed"] == 1
    attempt = Attempt.objects.get(case=case)
    assert (attempt.act, attempt.next_at, states([case])) == ("collect", later(3), ["approved"])
    assert "is not a file" in attempt.error
    assert not any(word in attempt.error for word in (*IN_JUNE, REX, "rex"))
    assert objects_in(tmp_path) == before
    assert run_once(later(2))["collect"] == 0
    shutil.move(tmp_path / "away.db", store)
    done = run_once(later(3))
    assert (done["failed"], done["collect"], states([case])) == (0, 1, ["disclosed"])


def test_an_upgrade_that_drops_a_table_is_an_attempt_without_any_data_in_it(desk: Desk, store: Path) -> None:
    case, _ = desk.approved(warrant(about(REX, categories=frozenset(Category), **JUNE)))
    with sqlite3.connect(store) as upgraded:
        upgraded.execute("ALTER TABLE event_json RENAME TO event_documents")
    run_once(later(2))
    error = Attempt.objects.get(case=case).error
    assert "Check that the store is up and that its tables still match the data map" in error
    assert not any(word in error for word in (*IN_JUNE, "Rex Holloway", REX, "rex@work.example"))
    assert Collection.objects.count() == 0
