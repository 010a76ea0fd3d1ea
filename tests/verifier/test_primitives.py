"""The verifier's own note, key and tree functions, against the server's, against published vectors, and bent."""

import base64
import importlib.util
import json
from collections.abc import Callable
from hashlib import sha256
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from duly.ledger.checkpoint import Checkpoint
from duly.ledger.merkle import Tree, root_of
from duly.ledger.proofs import consistency_text, prove
from duly.ledger.signed_note import Signer, encode_base64
from tests.needs import SHARED
from tests.verifier.forge import VERIFIER

outside = pytest.mark.needs("shared")
SIGNER = Signer("log.huginn.example/1", sha256(b"primitives").digest())
KEY = (SIGNER.name, SIGNER.vkey.id, SIGNER.vkey.public)
ENTRIES = [f"entry {number}".encode() for number in range(40)]
TREE = Tree(ENTRIES)


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("standalone_verifier", VERIFIER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


VERIFY = load()


def fails(work: Callable[[], object]) -> bool:
    """Whether it refuses: in the verifier whatever is raised is a refusal."""
    try:
        work()
    except Exception:
        return True
    return False


@outside
def test_published_consistency_vectors_are_judged_as_their_authors_judge_them() -> None:
    """But for empty trees, which the verifier accepts as the start of a log's first report."""
    wrong, judged = [], 0
    for path in sorted((SHARED / "merkle" / "testdata" / "consistency").rglob("*.json")):
        vector = json.loads(path.read_text())
        if vector["size1"] == 0:
            continue
        roots = [base64.b64decode(vector[name] or "") for name in ("root1", "root2")]
        lines = "".join(line + "\n" for line in vector["proof"] or ()).encode()
        sizes = vector["size1"], vector["size2"]
        refused = fails(lambda s=sizes, r=roots, text=lines: VERIFY.extends(s[0], r[0], s[1], r[1], text))
        judged += 1
        if refused is not vector["wantErr"]:
            wrong.append(str(path))
    assert wrong == [] and judged > 80


@outside
def test_the_example_of_the_signed_note_specification_opens() -> None:
    key = VERIFY.parse_key("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    data = (SHARED / "note-example.txt").read_bytes()
    assert VERIFY.open_note(data, key) == "This is an example message.\n"


@given(st.data())
def test_inclusion_holds_for_the_leaf_its_index_and_size_only(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(ENTRIES)))
    index = data.draw(st.integers(0, size - 1))
    path = [encode_base64(node) for node in TREE.inclusion(index, size)]
    root = TREE.root(size)
    assert VERIFY.climb(ENTRIES[index], index, size, path) == root
    for leaf, at, of, way in (
        (b"other", index, size, path),
        (ENTRIES[index], index + size, size, path),
        (ENTRIES[index], -1 - index, size, path),
        (ENTRIES[index], index, size, [*path, encode_base64(bytes(32))]),
        (ENTRIES[index], index, size, [encode_base64(bytes(32)), *path]),
        (ENTRIES[index], index, size, path[1:] if path else [encode_base64(root)]),
        (ENTRIES[index], index ^ 1 if size > 1 else 1, size, path),
    ):
        assert fails(lambda c=(leaf, at, of, way): VERIFY.climb(*c)) or VERIFY.climb(leaf, at, of, way) != root


@given(st.data())
def test_extension_holds_for_these_two_heads_only(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(ENTRIES)))
    old = data.draw(st.integers(0, size))
    lines = consistency_text(TREE.consistency(old, size))
    heads = old, TREE.root(old), size, TREE.root(size)
    VERIFY.extends(*heads, lines)
    more = encode_base64(bytes(32)).encode() + b"\n"
    assert fails(lambda: VERIFY.extends(*heads, lines + more))
    assert fails(lambda: VERIFY.extends(*heads, more + lines))
    assert fails(lambda: VERIFY.extends(*heads, lines + b"\n"))
    assert fails(lambda: VERIFY.extends(size + 1, heads[1], size, heads[3], lines))
    if old:
        assert fails(lambda: VERIFY.extends(old, bytes(32), size, heads[3], lines))
        assert fails(lambda: VERIFY.extends(*heads[:3], bytes(32), lines))
    if lines:
        assert fails(lambda: VERIFY.extends(*heads, lines[:-1]))
        assert fails(lambda: VERIFY.extends(*heads, lines[45:]))


