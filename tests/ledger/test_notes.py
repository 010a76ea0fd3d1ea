"""Notes, keys and checkpoints: ours read back, others' real ones verify, and nothing in a second spelling passes."""

import importlib.util
from hashlib import sha256
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duly.ledger import tiles
from duly.ledger.checkpoint import Checkpoint, CheckpointError, open_checkpoint
from duly.ledger.merkle import Tree
from duly.ledger.policy import Policy, PolicyError, text_for
from duly.ledger.signed_note import (
    NOTE_ED25519,
    Note,
    NoteError,
    Signer,
    VKey,
    encode_base64,
    key_id,
    strict_point,
    verify_ed25519,
)
from tests.needs import SHARED
from tests.verifier.forge import VERIFIER

outside = pytest.mark.needs("shared")
SIGNER = Signer("log.huginn.example/1", sha256(b"notes").digest())
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("standalone_verifier", VERIFIER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def accepts(verifier: ModuleType, public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        verifier.point(public)
        verifier.ed25519(public, message, signature)
    except (ValueError, IndexError):
        return False
    return True


@outside
def test_the_example_of_the_signed_note_specification_verifies() -> None:
    note = Note.parse((SHARED / "note-example.txt").read_bytes())
    assert note.opened_by([VKey.parse(EXAMPLE_KEY)])[0].name == "example.com/foo"
    assert bytes(note) == (SHARED / "note-example.txt").read_bytes()


@outside
@pytest.mark.parametrize(("name", "signers"), [("sumdb", 1), ("arche", 5)])
def test_a_real_logs_checkpoint_verifies_under_its_policy(name: str, signers: int) -> None:
    """arche: four of five real witnesses cosigned, the quorum is reached; an RFC 6962 line is ignored."""
    policy = Policy.parse((SHARED / f"{name}-policy").read_bytes())
    data = (SHARED / f"{name}-checkpoint").read_bytes()
    signed = Note.parse(data).opened_by([*policy.logs, *policy.witnesses.values()])
    assert len(signed) == signers
    assert policy.reached(frozenset(signed))
    head = Checkpoint.parse_text(Note.parse(data).text)
    if name == "arche":
        assert open_checkpoint(data, policy.logs[0]) == head
        assert not policy.reached(frozenset(signed[:2]))


@outside
def test_a_log_written_by_tessera_is_rebuilt_tile_by_tile() -> None:
    log = SHARED / "tessera" / "testdata" / "log"
    key = Policy.parse((SHARED / "tessera" / "policy").read_bytes()).logs[0]
    for size in range(16):
        head = open_checkpoint((log / f"checkpoint.{size}").read_bytes(), key)
        entries = tiles.read_entries(log, size)
        tree = Tree(entries)
        assert (head.size, head.root) == (size, tree.root())
        for path, data in tiles.tiles(tree, entries):
            assert (log / path).read_bytes() == data


def test_a_note_reads_back_and_its_key_too() -> None:
    note = SIGNER.sign("one line\n\nand another\n")
    assert Note.parse(bytes(note)) == note
    assert note.opened_by([SIGNER.vkey]) == (SIGNER.vkey,)
    assert VKey.parse(str(SIGNER.vkey)) == SIGNER.vkey
    assert "seed" not in repr(SIGNER)


TEXTS = st.text(st.characters(blacklist_categories=["Cs"], min_codepoint=0x20), max_size=40)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_any_text_signs_and_reads_back(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    note = Note.parse(bytes(SIGNER.sign(text)))
    assert note.text == text
    assert note.opened_by([SIGNER.vkey])


@settings(max_examples=200)
@given(st.data())
def test_no_bit_of_a_checkpoint_can_be_flipped(data: st.DataObject) -> None:
    signed = bytearray(Checkpoint(SIGNER.name, 7, bytes(32)).sign(SIGNER))
    at = data.draw(st.integers(0, len(signed) * 8 - 1))
    signed[at // 8] ^= 1 << at % 8
    with pytest.raises(CheckpointError):
        open_checkpoint(bytes(signed), SIGNER.vkey)


@pytest.mark.parametrize(
    "text",
    [
        "log.huginn.example/1\n07\n{root}\n",
        "log.huginn.example/1\n-7\n{root}\n",
        "log.huginn.example/1\n7\n{root}\nextension\n",
        "log.huginn.example/1\n7\n",
        "log.huginn.example/1\n7\nAAAA\n",
        "other.example/1\n7\n{root}\n",
        "log.huginn.example/1\n7\n{second}\n",
    ],
)
def test_a_signed_note_that_is_no_checkpoint_of_ours_is_refused(text: str) -> None:
    root = encode_base64(bytes(32))
    filled = text.format(root=root, second=root[:-2] + "B=")
    with pytest.raises(CheckpointError):
        open_checkpoint(bytes(SIGNER.sign(filled)), SIGNER.vkey)


def test_a_false_line_under_a_known_key_condemns_the_whole_note() -> None:
    good, other = SIGNER.sign("text\n"), SIGNER.sign("other\n")
    with pytest.raises(NoteError, match="is false"):
        Note("text\n", (*good.signatures, *other.signatures)).opened_by([SIGNER.vkey])
    stranger = Signer("stranger.example", bytes(32)).sign("text\n")
    assert Note("text\n", (*stranger.signatures, *good.signatures)).opened_by([SIGNER.vkey])
    with pytest.raises(NoteError, match="No trusted key"):
        stranger.opened_by([SIGNER.vkey])


def test_a_key_of_small_order_or_with_a_wrong_id_is_refused() -> None:
    for public in small_order():
        key = VKey("log.example", NOTE_ED25519, public)
        with pytest.raises(NoteError, match="small order"):
            VKey.parse(str(key))
    with pytest.raises(NoteError, match="own id"):
        VKey.parse(str(SIGNER.vkey).replace("huginn", "muninn"))
    with pytest.raises(NoteError, match="only Ed25519"):
        VKey.parse(f"a+{key_id('a', 2, bytes(32)).hex()}+{encode_base64(bytes([2]) + bytes(32))}")


def small_order() -> list[bytes]:
    """Every spelling, canonical or not, of the eight points of small order."""
    ys = [0, 1, P - 1, P, P + 1]
    for text in (
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ):
        ys.append(int.from_bytes(bytes.fromhex(text), "little"))
    return [(y | sign << 255).to_bytes(32, "little") for y in ys for sign in (0, 1)]


def test_the_verifier_refuses_the_same_keys(verifier: ModuleType) -> None:
    assert verifier.parse_key(str(SIGNER.vkey)) == (SIGNER.name, SIGNER.vkey.id, SIGNER.vkey.public)
    bad = [str(VKey("log.example", NOTE_ED25519, public)) for public in small_order()]
    bad += [str(SIGNER.vkey).replace("huginn", "muninn"), str(VKey("w", 4, SIGNER.vkey.public)), "a+00000000+AAAA"]
    bad += [f"a+{key_id('a', 1, SIGNER.vkey.public[:31]).hex()}+{encode_base64(bytes([1]) + SIGNER.vkey.public[:31])}"]
    for text in bad:
        with pytest.raises((ValueError, IndexError)):
            verifier.parse_key(text)


def test_server_and_verifier_refuse_the_same_edge_cases(verifier: ModuleType) -> None:
    """The libraries disagree on these: low order in key or nonce, y not below p, s not below L."""
    message = b"a message"
    good = bytes(SIGNER.sign("a message\n"))
    public = SIGNER.vkey.public
    signature = Note.parse(good).signatures[0].signature
    late = (int.from_bytes(signature[32:], "little") + L).to_bytes(32, "little")
    cases = [(public, signature[:32] + late), (public, signature[:63]), (public, b""), (public, signature + b"\0")]
    cases += [(point, signature) for point in small_order()]
    cases += [(public, point + signature[32:]) for point in small_order()]
    cases += [(point, other + bytes(32)) for point in small_order() for other in small_order()]
    for key, forged in cases:
        assert not verify_ed25519(key, message + b"\n", forged)
        assert not accepts(verifier, key, message + b"\n", forged)
    assert verify_ed25519(public, message + b"\n", signature)
    assert accepts(verifier, public, message + b"\n", signature)


def test_the_verifier_takes_no_second_spelling_of_a_point(verifier: ModuleType) -> None:
    """y and y + p are one number: encodings from p on, a sign of zero, and numbers that are no point."""
    odd = [(P + small).to_bytes(32, "little") for small in range(19)]
    odd += [(1 | 1 << 255).to_bytes(32, "little"), (2).to_bytes(32, "little"), bytes(31) + b"\x80"]
    for encoded in odd:
        with pytest.raises(ValueError, match=r"not canonical|small order"):
            verifier.point(encoded)
    on_curve = [small for small in range(2, 19) if good(verifier, small)]
    assert on_curve, "some of them are points, spelled properly"


def good(verifier: ModuleType, y: int) -> bool:
    try:
        return bool(verifier.point(y.to_bytes(32, "little")))
    except ValueError:
        return False


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=60), st.integers(0, 511))
def test_server_and_verifier_agree_on_true_and_on_bent_signatures(seed: bytes, message: bytes, bit: int) -> None:
    spec = importlib.util.spec_from_file_location("standalone_verifier", VERIFIER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    signer = Signer("a", seed)
    text = message.hex() + "\n"
    signature = bytearray(signer.sign(text).signatures[0].signature)
    assert accepts(module, signer.vkey.public, text.encode(), bytes(signature))
    signature[bit // 8] ^= 1 << bit % 8
    assert not verify_ed25519(signer.vkey.public, text.encode(), bytes(signature))
    assert not accepts(module, signer.vkey.public, text.encode(), bytes(signature))


@given(st.binary(min_size=32, max_size=32))
def test_a_point_that_the_server_calls_strict_is_canonical(encoded: bytes) -> None:
    y = int.from_bytes(encoded, "little") & ((1 << 255) - 1)
    assert strict_point(encoded) is (y < P and encoded not in small_order())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum none\nquorum none\n",
        "quorum absent\n",
        "log nonsense\nquorum none\n",
        "witness none {key}\nquorum none\n",
        "witness a {key}\nwitness b {key}\nquorum a\n",
        "witness a {key}\ngroup g 2 a\nquorum g\n",
        "witness a {key}\ngroup g any a\ngroup h any a\nquorum g\n",
        "group g any later\nquorum g\n",
        "log {key}\nlog {key}\nquorum none\n",
        "unknown words\nquorum none\n",
    ],
)
def test_a_policy_that_could_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        Policy.parse(text.format(key=SIGNER.vkey).encode())


def test_our_own_policy_names_the_log_and_no_witness() -> None:
    policy = Policy.parse(text_for(SIGNER.vkey))
    assert policy.logs == (SIGNER.vkey,)
    assert policy.reached(frozenset())
