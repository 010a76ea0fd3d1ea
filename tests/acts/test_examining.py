"""Examining: a store that gives too much after an upgrade stops its case, and each of two defences holds alone."""

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from duly.cases.models import Attempt, Case
from duly.collection import collect as collecting
from duly.collection.connectors.source import Query
from duly.collection.connectors.sql.adapter import open_source
from duly.collection.examine import CollectionChanged, Excess, examine
from duly.collection.inspect import Inspected
from duly.collection.kept_rows import to_bytes
from duly.collection.models import Collection
from duly.collection.plan import ACCOUNT
from duly.collection.row import Row
from duly.datamap.minimise import Grant, Permitted
from duly.datamap.stores import DataMap, Scalar
from duly.disclosure.deliver import report_no_data
from duly.disclosure.models import Disclosure
from duly.disclosure.pack import pack
from duly.disclosure.package_error import PackageError
from duly.lib.blobs import BlobError
from duly.review.approve import approve
from duly.review.assess import assess
from duly.review.decide import decide
from duly.review.narrow import narrow
from duly.staff.actors import MACHINE
from duly.worker import run_once
from tests.cast import Cast, Desk, facts, later, states
from tests.collection_rules.shop import Upgraded
from tests.store_for_acts import (
    CASEY,
    CONTENT,
    IN_JULY,
    IN_JUNE,
    JUNE,
    LISTED,
    REX,
    Road,
    about,
    all_text,
    objects_in,
    opened,
    warrant,
)

type Rows = list[dict[str, Scalar]]
CANARY = "canary-d41d8cd9-of-another"


def upgrade(monkeypatch: pytest.MonkeyPatch, table: str, change: Callable[[Rows], Rows]) -> None:
    """From now on the store answers differently about the rows of one table; look-ups stay true."""
    inner = open_source

    def changed(query: Query, rows: Rows) -> Rows:
        return change(rows) if query.table == table and not query.distinct and rows else rows

    monkeypatch.setattr(collecting, "open_source", lambda url: Upgraded(inner(url), changed))


def another_column(rows: Rows) -> Rows:
    return [row | {"password_hash": CANARY} for row in rows]


def a_column_nobody_knows(rows: Rows) -> Rows:
    return [row | {"passport": CANARY} for row in rows]


def a_row_of_another_account(rows: Rows) -> Rows:
    return [*rows, rows[0] | {ACCOUNT: "@ingrid.berg:linden.example", "account_id": CANARY}]


def a_row_after_the_period(rows: Rows) -> Rows:
    return [*rows, rows[0] | {"sent_at": int(JUNE["end"].timestamp() * 1000), "body": CANARY}]


def a_row_of_another_kind(rows: Rows) -> Rows:
    return [*rows, rows[0] | {"type": "m.room.member", "body": CANARY}]


EXCESS = [
    ("users", another_column, facts(about(CASEY)), "1 × never"),
    ("users", a_column_nobody_knows, facts(about(CASEY)), "1 × unlabelled"),
    ("users", a_row_of_another_account, facts(about(CASEY)), "1 × other_account"),
    ("events", a_row_after_the_period, warrant(), "1 × outside_period"),
    ("events", a_row_of_another_kind, warrant(), "1 × other_kind_of_row"),
]
planted = pytest.mark.parametrize(("table", "change", "asked", "reason"), EXCESS, ids=[str(one[3]) for one in EXCESS])


@planted
def test_what_a_store_adds_after_an_upgrade_is_an_incident_and_nothing_is_packaged(
    road: Road, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, change: Any, asked: Any, reason: str
) -> None:
    upgrade(monkeypatch, table, change)
    case = road.collected(asked)
    before = objects_in(tmp_path)
    with pytest.raises(Excess, match=f"chat returned more than was granted \\({reason}\\)"):
        examine(case, by=MACHINE, at=later(3), because="collected")
    assert objects_in(tmp_path) == before
    assert Collection.objects.get(case=case).kept_object == ""
    assert states([case]) == ["collected"]


@planted
def test_the_worker_leaves_an_attempt_without_any_data_and_waits_for_a_person(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, table: str, change: Any, asked: Any,
    reason: str,
) -> None:  # fmt: skip
    upgrade(monkeypatch, table, change)
    case, _ = desk.approved(asked)
    with caplog.at_level(logging.DEBUG):
        assert run_once(later(2))["failed"] == 1
    attempt = Attempt.objects.get(case=case)
    values = {CANARY, *IN_JUNE, IN_JULY} | {
        text for account in LISTED.values() for text in (account["localpart"], *account.get("emails", []))
    }
    assert (attempt.act, attempt.next_at) == ("inspect", None)
    assert reason in attempt.error
    assert [value for value in values if value in attempt.error or value in caplog.text] == []
    assert not run_once(later(60 * 24)).total()
    assert (states([case]), Disclosure.objects.count()) == (["collected"], 0)


