"""Rows, attachments and packages that were moved or exchanged in the database are neither packed nor handed out."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from duly.cases import journal
from duly.cases.models import Attachment, Case, Letter
from duly.cases.reading import attachment_of
from duly.collection.collect import collect
from duly.collection.examine import CollectionChanged, examine, kept_rows
from duly.collection.models import Collection
from duly.disclosure.deliver import NotThere, fetch, report_no_data
from duly.disclosure.models import Disclosure
from duly.disclosure.pack import pack
from duly.intake.read import read
from duly.intake.receive import Paper, receive
from duly.lib.vault import VaultError
from duly.review.approve import approve
from duly.review.assess import assess
from duly.review.decide import decide
from duly.review.narrow import narrow
from duly.staff.actors import MACHINE
from duly.worker import run_once
from tests.cast import NOON, Cast, facts, later
from tests.store_for_acts import CASEY, REX, Road, about, copy_store, holding

MAIL = (
    b"From: okafor@westmark.example\r\nTo: legal@birch.example\r\nSubject: papers\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=q\r\n\r\n"
    b"--q\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=order.pdf\r\n\r\nORDER\r\n"
    b"--q\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=annex.pdf\r\n\r\nANNEX\r\n"
    b"--q--\r\n"
)


def afresh(case: Case) -> Case:
    """The case as the next reader finds it."""
    return Case.objects.get(pk=case.pk)


def collected_twice(road: Road, cast: Cast) -> Case:
    """In round 1 for Casey and Rex, in round 2 for Casey alone, and inspected both times."""
    case = road.inspected(facts(about(CASEY), about(REX, "2")))
    narrow(case, [about(CASEY)], by=cast.actor("rosa"), at=later(4), because="item 2 was a slip")
    assess(case, by=MACHINE, at=later(5), because="narrowed")
    decision = decide(case, by=cast.actor("rosa"), at=later(6), because="allowed")
    approve(case, digest=decision.digest, by=cast.actor("arno"), at=later(7), because="read")
    collect(case, by=MACHINE, at=later(8), because="approved")
    return case


def answers_nothing(case: Case, error: type[Exception]) -> None:
    """Neither a package nor a letter that says “no data”."""
    for answer in (pack, report_no_data):
        with pytest.raises(error):
            answer(afresh(case), by=MACHINE, at=later(20), because="inspected")
    run_once(later(30))
    assert afresh(case).state == "inspected"
    assert not Letter.objects.filter(kind="no_data").exists() and not Disclosure.objects.exists()


def test_a_deleted_collection_is_not_no_data(road: Road) -> None:
    case = road.inspected()
    Collection.objects.all().delete()
    answers_nothing(case, CollectionChanged)


def test_nor_is_one_of_two_stores_forgotten(road: Road, tmp_path: Path, settings: Any) -> None:
    stores = {name: copy_store(tmp_path, f"{name}.db") for name in ("chat", "old")}
    settings.DULY = holding(settings.DULY, tmp_path, **stores)
    case = road.inspected()
    Collection.objects.filter(store="old").delete()
    answers_nothing(case, CollectionChanged)


def test_rows_of_a_wider_round_are_not_moved_into_the_narrow_one(road: Road, cast: Cast) -> None:
    case = collected_twice(road, cast)
    examine(case, by=MACHINE, at=later(9), because="collected")
    assert {row.item for row in kept_rows(afresh(case))} == {"1"}
    Collection.objects.update(round=2)
    answers_nothing(case, CollectionChanged)


def test_nor_is_the_wide_collection_put_in_the_place_of_the_narrow_one(road: Road, cast: Cast) -> None:
    case = collected_twice(road, cast)
    examine(case, by=MACHINE, at=later(9), because="collected")
    Collection.objects.filter(round=2).update(round=7)
    Collection.objects.filter(round=1).update(round=2)
    answers_nothing(case, CollectionChanged)


def test_nor_are_its_rows_exchanged_before_or_after_they_are_inspected(road: Road, cast: Cast) -> None:
    case = collected_twice(road, cast)
    wide, narrow_ = Collection.objects.filter(case=case).order_by("round")
    Collection.objects.filter(round=2).update(rows_object=wide.rows_object)
    with pytest.raises(VaultError, match="not the one that was kept"):
        examine(afresh(case), by=MACHINE, at=later(9), because="collected")
    Collection.objects.filter(round=2).update(rows_object=narrow_.rows_object)
    examine(afresh(case), by=MACHINE, at=later(9), because="collected")
    Collection.objects.filter(round=2).update(kept_object=wide.kept_object)
    answers_nothing(case, VaultError)


def test_one_attachment_is_not_shown_under_the_name_of_another(cast: Cast) -> None:
    paper = Paper(data=MAIL, name="a.eml", media_type="message/rfc822", channel="email")
    case = receive(paper, by=cast.actor("ines"), at=NOON, because="came by mail")
    read(case, by=MACHINE, at=NOON, because="received")
    order, annex = Attachment.objects.filter(case=case)
    assert {attachment_of(afresh(case), part.pk).data for part in (order, annex)} == {b"ORDER", b"ANNEX"}
    Attachment.objects.filter(pk=order.pk).update(object_id=annex.object_id)
    with pytest.raises(VaultError, match="not the one that was kept"):
        attachment_of(afresh(case), order.pk)


def _acts(case: Case) -> Sequence[str]:
    return [entry.act.value for entry in journal.read(case)]


def test_a_package_called_ready_again_is_not_handed_out_twice(road: Road, cast: Cast) -> None:
    case = road.disclosed()
    assert cast.okafor.person is not None
    officer = cast.okafor.person.actor()
    fetch(case, by=officer, at=later(6), because="downloaded")
    Disclosure.objects.update(state="ready", fetched_at=None)
    with pytest.raises(NotThere, match="fetched already"):
        fetch(afresh(case), by=officer, at=later(7), because="again")
    assert _acts(case).count("fetch") == 1
