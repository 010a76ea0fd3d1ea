"""A small world, always the same: one provider's log, two reports, and what its holders keep; for tests and vectors."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from hashlib import sha256

from duly.ledger.acknowledgement import Acknowledgement
from duly.ledger.bundle import Period, Previous, complete, draft
from duly.ledger.checkpoint import Checkpoint
from duly.ledger.entries import Committed, Field, Kind, commit, row_key
from duly.ledger.epochs import Leaf, event_leaf, seal_epoch, statement_leaf
from duly.ledger.merkle import Tree
from duly.ledger.proofs import TlogProof, prove
from duly.ledger.receipts import EXHIBIT_FIELDS, REQUESTER_FIELDS, USER_FIELDS, HeldAccount, Receipt, Sidecar, receipt
from duly.ledger.roots import account_leaf, account_salt, accounts_root, file_leaf, file_salt, manifest_root
from duly.ledger.rows import Account, Counted
from duly.ledger.signed_note import Signer

ORIGIN = "transparency.huginn.example/2026"
SLOTS = 16
type Event = tuple[str, Kind]


def counter_bytes(seed: str) -> "Stream":
    """A repeatable stand-in for a cryptographic source: SHA-256 of seed and a counter."""
    return Stream(seed)


class Stream:
    """`random_bytes` for tests; never for a real log."""

    def __init__(self, seed: str) -> None:
        self.seed, self.count, self.pool = seed, 0, b""

    def __call__(self, size: int) -> bytes:
        while len(self.pool) < size:
            self.pool += sha256(f"{self.seed}/{self.count}".encode()).digest()
            self.count += 1
        drawn, self.pool = self.pool[:size], self.pool[size:]
        return drawn


@dataclass(frozen=True)
class Case:
    """What the ledger needs to know of a case."""

    ref: str
    country: str
    outcome: str = ""
    data: str = ""
    accounts: Mapping[str, bool] = field(default_factory=dict)
    files: Sequence[bytes] = ()
    seal: str = ""

    @property
    def key(self) -> bytes:
        return sha256(b"case key " + self.ref.encode()).digest()

    @property
    def document(self) -> bytes:
        return f"Order in the matter {self.ref}".encode()

    def events(self) -> dict[Kind, Committed]:
        """The events so far, each pointing to the one before."""
        kinds = [Kind.OPEN, *([Kind.DECIDE, Kind.CLOSE] if self.outcome else [])]
        if self.files:
            kinds.insert(2, Kind.DISCLOSE)
        events: dict[Kind, Committed] = {}
        previous = b""
        for number, kind in enumerate(kinds):
            event = commit(self.key, number, self.values(kind) | {Field.PREV: previous.hex()})
            events[kind], previous = event, event.commitment
        return events

    def values(self, kind: Kind) -> dict[Field, str]:
        values = {
            Field.KIND: str(kind),
            Field.CASE_REF: self.ref,
            Field.RECEIVED: "2026-03-02T09:00:00Z",
            Field.REQUESTER: "agency-7",
            Field.REQUEST_DIGEST: sha256(self.document).hexdigest(),
            Field.COUNTRY: self.country,
            Field.SEAL: self.seal,
            Field.ACCOUNTS_ROOT: accounts_root(self.key, self.accounts).root.hex(),
        }
        if kind is Kind.CLOSE:
            values |= {Field.OUTCOME: self.outcome, Field.DATA: self.data}
        if kind is Kind.DISCLOSE:
            digests = [sha256(file).digest() for file in self.files]
            values |= {Field.DATA: self.data, Field.MANIFEST_ROOT: manifest_root(self.key, digests).root.hex()}
        return values

    def counted(self, leaf_index: int) -> Counted:
        event = self.events()[Kind.CLOSE]
        leaves = [Account(account_leaf(account_salt(self.key, a), a), shown) for a, shown in self.accounts.items()]
        return Counted(
            leaf_index=leaf_index,
            kind=Kind.CLOSE,
            row_key=row_key(self.key),
            values=event.values,
            accounts=tuple(leaves),
        )


class World:
    """One provider's log: append epochs, sign heads, publish reports."""

    def __init__(self, seed: str = "world", origin: str = ORIGIN) -> None:
        self.signer = Signer(origin, sha256(seed.encode()).digest())
        self.random = Stream(seed)
        self.cases: dict[str, Case] = {}
        self.leaves: list[Leaf[Event]] = []
        self.tree = Tree()
        self.reports: list[dict[str, bytes]] = []

    @property
    def entries(self) -> list[bytes]:
        return [leaf.entry for leaf in self.leaves]

    def append(self, leaves: Sequence[Leaf[Event]]) -> None:
        self.leaves += leaves
        self.tree.extend(leaf.entry for leaf in leaves)

    def epoch(self, *cases: Case) -> None:
        """Log every event of `cases` that is not logged yet."""
        logged = {leaf.event for leaf in self.leaves}
        self.cases |= {case.ref: case for case in cases}
        new = [
            event_leaf(event, (case.ref, kind))
            for case in cases
            for kind, event in case.events().items()
            if (case.ref, kind) not in logged
        ]
        self.append(seal_epoch(new, slots=SLOTS, random_bytes=self.random))

    def head(self, size: int) -> bytes:
        return Checkpoint(self.signer.name, size, self.tree.root(size)).sign(self.signer)

    def index(self, ref: str, kind: Kind) -> int:
        return next(at for at, leaf in enumerate(self.leaves) if leaf.event == (ref, kind))

    def counted(self, start: int, end: int) -> list[Counted]:
        """The closed cases logged from leaf `start` to `end`."""
        found = []
        for at in range(start, end):
            event = self.leaves[at].event
            if event and event[1] is Kind.CLOSE:
                found.append(self.cases[event[0]].counted(at))
        return found

    def period(self, report_id: str, today: date, released: Sequence[Case] = (), **more: object) -> Period:
        """Everything logged since the last report's period."""
        previous = self.reports[-1] if self.reports else None
        start = json.loads(previous["report.json"])["to"] if previous else 0
        end = len(self.leaves)
        values = {
            "report_id": report_id,
            "label": report_id,
            "today": today,
            "start": start,
            "end": end,
            "head_before": self.head(start),
            "head_after": self.head(end),
            "tree": self.tree,
            "entries": self.entries,
            "openings": [leaf.opening for leaf in self.leaves[start:end]],
            "counted": self.counted(start, end),
            "released": [case.counted(self.index(case.ref, Kind.CLOSE)) for case in released],
            "log_key": self.signer.vkey,
            "previous": Previous(previous["report.json"], previous["ledger-sealed.tsv"]) if previous else None,
            "files": {"about.txt": b"A small report for tests.\n"},
        }
        return Period(**(values | more))  # type: ignore[arg-type]

    def publish(self, period: Period) -> dict[str, bytes]:
        """Draft, log, complete."""
        made = draft(period)
        index = len(self.leaves)
        self.append([statement_leaf(made.report)])
        self.append(seal_epoch([], slots=SLOTS, random_bytes=self.random))
        size = len(self.leaves)
        bundle = complete(made, self.tree, index, size, self.head(size))
        self.reports.append(bundle)
        return bundle

    def proof(self, ref: str, kind: Kind) -> TlogProof:
        size = len(self.leaves)
        return prove(self.tree, self.index(ref, kind), size, self.head(size))

    def requester_receipt(self, ref: str, kind: Kind = Kind.CLOSE) -> Receipt:
        case = self.cases[ref]
        held = [self.held(case, account) for account in case.accounts]
        return receipt(case.events()[kind], REQUESTER_FIELDS, self.proof(ref, kind), held)

    def user_receipt(self, ref: str, account: str) -> Receipt:
        case = self.cases[ref]
        return receipt(case.events()[Kind.CLOSE], USER_FIELDS, self.proof(ref, Kind.CLOSE), [self.held(case, account)])

    def held(self, case: Case, account: str) -> HeldAccount:
        salt = account_salt(case.key, account)
        member = accounts_root(case.key, case.accounts).member(account_leaf(salt, account))
        return HeldAccount(account, salt, member, case.accounts[account])

    def sidecar(self, ref: str, file: bytes, *, proof: bool = False) -> Sidecar:
        case = self.cases[ref]
        digests = [sha256(one).digest() for one in case.files]
        salt = file_salt(case.key, sha256(file).digest())
        member = manifest_root(case.key, digests).member(file_leaf(salt, sha256(file).digest()))
        shown = receipt(case.events()[Kind.DISCLOSE], EXHIBIT_FIELDS, self.proof(ref, Kind.DISCLOSE) if proof else None)
        return Sidecar(salt, member, shown)

    def acknowledgement(self, case: Case, deadline: datetime) -> bytes:
        word = Acknowledgement(self.signer.name, case.events()[Kind.OPEN].commitment, deadline)
        return word.sign(self.signer)


