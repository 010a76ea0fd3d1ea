"""An epoch enters the log shuffled and padded, under a head that nobody moves twice and no backup moves back."""

import shutil
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from duly.cases.models import PublicEvent
from duly.cases.public_events import committed
from duly.ledger import append, tiles
from duly.ledger.accounting import account
from duly.ledger.append import HeadMoved
from duly.ledger.checkpoint import Checkpoint, open_checkpoint
from duly.ledger.entries import Kind
from duly.ledger.merkle import Tree, verify_consistency
from duly.ledger.models import Head, Leaf, Waiting
from tests.cast import Desk
from tests.ledger_room.diary import END, filled

SLOTS = 16


def logged() -> list[Any]:
    """Whose each leaf is, in order; None for padding."""
    return list(Leaf.objects.order_by("index").values_list("ref", flat=True))


def test_everything_that_waited_is_logged_once_and_padded_to_the_slots(desk: Desk) -> None:
    filled(desk, 5)
    waiting = set(Waiting.objects.values_list("ref", flat=True))
    head = append.close_epoch(until=END, closing=True)
    assert head.size % SLOTS == 0 and 0 <= head.size - len(waiting) < SLOTS
    events = [ref for ref in logged() if ref is not None]
    assert sorted(events) == sorted(waiting)
    assert not Waiting.objects.exists()
    for leaf in Leaf.objects.all():
        kind = account(bytes(leaf.entry), leaf.opening)
        assert kind == (PublicEvent.objects.get(pk=leaf.ref).kind if leaf.ref else "dummy")


def test_the_entries_are_the_commitments_of_the_events(desk: Desk) -> None:
    filled(desk, 2)
    append.close_epoch(until=END, closing=True)
    for event in PublicEvent.objects.select_related("case"):
        assert bytes(Leaf.objects.get(ref=event.pk).entry) == committed(event).entry


def test_the_order_in_the_log_is_not_the_order_in_which_things_happened(desk: Desk) -> None:
    """Twelve events keep their order by chance once in 479 million times."""
    filled(desk, 6)
    queued = list(Waiting.objects.order_by("since", "id").values_list("ref", flat=True))
    append.close_epoch(until=END, closing=True)
    assert [ref for ref in logged() if ref is not None] != queued
    assert {"dummy", "event"} == {"event" if ref else "dummy" for ref in logged()}


def test_an_epoch_without_events_is_padding_alone(db: None) -> None:
    assert append.close_epoch(until=END, closing=False).size == SLOTS
    assert logged() == [None] * SLOTS


def test_within_a_period_nothing_enters_that_would_date_a_disclosure(road: Any) -> None:
    road.disclosed()
    append.close_epoch(until=END, closing=False)
    kinds = {PublicEvent.objects.get(pk=ref).kind for ref in logged() if ref}
    assert kinds == {"open", "decide"}
    assert [PublicEvent.objects.get(pk=row.ref).kind for row in Waiting.objects.all()] == ["disclose"]
    append.close_epoch(until=END, closing=True)
    assert Kind.DISCLOSE.value in {PublicEvent.objects.get(pk=ref).kind for ref in logged() if ref}


def test_only_what_happened_before_the_given_instant_is_logged(desk: Desk) -> None:
    filled(desk, 1)
    append.close_epoch(until=datetime(2026, 8, 1, tzinfo=UTC), closing=True)
    assert logged() == [None] * SLOTS and Waiting.objects.exists()


def test_each_head_extends_the_one_before(desk: Desk) -> None:
    heads = []
    for _ in range(3):
        filled(desk, 2)
        heads.append(bytes(append.close_epoch(until=END, closing=True).checkpoint))
    heads.append(bytes(append.log_statement(b"a public paper")[1].checkpoint))
    key, tree = append.log_signer().vkey, append.tree()
    opened = [open_checkpoint(head, key) for head in heads]
    for older, newer in pairwise(opened):
        path = tree.consistency(older.size, newer.size)
        verify_consistency(older.size, older.root, newer.size, newer.root, path)
        assert append.head_at(older.size) == heads[opened.index(older)], "an old head is found again byte for byte"
    assert opened[-1].root == tree.root()


# Two at once, and old backups.


