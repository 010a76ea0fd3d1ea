"""Signatures of Duly: bound to a purpose, and strict where libraries disagree."""

import hashlib
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from duly.lib.signing import (
    BadSignatureError,
    KeyFileError,
    PublicKeyError,
    generate_key,
    key_id,
    load_key,
    public_text,
    read_public,
    sign,
    verify,
    verify_raw,
    write_key,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
IDENTITY_POINT = (1).to_bytes(32, "little")


@given(st.binary(), st.from_regex(r"[a-z][a-z0-9/-]{0,63}", fullmatch=True))
def test_a_signature_holds_for_its_own_message_key_and_purpose(message: bytes, purpose: str) -> None:
    verify(KEY.public_key(), message, sign(KEY, message, purpose=purpose), purpose=purpose)


@given(st.binary(min_size=1, max_size=64), st.data())
def test_a_signature_with_any_bit_changed_anywhere_does_not_hold(message: bytes, data: st.DataObject) -> None:
    both = bytearray(message + sign(KEY, message, purpose="test"))
    bit = data.draw(st.integers(0, len(both) * 8 - 1))
    both[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadSignatureError):
        verify(KEY.public_key(), bytes(both[:-64]), bytes(both[-64:]), purpose="test")


def test_a_signature_for_one_purpose_does_not_serve_another() -> None:
    signature = sign(KEY, b"the same bytes", purpose="disclosure/manifest")
    with pytest.raises(BadSignatureError):
        verify(KEY.public_key(), b"the same bytes", signature, purpose="disclosure/envelope")
    with pytest.raises(BadSignatureError):
        verify_raw(KEY.public_key(), b"the same bytes", signature)


def test_mallory_cannot_move_a_byte_from_the_purpose_into_the_message() -> None:
    signature = sign(KEY, b"b message", purpose="a")
    with pytest.raises(BadSignatureError):
        verify(KEY.public_key(), b" message", signature, purpose="ab")


@pytest.mark.parametrize("purpose", ["", "Upper", "with blank", "nul\0", "a" * 65, "é"])
def test_a_purpose_outside_the_small_alphabet_is_refused(purpose: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        sign(KEY, b"", purpose=purpose)


def test_the_third_vector_of_rfc_8032_holds() -> None:
    key = Ed25519PublicKey.from_public_bytes(
        bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
    )
    signature = bytes.fromhex(
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    )
    verify_raw(key, bytes.fromhex("af82"), signature)


def test_a_key_of_low_order_signs_everything_for_the_library_and_nothing_for_us() -> None:
    weak = Ed25519PublicKey.from_public_bytes(IDENTITY_POINT)
    scalar = int.from_bytes(hashlib.sha512(bytes(range(32))).digest()[:32], "little") & (2**254 - 8) | 2**254
    signature = KEY.public_key().public_bytes_raw() + (scalar % L).to_bytes(32, "little")  # R = sB, an honest point
    weak.verify(signature, b"whatever Mallory likes")  # OpenSSL accepts it: this is why the rule exists
    with pytest.raises(BadSignatureError, match="low order"):
        verify_raw(weak, b"whatever Mallory likes", signature)


def test_a_signature_with_r_of_low_order_is_refused_before_the_library_sees_it() -> None:
    scalar = 7 * L // 11
    with pytest.raises(BadSignatureError, match="low order"):
        verify_raw(KEY.public_key(), b"m", IDENTITY_POINT + scalar.to_bytes(32, "little"))


def test_every_point_of_low_order_in_every_spelling_is_refused_as_a_key() -> None:
    order_eight = int.from_bytes(
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
    )
    for y in (0, 1, P - 1, order_eight, P - order_eight):
        for value in (y, y + P):
            for sign_bit in (0, 1):
                if value >= 2**255:
                    continue
                raw = (value | sign_bit << 255).to_bytes(32, "little")
                with pytest.raises(BadSignatureError, match="low order"):
                    verify_raw(Ed25519PublicKey.from_public_bytes(raw), b"m", bytes(64))


def test_a_second_spelling_of_s_is_refused() -> None:
    signature = sign(KEY, b"m", purpose="test")
    s = int.from_bytes(signature[32:], "little") + L
    with pytest.raises(BadSignatureError, match="second spelling"):
        verify(KEY.public_key(), b"m", signature[:32] + s.to_bytes(32, "little"), purpose="test")


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(BadSignatureError, match="bytes"):
        verify(KEY.public_key(), b"m", bytes(length), purpose="test")


def test_a_public_key_goes_through_its_text_form() -> None:
    text = public_text(KEY)
    assert text.startswith("duly-ed25519:")
    assert public_text(read_public(text)) == text == public_text(KEY.public_key())
    assert key_id(KEY) == key_id(read_public(text)) == "56475aa75463474c"


@pytest.mark.parametrize(
    "text",
    [
        "", "duly-ed25519:", "ed25519:A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=", public_text(KEY)[:-1],
        public_text(KEY) + "\n", "duly-ed25519:AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "duly-ed25519:7v///////////////////////////////////////38=", "duly-ed25519:é",
    ],
)  # fmt: skip
def test_a_text_that_is_no_sound_public_key_is_refused(text: str) -> None:
    with pytest.raises(PublicKeyError):
        read_public(text)


def test_a_key_written_to_a_file_is_private_and_loads_again(tmp_path: Path) -> None:
    path = tmp_path / "signing.pem"
    key = generate_key()
    write_key(key, path)
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    assert public_text(load_key(path)) == public_text(key)


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "signing.pem"
    write_key(KEY, path)
    with pytest.raises(KeyFileError, match="exists already"):
        write_key(generate_key(), path)
    assert public_text(load_key(path)) == public_text(KEY)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_a_key_file_open_to_others_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "signing.pem"
    write_key(KEY, path)
    os.chmod(path, mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_key(path)


def test_a_file_with_another_kind_of_key_or_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "signing.pem"
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for content in (other, b"", b"-----BEGIN PRIVATE KEY-----\n"):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(KeyFileError, match="no Ed25519 key"):
            load_key(path)
    with pytest.raises(KeyFileError, match="cannot be read"):
        load_key(tmp_path / "absent.pem")
