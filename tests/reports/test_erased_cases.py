"""Erasing is destroying a key: totals, proofs and receipts go on verifying, and no guess can be tested any more."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from duly.cases.models import Case, PublicEvent
from duly.cases.public_events import case_key, committed
from duly.cases.secrecy import seal
from duly.disclosure.close import close
from duly.disclosure.receipt import requester_receipt, user_receipt
from duly.ledger.entries import Committed, Field, commit, event_entry
from duly.ledger.models import Leaf
from duly.ledger.receipts import Receipt
from duly.ledger.roots import account_leaf, account_salt, accounts_root
from duly.lib.vault import VaultError
from duly.notices.models import Notice, NoticeState
from duly.notices.send import confirm
from duly.reports.erase import TooEarlyToErase, erase
from duly.review.withdraw import withdraw
from duly.staff.actors import MACHINE
from duly.staff.models import Person
from duly.worker import run_once
from tests.cast import Cast, later
from tests.reports.building import NEXT_END, answered, checked, half_held, refused, reported
from tests.store_for_acts import CASEY, Road
from tests.verifier.forge import put

GUESSES = 10_000


def settled(case: Case, minute: int = 8) -> Case:
    """Its user is told, its package and letters are gone."""
    run_once(later(minute))
    for notice in Notice.objects.filter(case=case, state=NoticeState.TO_CONFIRM):
        vera = Person.objects.get(login="vera").actor()
        confirm(notice, by=vera, at=later(minute + 1), because="no renewal came")
    run_once(later(minute + 2))
    return case


def entry_for(case_key: bytes, event: PublicEvent, country: str) -> bytes:
    """The log line that the event would have if the case were of `country`: what whoever guesses computes."""
    values = {Field(name): value for name, value in event.values.items()} | {Field.COUNTRY: country}
    return commit(case_key, event.seq, values).entry


def test_totals_and_proofs_and_every_receipt_go_on_verifying(road: Road, tmp_path: Path) -> None:
    case = settled(answered(road, half_held()))
    refused(road)
    directory = reported()
    held = [requester_receipt(case), user_receipt(case, f"account_id {CASEY}")]
    erase(case)
    assert checked("report", directory).passed
    for made in held:
        assert made is not None
        verdict = checked("receipt", put("r.json", tmp_path, made), directory)
        assert verdict.passed and "counted: country-outcome, cell US|disclosed_non_content" in verdict.text


def test_a_later_report_is_built_and_verifies_after_a_case_was_erased(road: Road) -> None:
    case = settled(answered(road))
    reported()
    erase(case)
    answered(road)
    assert checked("report", reported("2027H1", NEXT_END)).passed


def test_nothing_of_the_case_can_be_opened_any_more(road: Road) -> None:
    case = settled(answered(road))
    reported()
    erase(case)
    fresh = Case.objects.get(pk=case.pk)
    event = PublicEvent.objects.filter(case=fresh).select_related("case")[0]
    for read in (lambda: fresh.facts_json, lambda: case_key(fresh), lambda: committed(event), lambda: event.values):
        with pytest.raises(VaultError):
            read()
    with pytest.raises(VaultError):
        requester_receipt(fresh)
    with pytest.raises(VaultError):
        case_key(case)


def test_with_the_key_the_right_guess_is_found_and_without_it_none_of_ten_thousand(road: Road) -> None:
    """The whole plain text known but for the country: with the key a leaf tells it, and this is what erasure ends."""
    case = settled(answered(road))
    reported()
    event = PublicEvent.objects.get(case=case, kind="close")
    plain = dict(event.values)
    leaf = bytes(Leaf.objects.get(ref=event.pk).entry)
    codes = [a + b for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    assert [code for code in codes if entry_for(case_key(case), event, code) == leaf] == ["US"]
    erase(case)
    left = everything_left(case)
    assert leaf in left.values()
    keys = guessed_keys(case, left)
    assert len(keys) * len(codes) >= GUESSES
    values = {Field(name): value for name, value in plain.items()}
    for key in keys:
        for code in codes:
            assert commit(key, event.seq, values | {Field.COUNTRY: code}).entry != leaf


def everything_left(case: Case) -> dict[str, bytes]:
    """Every value of the case's rows, and of the log's, as the database holds it after the erasure."""
    found = {
        f"case {name}": str(value).encode() for name, value in Case.objects.filter(pk=case.pk).values().get().items()
    }
    for event in PublicEvent.objects.filter(case_id=case.pk).values():
        found |= {f"event {event['seq']} {name}": bytes_of(value) for name, value in event.items()}
    for leaf in Leaf.objects.all():
        found |= {f"leaf {leaf.index}": bytes(leaf.entry), f"opening {leaf.index}": leaf.opening}
    return found


def bytes_of(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def guessed_keys(case: Case, left: dict[str, bytes]) -> list[bytes]:
    """Keys that somebody with the whole database would try: what is left, as it is and hashed."""
    return [
        bytes(32),
        *(sha256(value).digest() for value in left.values()),
        *(v for v in left.values() if len(v) == 32),
    ]


def test_what_the_log_keeps_for_its_accounting_opens_the_kind_and_nothing_more(road: Road) -> None:
    case = settled(answered(road))
    reported()
    event = PublicEvent.objects.get(case=case, kind="close")
    made: Committed = committed(event)
    opening = Leaf.objects.get(ref=event.pk).opening
    erase(case)
    assert made.salts[Field.KIND] in opening
    assert [name for name, salt in made.salts.items() if name is not Field.KIND and salt in opening] == []
    assert event_entry(made.commitment) == bytes(Leaf.objects.get(ref=event.pk).entry)


def test_an_account_cannot_be_guessed_from_a_receipt_about_another(road: Road) -> None:
    """A user sees the root over all accounts; without the salts no name fits a leaf of it."""
    case = settled(answered(road, half_held()))
    reported()
    made = user_receipt(case, f"account_id {CASEY}")
    assert made is not None
    [held] = Receipt.parse(made).accounts
    salts = {account: account_salt(case_key(case), account) for account in ("account_id @nobody:linden.example",)}
    root = accounts_root(case_key(case), [held.account, *salts])
    assert root.root.hex() == Receipt.parse(made).opened[Field.ACCOUNTS_ROOT][1]
    for account, salt in salts.items():
        assert account_leaf(salt, account) not in held.member.path
        assert account_leaf(held.salt, account) not in held.member.path


def test_the_worker_goes_by_an_erased_case_without_a_word(road: Road) -> None:
    """Also where notices of the case were never made: it is over."""
    case = settled(answered(road))
    reported()
    erase(case)
    assert run_once(NEXT_END)["failed"] == 0


# Not too early.


def test_an_open_case_and_one_that_no_report_has_counted_are_not_erased(road: Road) -> None:
    for case, why in ((road.disclosed(), "it is not closed"), (settled(answered(road)), "no report has counted")):
        with pytest.raises(TooEarlyToErase, match=why):
            erase(case)
        assert case_key(Case.objects.get(pk=case.pk))


def test_a_case_whose_user_has_yet_to_be_told_is_not_erased(road: Road) -> None:
    case = answered(road)
    reported()
    with pytest.raises(TooEarlyToErase, match="a user has yet to be told"):
        erase(case)
    run_once(later(8))
    with pytest.raises(TooEarlyToErase, match="a user has yet to be told"):
        erase(case)
    settled(case, 9)
    reported("2027H1", NEXT_END)
    erase(case)


def test_a_sealed_case_keeps_its_key_until_it_was_released(road: Road, cast: Cast) -> None:
    case = road.desk.assessed()
    seal(case, people=[cast.ines], until=date(2027, 2, 1), by=cast.actor("rosa"), at=later(2), because="secret")
    withdraw(case, by=cast.actor("ines"), at=later(3), because="she wrote")
    close(case, by=MACHINE, at=later(4), because="answered")
    run_once(later(5))
    reported()
    with pytest.raises(TooEarlyToErase, match="sealed through 2027Q1"):
        erase(case)
    assert checked("report", reported("2027H1", NEXT_END)).passed
    erase(case)