def test_after_excess_the_case_is_narrowed_decided_anew_and_collected_again(
    desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as broken:
        upgrade(broken, "users", another_column)
        case, _ = desk.approved(facts(about(CASEY)))
        run_once(later(2))
    narrow(case, case.facts.items, by=cast.actor("rosa"), at=later(5), because="the store was mended")
    assert (case.state, case.round) == ("authenticated", 2)
    assess(case, by=MACHINE, at=later(6), because="narrowed")
    decision = decide(case, by=cast.actor("rosa"), at=later(7), because="the rules allow it")
    approve(case, digest=decision.digest, by=cast.actor("arno"), at=later(8), because="read it again")
    run_once(later(9))
    assert states([case]) == ["disclosed"]
    assert CANARY not in all_text(opened(Case.objects.get(pk=case.pk), tmp_path))


# ── each defence alone: a secret is really in the store, one of the two defences is taken away ──


def plant(database: Path) -> None:
    """A password hash that says what it is; what Rex wrote in July is there already."""
    with sqlite3.connect(database) as store:
        store.execute("UPDATE users SET password_hash = ?", [CANARY])
    store.close()


def everything(grant: Grant, datamap: DataMap) -> tuple[Permitted, ...]:
    """What a plan without projection asks: every labelled column, also those that never leave."""
    kept = [table for table in datamap.tables if table.public in ("account", "message")]
    category = "account" if grant.category == "subscriber" else "message"
    return tuple(Permitted(table=table, columns=table.columns) for table in kept if table.public == category)


def without_projection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duly.collection.plan.columns_for", everything)


def without_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duly.collection.plan._window", lambda grant, rule: None)


def without_inspection(monkeypatch: pytest.MonkeyPatch) -> None:
    def pass_all(rows: tuple[Row, ...], *_: object) -> Inspected:
        return Inspected(kept=tuple(rows), seen=len(rows), dropped={}, excess=())

    monkeypatch.setattr("duly.collection.examine.inspect_rows", pass_all)


@pytest.mark.parametrize("asked", [facts(about(CASEY)), warrant()], ids=["account information", "content"])
def test_the_plan_alone_keeps_the_secret_in_the_store(
    road: Road, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: Any
) -> None:
    plant(store)
    without_inspection(monkeypatch)
    text = all_text(opened(road.packaged(asked), tmp_path))
    assert CANARY not in text
    assert IN_JULY not in text


def test_the_inspection_alone_catches_a_column_that_the_plan_let_through(
    road: Road, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(store)
    without_projection(monkeypatch)
    with pytest.raises(Excess, match="3 × never"):  # password hash, shadow ban, administrator
        road.inspected()
    assert not Disclosure.objects.exists()


def test_the_inspection_alone_catches_the_rows_outside_the_period(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    without_window(monkeypatch)
    with pytest.raises(Excess, match="outside_period"):
        road.inspected(warrant())


def test_without_both_the_words_of_july_would_leave(
    road: Road, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two tests above would be worth nothing if the words could not leave at all."""
    without_window(monkeypatch)
    without_inspection(monkeypatch)
    assert IN_JULY in all_text(opened(road.packaged(warrant()), tmp_path))


def test_without_both_a_column_that_never_leaves_still_stops_at_the_data_dictionary(
    road: Road, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(store)
    without_projection(monkeypatch)
    without_inspection(monkeypatch)
    with pytest.raises(PackageError, match=r"does not describe the column account\.password_hash"):
        road.packaged()


def test_a_row_that_was_collected_for_another_item_is_excess(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    swapped: dict[str, Any] = {}

    def swap(rows: Any) -> bytes:
        swapped["rows"] = [replace(row, item="2") for row in rows]
        return to_bytes(swapped["rows"])

    monkeypatch.setattr(collecting, "to_bytes", swap)
    with pytest.raises(Excess, match="other_item"):
        road.inspected(facts(about(CASEY), about(REX, "2")))


def test_content_and_account_information_of_two_people_pass_unhindered(road: Road) -> None:
    case = road.inspected(warrant(about(REX, categories=CONTENT, **JUNE), about(CASEY, "2")))
    counts = Collection.objects.get(case=case).counts
    assert counts["seen"] == counts["kept"] > len(IN_JUNE)
    assert counts["dropped"] == {}


def _gone(run: Collection) -> None:
    run.delete()


def _of_another_plan(run: Collection) -> None:
    run.plan_digest = "0" * 64
    run.save()


def _of_another_decision(run: Collection) -> None:
    run.decision_digest = "0" * 64
    run.save()


@pytest.mark.parametrize("change", [_gone, _of_another_plan, _of_another_decision])
def test_a_collection_that_the_journal_does_not_know_is_neither_packed_nor_answered_with_no_data(
    road: Road, change: Callable[[Collection], None]
) -> None:
    case = road.inspected()
    change(Collection.objects.get(case=case))
    for act in (pack, report_no_data):
        with pytest.raises(CollectionChanged, match="is not what its journal says"):
            act(case, by=MACHINE, at=later(4), because="inspected")
    assert states([case]) == ["inspected"]


def test_rows_that_were_emptied_after_the_inspection_are_not_no_data(road: Road) -> None:
    case = road.inspected()
    run = Collection.objects.get(case=case)
    run.kept_object = ""
    run.save()
    with pytest.raises((CollectionChanged, BlobError)):
        report_no_data(case, by=MACHINE, at=later(4), because="nothing there")
