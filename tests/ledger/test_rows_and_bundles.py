"""Rows say what the table says and no more; a report is made only from events that reconcile with the log."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.ledger import tiles
from duly.ledger.bundle import BundleError, complete, draft, quarter
from duly.ledger.entries import Field, Kind
from duly.ledger.merkle import ProofError, root_of
from duly.ledger.proofs import ProofFormatError, TlogProof
from duly.ledger.receipts import Receipt, ReceiptError, Sidecar
from duly.ledger.roots import MemberError, account_leaf, account_salt, accounts_root
from duly.ledger.rows import FIRST_REPORT, Counted, RowError, ledger, read_ledger, row, rows_of, tag
from vectors.make import held
from vectors.world import BELARUS, EXHIBIT, FIRST_DAY, FRANCE, GERMANY, SEALED, SECOND_DAY, Case, World, world

KEYS = st.binary(min_size=32, max_size=32)
CASES = st.lists(
    st.tuples(
        st.sampled_from(["BY", "DE", "FR", "PL", "US"]),
        st.sampled_from(["rejected", "no_data", "disclosed_content", "disclosed_non_content", "withdrawn"]),
        st.sampled_from(["", "subscriber", "subscriber,traffic", "content,subscriber,traffic"]),
        st.integers(0, 3),
    ),
    max_size=12,
)


@given(CASES)
def test_a_table_is_its_ledger_counted_by_cell(cases: list[tuple[str, str, str, int]]) -> None:
    events = []
    for number, (country, outcome, data, accounts) in enumerate(cases):
        names = {f"a{number}-{at}": at % 2 == 0 for at in range(accounts)}
        events.append(Case(f"C-{number}", country, outcome, data, names).counted(number))
    for table in FIRST_REPORT:
        made = ledger(rows_of(table, "R", events))
        expected = len(events) if table.unit == "case" else sum(len(event.accounts) for event in events)
        summary = made.summary()
        assert summary["rows"] == expected == sum(dict(summary["cells"]).values())
        assert summary["root"] == root_of(made.rows).hex()
        assert read_ledger(bytes(made)) == made


@given(KEYS, st.integers(0, 2**40))
def test_tags_of_one_case_differ_by_report_table_leaf_and_account(key: bytes, leaf: int) -> None:
    tags = [
        tag(key, "A", "t", leaf),
        tag(key, "B", "t", leaf),
        tag(key, "A", "u", leaf),
        tag(key, "A", "t", leaf + 1),
        tag(key, "A", "t", leaf, bytes(32)),
        tag(bytes(32) if key != bytes(32) else b"\1" * 32, "A", "t", leaf),
    ]
    assert len(set(tags)) == len(tags)


def test_rows_of_two_tables_cannot_be_joined() -> None:
    bundle = world().reports[0]
    tags = [
        line.split(b"\t")[1] for path, data in bundle.items() if path.endswith(".tsv") for line in data.splitlines()
    ]
    assert len(set(tags)) == len(tags)


def test_a_case_outside_the_domain_is_refused_rather_than_dropped() -> None:
    for bad in (Case("X-1", "Belarus", "rejected"), Case("X-1", "BY", "pending"), Case("X-1", "", "rejected")):
        with pytest.raises(RowError, match="would vanish"):
            rows_of(FIRST_REPORT[0], "R", [bad.counted(0)])


def test_a_ledger_with_a_tag_twice_or_out_of_order_is_refused() -> None:
    one, two = row("BY|rejected", bytes(32)), row("DE|no_data", bytes([1] * 32))
    with pytest.raises(RowError):
        ledger([one, one])
    for data in (two + one, one + one, b"no row\n", one[:-1], b"BY|rejected " + one[12:]):
        with pytest.raises(RowError):
            read_ledger(data)


def test_quarters_follow_the_calendar() -> None:
    assert [quarter(date(2026, month, 1)) for month in (1, 3, 4, 12)] == ["2026Q1", "2026Q1", "2026Q2", "2026Q4"]


def fresh() -> World:
    made = World("bundles")
    made.epoch(*BELARUS[:2], GERMANY, *SEALED)
    return made


def without(events: object, ref: str) -> list[Counted]:
    assert isinstance(events, (list, tuple))
    return [event for event in events if event.values[Field.CASE_REF] != ref]


def test_a_report_is_not_made_when_a_logged_case_is_missing_doubled_or_invented() -> None:
    made = fresh()
    period = made.period("R", FIRST_DAY)
    invented = Case("X-1", "BY", "rejected").counted(10**6)
    for counted in (without(period.counted, "DE-1"), [*period.counted, period.counted[0]], [*period.counted, invented]):
        with pytest.raises(BundleError, match="differ"):
            draft(replace(period, counted=counted))


def test_a_report_is_not_made_over_a_gap() -> None:
    made = fresh()
    with pytest.raises(BundleError, match="close the gap"):
        period = made.period("R", FIRST_DAY)
        draft(replace(period, start=16, openings=period.openings[16:], counted=made.counted(16, len(made.leaves))))


def test_a_lapsed_seal_must_be_released_and_a_lone_one_not_early() -> None:
    made = fresh()
    made.publish(made.period("1", FIRST_DAY))
    with pytest.raises(BundleError, match="release exactly the lapsed"):
        draft(made.period("2", SECOND_DAY))
    with pytest.raises(BundleError, match="fewer than 10"):
        draft(made.period("2", SECOND_DAY, released=SEALED))
    assert draft(made.period("2", SECOND_DAY, released=SEALED[:2])).tree["newly_sealed"] == 0


def test_ten_seals_may_be_released_together_before_their_quarter() -> None:
    many = [Case(f"S-{n}", "US", "no_data", seal="2028Q1") for n in range(10)]
    made = World("many")
    made.epoch(*many)
    made.publish(made.period("1", FIRST_DAY))
    assert (
        json.loads(made.publish(made.period("2", SECOND_DAY, released=many))["report.json"])["released"]["rows"] == 10
    )


def test_a_report_cannot_be_completed_inside_its_own_period() -> None:
    made = fresh()
    drafted = draft(made.period("R", FIRST_DAY))
    with pytest.raises(BundleError, match="inside its own period"):
        complete(drafted, made.tree, 3, len(made.leaves), made.head(len(made.leaves)))


@pytest.mark.parametrize("path", ["../up", "/etc/passwd", "a//b", "report.json", ".hidden", "a b"])
def test_a_report_cannot_hold_a_file_of_a_dangerous_name(path: str) -> None:
    with pytest.raises(BundleError, match="rename it"):
        draft(fresh().period("R", FIRST_DAY, files={path: b""}))


def test_the_report_shows_no_case_reference_account_or_key() -> None:
    everything = b"".join(world().reports[0].values())
    secrets = [case.ref.encode() for case in (*BELARUS, GERMANY, *SEALED)] + [GERMANY.key, GERMANY.key.hex().encode()]
    secrets += [b"ada@huginn.example", b"agency-7", GERMANY.document]
    assert [secret for secret in secrets if secret in everything] == []


def test_a_sealed_case_shows_in_no_table() -> None:
    report = json.loads(world().reports[0]["report.json"])
    cells = {cell for table in report["tables"].values() for cell in table["cells"]}
    assert not any(cell.startswith("US|") for cell in cells)
    assert report["sealed"]["cells"] == {"2026Q3": 2, "2027Q2": 1}


def test_receipts_read_back_and_no_value_of_theirs_can_be_changed() -> None:
    for name in ("requester.json", "user.json", "requester-sealed.json", "requester-open.json"):
        data = held()[name]
        assert bytes(Receipt.parse(data)) == data
        tree = json.loads(data)
        for field in tree["open"]:
            changed = json.loads(data)
            changed["open"][field][1] += "x"
            with pytest.raises(ReceiptError):
                Receipt.parse(json.dumps(changed, sort_keys=True, separators=(",", ":")).encode())
        for spoilt in (data[:-1], data + b"\n", b"{}", b"[]", b"", data.replace(b"receipt/v1", b"receipt/v2")):
            with pytest.raises(ReceiptError):
                Receipt.parse(spoilt)


def test_a_users_receipt_shows_no_field_of_the_requester() -> None:
    shown = json.loads(held()["user.json"])["open"]
    assert not {"requester", "case_ref", "request_digest", "authority", "received"} & set(shown)


def test_a_sidecar_fits_its_own_file_only() -> None:
    sidecar = Sidecar.parse(held()["exhibit.sidecar.json"])
    sidecar.check(EXHIBIT)
    for other in (EXHIBIT + b"x", b""):
        with pytest.raises(ReceiptError, match="not among those of this disclosure"):
            sidecar.check(other)
    with pytest.raises(ReceiptError):
        Sidecar.parse(held()["user.json"])


def test_an_account_that_was_not_specified_has_no_place_under_the_root() -> None:
    root = accounts_root(FRANCE.key, FRANCE.accounts)
    for account in FRANCE.accounts:
        leaf = account_leaf(account_salt(FRANCE.key, account), account)
        assert root.member(leaf).root(leaf) == root.root
    stranger = account_leaf(account_salt(FRANCE.key, "eve@huginn.example"), "eve@huginn.example")
    with pytest.raises(MemberError):
        root.member(stranger)


def test_one_account_and_eight_look_alike_from_a_path() -> None:
    one = accounts_root(FRANCE.key, ["a"]).member(account_leaf(account_salt(FRANCE.key, "a"), "a"))
    names = [str(number) for number in range(8)]
    eight = accounts_root(FRANCE.key, names).member(account_leaf(account_salt(FRANCE.key, "3"), "3"))
    assert (one.size, len(one.path)) == (eight.size, len(eight.path)) == (8, 3)


def test_a_tlog_proof_reads_back_and_in_no_second_spelling() -> None:
    proof = world().proof(GERMANY.ref, Kind.CLOSE)
    text = str(proof)
    assert TlogProof.parse(text) == proof
    entry = world().leaves[proof.index].entry
    assert proof.verify(entry, world().signer.vkey).size == len(world().leaves)
    with pytest.raises(ProofError):
        proof.verify(world().leaves[0].entry, world().signer.vkey)
    head, _, rest = text.partition("\n\n")
    for spoilt in (
        text.replace("@v1", "@v2"),
        text.replace("index ", "index 0"),
        text.replace("index ", "extra AAAA\nindex "),
        head + "\n" + rest,
        head[:-1] + "\n\n" + rest,
        head,
        "",
    ):
        with pytest.raises(ProofFormatError):
            TlogProof.parse(spoilt)


@given(st.integers(0, 10**9))
def test_a_tile_path_has_groups_of_three_digits(index: int) -> None:
    groups = tiles.tile_path(3, index).split("/")[2:]
    assert int("".join(group.removeprefix("x") for group in groups)) == index
    assert all(len(group) == 4 and group[0] == "x" for group in groups[:-1]) and len(groups[-1]) == 3


def test_the_served_log_is_rebuilt_from_its_entries_and_grows_in_place(tmp_path: Path) -> None:
    entries = [f"entry {number}".encode() for number in range(700)]
    grown = tmp_path / "grown"
    for old, new in ((0, 0), (0, 3), (3, 256), (256, 256), (256, 700)):
        tree = world().tree.__class__(entries[:new])
        tiles.write(grown, tree, entries[:new], b"head", old_size=old)
        assert tiles.read_entries(grown, new) == entries[:new]
    fresh = tmp_path / "fresh"
    tiles.write(fresh, tree, entries, b"head")
    for path in fresh.rglob("*"):
        if path.is_file():
            assert (grown / path.relative_to(fresh)).read_bytes() == path.read_bytes()
    assert not list(grown.rglob("*.new"))
    (grown / tiles.entries_path(1)).unlink()
    with pytest.raises(tiles.TileError, match="missing"):
        tiles.read_entries(grown, 700)
