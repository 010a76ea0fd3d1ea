#!/usr/bin/env python3
"""Check a transparency report, a receipt or an exhibit yourself: one file, Python 3.11 or later, no network.

    python3 verify.py report  DIR               [--log-key KEY]   is the report recomputable, and logged?
    python3 verify.py receipt FILE DIR          [--log-key KEY]   is my case (or acknowledged case) logged, and counted?
    python3 verify.py exhibit FILE SIDECAR DIR  [--log-key KEY]   was this file disclosed by this provider?
    python3 verify.py zero    DIR CELL          [--log-key KEY]   is it true that CELL "BY|disclosed_content" is empty?

KEY is the log's public key (text, or a file that holds it) from a source you trust. Without it this program can only
say "consistent; signed by the unpinned key ...": whoever made the bundle may have made the key. Exit 0 passes, 1 fails.

What is checked, in this order | what a failure means (the numbers stand in the code, and in what it prints):
 1 files       report.json in its one spelling lists every other file | a file was changed, lost or added
 2 key         one sound log key, with its own id, and the pinned one | the report may come from somebody else
 3 logged      the report's hash is under a signed head, after its period | these very words were not logged
 4 heads       signed at the period's start, its end, the report: each extends the last | the past was changed or forked
 5 entries     the period's entries hash to the signed root | these are not the entries that were signed for
 6 accounting  every entry opens as padding, statement or one kind; counts agree | cases may be hidden among the padding
 7 ledgers     rows in strict order, no tag twice; root, cells, number agree | a total is not what its rows add up to
 8 counting    events of a counted kind = rows + newly sealed; pending agrees | a case is missing, or a row was invented
 9 seals       none past its quarter; sealed = before - released + new | a case was sealed too long, lost or freed alone
10 receipt     opened fields -> entry -> log; accounts -> their root | the receipt was changed, or its case not logged
11 counted     exactly the receipt's rows in exactly their cells | the case is logged but not counted where it belongs
12 exhibit     file and salt -> manifest root -> `disclose` event -> log | this is not shown to be what was disclosed
13 zero        a possible cell, and no row in it | that there was none is not true of this report, or cannot be said
14 promise     what was acknowledged is logged by its deadline | an acknowledged case was not logged
"""

import base64, hashlib, hmac, json, re, sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

PROOFS = {"report.consistency", "report.json", "report.leaf", "report.tlog-proof"}
FIELDS = ("kind case_ref seq received requester request_digest country authority basis data outcome accounts_root seal "
          "manifest_root row_key prev").split()
ABSENCE = ("Nothing in this ledger shows that this provider disclosed this record. It may come from a seized device or "
           "another source; this says nothing about its authenticity.")
AGAIN = "Fetch the report again from its publisher; if it fails again, keep this copy and publish the failure."
ASK = "Ask the provider for it again; if it fails again, keep both copies and show them to the supervising authority."
KEEP = "Keep your paper and this report: together they prove it to anybody. Show both to the supervising authority."
TO_DO = {"2": "Get the log's key from the provider by a second way, and compare.", "10": ASK, "11": KEEP, "12": ASK,
         "13": "Read the table's cells in report.json; correct the cell if it was misspelt.", "14": KEEP}
NOW = ["2 key", "--log-key"]  # the check and the file at work: whatever is raised is their failure

def at(step: str, name: str) -> None: NOW[:] = step, name
def sha(data: bytes) -> bytes: return hashlib.sha256(data).digest()
def node(left: bytes, right: bytes) -> bytes: return sha(b"\1" + left + right)
def entry_of(form: bytes, digest: bytes) -> bytes: return form + b"/v1 " + base64.b64encode(digest) + b"\n"
def quarter(day: str) -> str: return f"{day[:4]}Q{(int(re.fullmatch('[0-9]{4}-([0-9]{2})-[0-9]{2}', day)[1]) + 2) // 3}"
def need(condition: object, what: str) -> None:
    if not condition:
        raise ValueError(what)