def test_of_two_who_close_at_once_one_is_told_that_the_head_moved(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second reads the head, then the first commits an epoch, then the second goes on."""
    filled(desk, 3)
    between = append._refuse_to_go_back

    def first_commits(old: Head) -> None:
        between(old)
        monkeypatch.setattr(append, "_refuse_to_go_back", between)
        append.append([append.statement_leaf(b"the first")])

    monkeypatch.setattr(append, "_refuse_to_go_back", first_commits)
    with transaction.atomic():
        with pytest.raises(HeadMoved, match="Nothing was appended"):
            append.append([append.statement_leaf(b"the second")])
    assert append.head().size == 1
    assert Leaf.objects.count() == 1


@pytest.mark.parametrize("column", ["size", "checkpoint"])
def test_a_head_that_is_not_exactly_the_expected_one_is_not_replaced(db: None, column: str) -> None:
    append.close_epoch(until=END, closing=True)
    seen = append.head()
    setattr(seen, column, {"size": seen.size - 1, "checkpoint": b"another"}[column])
    with pytest.raises(HeadMoved):
        append._swap(seen, append.Frontier(0, []))


@pytest.mark.django_db(transaction=True)
def test_a_database_that_was_set_back_appends_nothing(desk: Desk) -> None:
    filled(desk, 1)
    append.close_epoch(until=END, closing=True)
    backup, leaves = Head.objects.get(), list(Leaf.objects.values_list("pk", flat=True))
    append.close_epoch(until=END, closing=True)
    Leaf.objects.exclude(pk__in=leaves).delete()
    backup.save()
    with pytest.raises(HeadMoved, match="an old backup was restored"):
        append.close_epoch(until=END, closing=True)
    assert append.head().size == backup.size == Leaf.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_database_of_another_past_of_the_same_length_appends_nothing(desk: Desk) -> None:
    append.close_epoch(until=END, closing=True)
    published = (append.directory() / "checkpoint").read_bytes()
    shutil.rmtree(append.directory())
    Leaf.objects.all().delete()
    Head.objects.all().delete()
    append.close_epoch(until=END, closing=True)
    (append.directory() / "checkpoint").write_bytes(published)
    with pytest.raises(HeadMoved, match="or another"):
        append.close_epoch(until=END, closing=True)


@pytest.mark.django_db(transaction=True)
def test_a_crash_before_the_files_were_written_is_mended_by_the_next_epoch(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(desk, 1)
    with monkeypatch.context() as crash:
        crash.setattr(append, "publish", lambda: None)
        append.close_epoch(until=END, closing=True)
    assert not (append.directory() / "checkpoint").exists()
    append.close_epoch(until=END, closing=True)
    assert tiles.read_entries(append.directory(), append.head().size) == append.entries()


# What is served.


def tree_of_files(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }


@pytest.mark.django_db(transaction=True)
def test_the_files_are_those_that_the_rows_give(desk: Desk, tmp_path: Path) -> None:
    filled(desk, 2)
    append.close_epoch(until=END, closing=True)
    filled(desk, 2)
    now = append.close_epoch(until=END, closing=True)
    entries = [bytes(leaf.entry) for leaf in Leaf.objects.order_by("index")]
    tiles.write(tmp_path / "again", Tree(entries), entries, bytes(now.checkpoint))
    again = tree_of_files(tmp_path / "again")
    served = tree_of_files(append.directory())
    assert {path: served[path] for path in again} == again
    assert served["log.vkey"] == f"{append.log_signer().vkey}\n".encode()
    shutil.rmtree(append.directory())
    append.publish()
    assert tree_of_files(append.directory()) == again | {"log.vkey": served["log.vkey"]}


@pytest.mark.django_db(transaction=True)
def test_the_served_checkpoint_is_the_head_and_says_the_root_of_the_served_entries(desk: Desk) -> None:
    filled(desk, 2)
    append.close_epoch(until=END, closing=True)
    head = open_checkpoint((append.directory() / "checkpoint").read_bytes(), append.log_signer().vkey)
    entries = tiles.read_entries(append.directory(), head.size)
    assert head == Checkpoint(append.log_signer().name, len(entries), Tree(entries).root())


@pytest.mark.django_db(transaction=True)
def test_no_number_word_or_name_of_a_case_lies_in_the_served_files(road: Any) -> None:
    case = road.disclosed()
    append.close_epoch(until=END, closing=True)
    served = b"\n".join(tree_of_files(append.directory()).values())
    assert b"evt/v1 " in served
    for word in (case.reference, case.pk.hex, str(case.pk), "casey", "Westmark", "subscriber", "open", "close"):
        assert word.encode() not in served