def half(number: int, *, disclosed: bool = False) -> dict[str, bool]:
    return {f"user-{number}-{at}@huginn.example": disclosed for at in range(7)}


EXHIBIT = b"message,from\nmeet at nine,ada@huginn.example\n"
BELARUS = [Case(f"BY-{n}", "BY", "rejected", accounts=half(n)) for n in range(5)]
GERMANY = Case(
    "DE-1", "DE", "disclosed_content", "content,subscriber,traffic", {"ada@huginn.example": True}, (EXHIBIT,)
)
FRANCE = Case(
    "FR-1", "FR", "disclosed_non_content", "subscriber", {"bo@huginn.example": True, "cy@huginn.example": False}
)
ITALY = Case("IT-1", "IT", "no_data", accounts={"nobody@huginn.example": False})
SPAIN = Case("ES-1", "ES", "withdrawn", accounts={"di@huginn.example": False})
POLAND = Case("PL-1", "PL", accounts={"ed@huginn.example": False})
SEALED = [Case(f"US-{n}", "US", "disclosed_non_content", "subscriber,traffic", {f"u{n}@huginn.example": True}, seal=q)
          for n, q in enumerate(["2026Q3", "2026Q3", "2027Q2"])]  # fmt: skip
LATER = [Case(f"SE-{n}", "SE", "no_data", accounts={f"s{n}@huginn.example": False}) for n in range(3)]
NEWLY_SEALED = Case("US-9", "US", "no_data", seal="2027Q1", accounts={"u9@huginn.example": False})
FIRST_DAY, SECOND_DAY = date(2026, 7, 10), date(2026, 10, 2)


@cache
def world() -> World:
    """Two reports: the first with sealed cases, the second releases two of them and seals another."""
    made = World()
    made.epoch(*BELARUS[:2], GERMANY, POLAND)
    made.epoch(*BELARUS[2:], FRANCE, ITALY, SPAIN, *SEALED)
    made.publish(made.period("2026H1", FIRST_DAY))
    made.epoch(*LATER, NEWLY_SEALED, Case(POLAND.ref, "PL", "rejected", accounts=POLAND.accounts))
    made.publish(made.period("2026Q4", SECOND_DAY, released=SEALED[:2]))
    return made