def unbase64(text: str) -> bytes:
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text, "base64 in a second spelling")
    return data

def canonical(data: bytes) -> dict:  # a JSON object, if the bytes are its one spelling (RFC 8785; whole numbers only)
    tree = json.loads(data)
    spelled = json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    need(isinstance(tree, dict) and spelled == data, "the JSON is not in its one spelling")
    return tree

# Ed25519 (RFC 8032), cofactorless, s < L, points canonical and not of small order: as strict as the strictest library.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def add(p: tuple, q: tuple) -> tuple:
    (a, b), (c, d) = p, q
    e = D * a * b % P * c * d % P
    return (a * d + b * c) * pow(1 + e, -1, P) % P, (b * d + a * c) * pow(1 - e, -1, P) % P
def times(n: int, p: tuple) -> tuple:
    q = (0, 1)
    while n:
        q, p, n = add(q, p) if n & 1 else q, add(p, p), n >> 1
    return q
def point(data: bytes) -> tuple:
    sign, y = data[31] >> 7, int.from_bytes(data, "little") & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    need(len(data) == 32 and y < P and x * x % P == square and (x or not sign), "a point is not canonical")
    p = (x if x & 1 == sign else P - x, y)
    need(times(8, p) != (0, 1), "a point is of small order")
    return p
BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
def ed25519(public: bytes, message: bytes, signature: bytes) -> None:
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    need(len(signature) == 64 and s < L and point(r), "the signature is malformed")
    k, (x, y) = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % L, point(public)
    x, y = add(times(s, BASE), times(k, (P - x, y)))
    need((y | (x & 1) << 255).to_bytes(32, "little") == r, "the signature is false")

def parse_key(text: str) -> tuple:  # (name, id, public key) of a vkey (C2SP signed-note)
    name, digits, blob = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+(\S+)", text).groups()
    data = unbase64(blob)
    need(len(data) == 33 and data[0] == 1 and point(data[1:]), "the log key is not Ed25519")
    need(sha(name.encode() + b"\n" + data)[:4].hex() == digits, "the log key does not carry its own id")
    return name, bytes.fromhex(digits), data[1:]
def open_note(data: bytes, key: tuple) -> str:  # the text, once the key's signature holds (C2SP signed-note)
    text, blank, lines = data.decode().rpartition("\n\n")
    need(blank and lines[-1:] == "\n" and not re.search(r"[\x00-\x09\x0b-\x1f]", text + lines), "it is no signed note")
    signed = [re.fullmatch(r"— ([^\s+]+) (\S+)", line).groups() for line in lines[:-1].split("\n")]
    mine = [unbase64(blob)[4:] for name, blob in signed if (name, unbase64(blob)[:4]) == key[:2]]
    need(mine, "it is not signed by the log's key")
    for signature in mine:
        ed25519(key[2], (text + "\n").encode(), signature)
    return text + "\n"
def open_head(data: bytes, key: tuple) -> tuple:  # (size, root) of a checkpoint (C2SP tlog-checkpoint)
    origin, size, root = re.fullmatch(r"([^\n]+)\n(0|[1-9]\d*)\n([^\n]{44})\n", open_note(data, key)).groups()
    need(origin == key[0], "the head is of another log")
    return int(size), unbase64(root)
def open_proof(text: str, entry: bytes, key: tuple) -> tuple[int, tuple]:  # c2sp.org/tlog-proof@v1, no extra
    proof, _, note = text.partition("\n\n")
    first, index, *path = proof.split("\n")
    need(first == "c2sp.org/tlog-proof@v1" and re.fullmatch(r"index (0|[1-9]\d*)", index), "it is no tlog-proof")
    head, index = open_head(note.encode(), key), int(index[6:])
    need(climb(entry, index, head[0], path) == head[1], "the proof leads to another root")
    return index, head