@given(st.lists(st.binary(max_size=5), max_size=40), st.integers(0, 40))
def test_a_log_grown_from_its_right_edge_has_the_servers_root(entries: list[bytes], cut: int) -> None:
    cut = min(cut, len(entries))
    edge = Tree(entries[:cut]).frontier().peaks
    assert VERIFY.grow(cut, edge, entries[cut:]) == root_of(entries)


def test_a_head_of_another_origin_under_the_same_key_is_refused() -> None:
    assert VERIFY.open_head(Checkpoint(SIGNER.name, 7, bytes(32)).sign(SIGNER), KEY) == (7, bytes(32))
    for text in (
        f"other.example\n7\n{encode_base64(bytes(32))}\n",
        f"{SIGNER.name}\n07\n{encode_base64(bytes(32))}\n",
        f"{SIGNER.name}\n7\n{encode_base64(bytes(32))}\nextension\n",
        f"{SIGNER.name}\n7\n{encode_base64(bytes(32))[:-2]}B=\n",
    ):
        note = bytes(SIGNER.sign(text))
        assert VERIFY.open_note(note, KEY) == text
        assert fails(lambda note=note: VERIFY.open_head(note, KEY))


def test_a_note_without_the_keys_line_or_out_of_form_is_refused() -> None:
    note = bytes(SIGNER.sign("text\n"))
    assert VERIFY.open_note(note, KEY) == "text\n"
    stranger = bytes(Signer("stranger.example", bytes(32)).sign("text\n"))
    same_name = bytes(Signer(SIGNER.name, bytes(32)).sign("text\n"))
    both = note + same_name.split(b"\n\n")[1]
    assert VERIFY.open_note(both, KEY) == "text\n"
    false = note + b"\xe2\x80\x94 " + f"{SIGNER.name} {encode_base64(KEY[1] + bytes(64))}\n".encode()
    for bent in (stranger, same_name, false, note[:-1], note + b"\n", note.replace(b"\n\n", b"\n"), note + b"x\n", b""):
        assert fails(lambda bent=bent: VERIFY.open_note(bent, KEY))
    # A text with a tab, properly signed by other means: the signature holds, the form does not.
    with_tab = "a\tb\n"
    signature = Ed25519PrivateKey.from_private_bytes(SIGNER.seed).sign(with_tab.encode())
    control = f"{with_tab}\n— {SIGNER.name} {encode_base64(KEY[1] + signature)}\n".encode()
    assert fails(lambda: VERIFY.open_note(control, KEY))


def test_a_proof_in_a_second_form_is_refused() -> None:
    head = Checkpoint(SIGNER.name, len(TREE), TREE.root()).sign(SIGNER)
    text = str(prove(TREE, 5, len(TREE), head))
    assert VERIFY.open_proof(text, ENTRIES[5], KEY) == (5, (len(TREE), TREE.root()))
    for bent in (
        text.replace("@v1", "@v2"),
        text.replace("index 5", "index 05"),
        text.replace("index 5", "index 6"),
        text.replace("index 5\n", "extra AAAA\nindex 5\n"),
        text.replace("\n\n", "\n", 1),
    ):
        assert fails(lambda bent=bent: VERIFY.open_proof(bent, ENTRIES[5], KEY))
    assert fails(lambda: VERIFY.open_proof(text, ENTRIES[6], KEY))


@pytest.mark.parametrize(
    "data", [b'{"a": 1}', b'{"b":1,"a":1}', b'{"a":1,"a":1}', b'{"a":1}\n', b"[1]", b'{"\\u0061":1}']
)
def test_json_has_one_spelling(data: bytes) -> None:
    assert VERIFY.canonical(b'{"a":1}') == {"a": 1}
    assert fails(lambda: VERIFY.canonical(data))