# Hashing and proofs of RFC 6962 §2.1, read as they are defined there; paths are lists of base64, leaf side first.
def grow(size: int, peaks: list, entries: list) -> bytes:  # the root, from a log's right edge on
    peaks, sha256 = list(peaks), hashlib.sha256
    for number, entry in enumerate(entries, size):
        top = sha256(b"\0" + entry).digest()
        while number & 1:
            top, number = sha256(b"\1" + peaks.pop() + top).digest(), number >> 1
        peaks.append(top)
    root = peaks.pop() if peaks else sha(b"")
    while peaks:
        root = node(peaks.pop(), root)
    return root
def climb(leaf: bytes, index: int, size: int, path: list[str]) -> bytes:  # to the root (§2.1.1)
    if size == 1:
        need(index == 0 and not path, "the index is outside the tree, or the path is too long")
        return sha(b"\0" + leaf)
    left, top, path = 1 << (size - 1).bit_length() - 1, unbase64(path[-1]), path[:-1]
    if index < left:
        return node(climb(leaf, index, left, path), top)
    return node(top, climb(leaf, index - left, size - left, path))
def roots(old: int, size: int, path: list[str], old_root: bytes | None) -> tuple[bytes, bytes]:  # §2.1.2
    if old == size:
        need(len(path) == (old_root is None), "the consistency proof is too long")
        return (old_root or unbase64(path[0]),) * 2
    left, top, path = 1 << (size - 1).bit_length() - 1, unbase64(path[-1]), path[:-1]
    if old > left:
        return tuple(node(top, right) for right in roots(old - left, size - left, path, None))
    old_top, below = roots(old, left, path, old_root)
    return old_top, node(below, top)
def extends(old: int, old_root: bytes, size: int, root: bytes, lines: bytes) -> None:
    path = lines.decode().split("\n")
    need(path.pop() == "" and 0 <= old <= size, "the last line is cut, or the later head is the shorter")
    need(not (old or path) or roots(old, size, path, old_root) == (old_root, root), "it does not extend the earlier")

def tag_of(key: bytes, report: str, table: str, index: int, account: bytes = b"") -> str:
    return hmac.digest(key, f"duly tag v1\0{report}\0{table}\0".encode() + index.to_bytes(8) + account, "sha256").hex()
def cell_of(said: dict, values: dict) -> str:  # by the published dimensions and roll-up
    values = values | {"traffic": "traffic" if "traffic" in values["data"].split(",") else "no_traffic"}
    return "|".join(said["rollup"].get(dim, {}).get(values[dim], values[dim]) for dim in said["dims"])
def possible(said: dict, cell: str) -> bool:  # each part a roll-up's name, or known and not rolled up
    able = len(said["dims"]) == cell.count("|") + 1
    for dim, part in zip(said["dims"], cell.split("|"), strict=False):
        rolled, domain = said["rollup"].get(dim, {}), said["domain"][dim]
        known = re.fullmatch("[A-Z]{2}", part) if domain == "alpha-2" else part in domain
        able = able and (part in rolled.values() or (known and part not in rolled))
    return able

class Report:  # a report's files, after checks 1 to 9
    def __init__(self, path: str, pinned: str | None) -> None:
        self.files, self.pinned = {}, pinned
        for place in Path(path).rglob("*"):
            at("1 files", place.relative_to(path).as_posix())
            need(not place.is_symlink() and (place.is_file() or place.is_dir()), "it is not a plain file")
            self.files |= {} if place.is_dir() else {NOW[1]: place.read_bytes()}
        for step in (self.whole, self.signed, self.heads, self.account, self.ledgers, self.count, self.seals):
            step()
    def whole(self) -> None:
        at("1 files", "report.json")
        self.said = said = canonical(self.files.get("report.json", b"{}"))
        need((said.get("type"), said.get("mode"), said.get("audit")) == ("duly/report/v1", "exact", {"k": 0}),
             "there is no report of the kind this verifier judges (duly/report/v1, mode exact, no audit draw)")
        self.start, self.end = said["from"], said["to"]
        for name in (*sorted({*self.files, *said["files"]} - PROOFS), *sorted(PROOFS)):
            at("1 files", name)
            need(name in self.files, "the file is missing")
            need((name in said["files"]) != (name in PROOFS), "the report does not list this file")
            data, listed = self.files[name], said["files"].get(name)
            need(listed in (None, [len(data), sha(data).hex()]), "size or SHA-256 is not as listed")
    def signed(self) -> None:
        at("2 key", "policy")
        match = re.fullmatch(r"log (\S+)\nquorum none\n", self.files["policy"].decode())
        need(match, "the policy is not one log key and no quorum, which is all that this verifier judges")
        self.vkey, self.key = match[1], parse_key(match[1])
        need(self.said["origin"] == self.key[0], "the report is of another log than the key")
        need(self.pinned in (None, self.vkey), f"the bundle's key is {self.vkey}, not the pinned {self.pinned}")
        at("3 logged", "report.json or report.leaf")
        leaf = entry_of(b"stm", sha(self.files["report.json"]))
        need(leaf == self.files["report.leaf"], "the logged hash is not that of this report")
        at("3 logged", "report.tlog-proof")
        self.leaf, self.head = open_proof(self.files["report.tlog-proof"].decode(), leaf, self.key)
        need(self.leaf >= self.end, "the report stands in the log before the end of its own period")
    def heads(self) -> None:
        heads = []
        for name, size in (("checkpoint-from", self.start), ("checkpoint-to", self.end)):
            at("4 heads", name)
            heads.append(open_head(self.files[name], self.key))
            need(heads[-1][0] == size, f"the head is of {heads[-1][0]} entries, the report says {size}")
        at("4 heads", "frontier")
        data = self.files["frontier"]
        edge = [data[i : i + 32] for i in range(0, len(data), 32)]
        need((len(edge), grow(self.start, edge, [])) == (self.start.bit_count(), heads[0][1]), "it is of another head")
        for name, pair in (("consistency", heads), ("report.consistency", (heads[1], self.head))):
            at("4 heads", name)
            extends(*pair[0], *pair[1], self.files[name])
        at("5 entries", "entries")
        data = self.files["entries"]
        need(re.fullmatch(rb"(?:(?:evt|stm)/v1 [A-Za-z0-9+/]{43}=\n)*", data), "a line is no entry")
        self.lines = [data[i : i + 52] for i in range(0, len(data), 52)]
        need(len(self.lines) == self.end - self.start, "their number is not that of the period")
        need(grow(self.start, edge, self.lines) == heads[1][1], "they hash to another root")
    def account(self) -> None:
        at("6 accounting", "accounting.bin")
        data, names, seen = self.files[NOW[1]], ["dummy", "statement", *self.said["kinds"]], []
        need(len(data) == 65 * len(self.lines), "there are not 65 bytes a leaf")
        need(len(set(names)) == len(names) and {"open", "close"} < set(names), "a kind is missing or named twice")
        tails = [b"\0\4kind" + name.encode() for name in names]
        for i, line in enumerate(self.lines):
            code, one, two = data[65 * i], data[65 * i + 1 : 65 * i + 33], data[65 * i + 33 : 65 * i + 65]
            if code == 1:
                fits = line.startswith(b"stm") and not any(one + two)
            else:
                kind = sha(b"duly field v1\0" + one + tails[code])
                made = sha(b"duly event v1\0" + kind + two if code else b"duly dummy v1\0" + one)
                fits = line == b"evt/v1 " + base64.b64encode(made) + b"\n" and (code or not any(two))
            need(fits, f"leaf {self.start + i} does not open as {names[code]}")
            seen.append(names[code])
        self.counts = Counter(seen)
        need(self.counts == self.said["accounted"], f"the counts are {dict(self.counts)}, others are published")
    def ledgers(self) -> None:
        self.rows, tables = {}, self.said["tables"]
        for table, said in (*tables.items(), ("sealed", self.said["sealed"]), ("released", self.said["released"])):
            at("7 ledgers", f"ledger-{table}.tsv")
            data = self.files[NOW[1]]
            need(re.fullmatch(rb"(?:[^\t\n]+\t[0-9a-f]{64}\n)*", data), "a line is no row")
            rows = data.splitlines(keepends=True)
            need(all(a < b for a, b in pairwise(rows)), "the rows are not in strict order")
            need(len({row[-65:] for row in rows}) == len(rows), "a tag stands twice")
            need((len(rows), sha(data).hex()) == (said["rows"], said["sha256"]), "SHA-256 or number of rows differ")
            need(grow(0, [], rows).hex() == said["root"], "the root is not the published one")
            cells = {cell.decode(): n for cell, n in Counter(row[:-66] for row in rows).items()}
            need(cells == said["cells"], "the published cells are not what the rows add up to")
            self.rows[table] = {row[-65:-1].decode(): row[:-66].decode() for row in rows}
            of = tables[self.said["released_as"]] if table == "released" else said
            need(table == "sealed" or all(possible(of, cell) for cell in cells), "a cell is outside the dimensions")
    def count(self) -> None:
        for table, said in self.said["tables"].items():
            at("8 counting", f"ledger-{table}.tsv")
            rows, events, case = len(self.rows[table]), self.counts[said["kind"]], said["unit"] == "case"
            sealed = self.said["newly_sealed"] if said["kind"] == "close" else 0
            need(said["kind"] == "close" or "outcome" not in said["dims"], "an outcome is counted when its case closes")
            need(not case or rows + sealed == events, f"{events} events, but {rows} rows and {sealed} newly sealed")
            accounts = {len(self.rows[name]) for name, other in self.said["tables"].items() if other["unit"] != "case"}
            need(case or accounts == {rows}, "two tables of accounts have different numbers of accounts")
        at("8 counting", "report.json")
        before = canonical(self.files["previous/report.json"])["pending"] if self.said["prev"] else 0
        pending = before + self.counts["open"] - self.counts["close"]
        need(self.said["pending"] == pending >= 0, f"{pending} cases are pending, another number is published")
    def seals(self) -> None:
        before, now, sealed, released = {}, quarter(self.said["today"]), self.rows["sealed"], set(self.rows["released"])
        at("9 seals", "previous/report.json" if self.said["prev"] else "report.json")
        need(self.said["prev"] or self.start == 0, "the first report does not begin at the log's first entry")
        if self.said["prev"]:
            data, rows = self.files["previous/report.json"], self.files["previous/ledger-sealed.tsv"]
            old = canonical(data)
            need(sha(data).hex() == self.said["prev"] and entry_of(b"stm", sha(data)) in self.lines, "it is not logged")
            need((old["origin"], old["to"]) == (self.key[0], self.start), "the reports do not adjoin")
            need(sha(rows).hex() == old["sealed"]["sha256"], "the last sealed ledger is not the published one")
            before = {row[-64:]: row[:-65] for row in rows.decode().splitlines()}
        at("9 seals", "ledger-sealed.tsv")
        need(all(re.fullmatch(r"\d{4}Q[1-4]", q) and q >= now for q in sealed.values()), "a seal has lapsed")
        need(released <= set(before) and not set(sealed) & released, "a case is released that was not sealed")
        need(set(before) - released <= set(sealed), "a sealed case was lost between the reports")
        need(all(sealed.get(tag, q) >= q for tag, q in before.items()), "a seal was shortened instead of released")
        need(len(set(sealed) - set(before)) == self.said["newly_sealed"], "the number newly sealed is another")
        need(sum(before[tag] > now for tag in released) not in range(1, 10), "fewer than ten seals were released early")

def find(report: Report, receipt: dict) -> tuple[int, dict]:  # 10: leaf index and opened fields
    need(receipt["type"] == "duly/receipt/v1" and not {*receipt["open"]} & {*receipt["closed"]}, "it is no receipt")
    digests = {field: unbase64(text) for field, text in receipt["closed"].items()}
    for field, (salt, value) in receipt["open"].items():
        digests[field] = sha(b"duly field v1\0" + unbase64(salt) + len(field).to_bytes(2) + (field + value).encode())
    need({*digests} == {*FIELDS} and {*map(len, digests.values())} == {32}, "it has not the sixteen fields")
    rest = sha(b"duly rest v1\0" + b"".join(digests[field] for field in FIELDS[1:]))
    entry = entry_of(b"evt", sha(b"duly event v1\0" + digests["kind"] + rest))
    need(receipt["entry"].encode() == entry, "the fields do not lead to the entry: a value was changed")
    index = report.start + report.lines.index(entry) if entry in report.lines else None
    if "proof" in receipt:
        proven, _ = open_proof(receipt["proof"], entry, report.key)
        need(index == (proven if report.start <= proven < report.end else None), "receipt and report show two logs")
        index = proven
    need(index is not None, "the entry is not in this report's period, and the receipt has no proof of its own")
    return index, {field: value for field, (_, value) in receipt["open"].items()}

def receipt(report: Report, path: str) -> list[str]:
    at("10 receipt", path)
    data = Path(path).read_bytes()
    if not data.startswith(b"{"):
        return promise(report, path, data)
    held, leaves = canonical(data), {}
    index, shown = find(report, held)
    for one in held["accounts"]:
        leaf = sha(b"duly account v1\0" + unbase64(one["salt"]) + one["account"].encode())
        root = climb(leaf, one["index"], one["size"], one["path"]).hex()
        need(root == shown["accounts_root"], f"{one['account']} is not among the case's accounts")
        leaves[leaf] = shown | {"disclosed": "disclosed" if one["disclosed"] else "not_disclosed"}
    said = [f"logged: leaf {index}; {name}: {shown[name]}" for name in ("kind", "request_digest") if name in shown]
    key, tables = bytes.fromhex(shown["row_key"]), report.said["tables"]
    stable = tag_of(key, "*", "sealed", index)
    for table in ("sealed", "released"):
        if stable in report.rows[table]:
            at("11 counted", f"ledger-{table}.tsv")
            cell = shown["seal"] if table == "sealed" else cell_of(tables[report.said["released_as"]], shown)
            need(report.rows[table][stable] == cell, f"the row should be in cell {cell}, not elsewhere")
            return [*said, f"counted: {table}, cell {cell}"]
    need(report.start <= index < report.end, f"leaf {index} is of another period: use the report that holds it")
    for table, of in ((table, of) for table, of in tables.items() if of["kind"] == shown["kind"]):
        at("11 counted", f"ledger-{table}.tsv")
        for leaf, values in leaves.items() if of["unit"] == "account" else ((b"", shown),):
            cell, tag = cell_of(of, values), tag_of(key, report.said["id"], table, index, leaf)
            found = report.rows[table].get(tag, "no cell")
            need(found == cell, f"the row should be in cell {cell}, it is in {found}")
            said.append(f"counted: {table}, cell {cell}")
    need(shown["kind"] != "close" or "counted" in str(said), "no table counts the cases closed")
    return said

def promise(report: Report, path: str, data: bytes) -> list[str]:
    text = open_note(data, report.key)
    origin, commitment, due = re.fullmatch(r"([^\n]+)/ack\n([^\n]{44})\n(\d{4}-\d\d-\d\d)T[0-9:]{8}Z\n", text).groups()
    at("14 promise", path)
    need(origin == report.key[0], "the acknowledgement is of another log")
    there, today = entry_of(b"evt", unbase64(commitment)) in report.lines, report.said["today"]
    need(there or due >= today, f"due {due}, not in leaves {report.start} to {report.end - 1}; try earlier reports too")
    return [f"logged: as acknowledged, by {due}" if there else f"not due: by {due}, and this report is of {today}"]

def exhibit(report: Report, path: str, sidecar: str) -> list[str]:
    at("12 exhibit", sidecar)
    held = canonical(Path(sidecar).read_bytes())
    index, shown = find(report, held["receipt"])
    at("12 exhibit", path)
    leaf = sha(b"duly file v1\0" + unbase64(held["salt"]) + sha(Path(path).read_bytes()))
    root = climb(leaf, held["index"], held["size"], held["path"]).hex()
    need([held["type"], shown["kind"], shown["manifest_root"]] == ["duly/exhibit/v1", "disclose", root], "no such file")
    return [f"logged: this file is one of those disclosed in the event at leaf {index}"]

def zero(report: Report, cell: str) -> list[str]:
    at("13 zero", "report.json")
    said, tables, sealed = report.said, report.said["tables"], report.rows["sealed"].values()
    able = [name for name, of in tables.items() if (of["unit"], of["kind"]) == ("case", "close") and possible(of, cell)]
    need(able, f"no table by case can have a cell {cell}")
    for table in able:
        at("13 zero", f"ledger-{table}.tsv")
        rows = tables[table]["cells"].get(cell, 0)
        need(not rows, f"{rows} rows are in cell {cell}")
    return [f"No logged, unsealed case of period {said['period']} is in cell {cell}; {len(sealed)} sealed cases "
            f"(expiring {', '.join(sorted(set(sealed))) or 'none'}) are not covered; a holder of an acknowledgement, "
            "receipt or signed exhibit that contradicts this can prove it."]

def totals(report: Report) -> list[str]:
    tables = report.said["tables"].items()
    return [*(f"{name}: {cell}  {n}" for name, said in tables for cell, n in sorted(said["cells"].items())),
            f"pending: {report.said['pending']}", "recomputable: every total above, from the rows of its ledger",
            f"logged: this report, as leaf {report.leaf}"]

COMMANDS = {"report": (totals, 1), "receipt": (receipt, 2), "exhibit": (exhibit, 3), "zero": (zero, 2)}

def main() -> int:
    words = sys.argv[1:]
    i = words.index("--log-key") if "--log-key" in words else len(words)
    pin, (name, *places) = words[i + 1 : i + 2], words[:i] + words[i + 2 :] or [""]
    if name not in COMMANDS or len(places) != COMMANDS[name][1] or (i < len(words) and not pin):
        return print(__doc__) or 1
    try:
        text = Path(pin[0]).read_text() if pin and Path(pin[0]).is_file() else "".join(pin)
        pinned = "".join(re.findall(r"\S+\+[0-9a-f]{8}\+\S+", text)) if pin else None
        report = Report(places.pop(0 if name == "zero" else -1), pinned)
        said = COMMANDS[name][0](report, *places)
    except Exception as problem:
        what = str(problem) if type(problem) is ValueError else f"it is malformed ({problem!r})"
        print(f"refused at check {NOW[0]}, file {NOW[1]}: {what}")
        meaning = re.search(rf"^ *{NOW[0]} .*\| (.*)$", __doc__, re.M)[1]
        print("  it means: " + (ABSENCE if NOW[0] == "12 exhibit" else meaning))
        return print("  what to do: " + TO_DO.get(NOW[0].split()[0], AGAIN)) or 1
    said = [*said, "verified; signed by"] if pin else ["consistent; signed by the unpinned key"]
    print("\n".join(said), report.vkey)
    return 0

if __name__ == "__main__":
    sys.exit(main())
