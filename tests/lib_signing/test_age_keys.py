"""Keys of the age format, as officers bring them."""

import hashlib

import pytest

from duly.lib.age_keys import (
    AgeKeyError,
    LockedFileError,
    fingerprint,
    generate_identity,
    lock,
    read_recipient,
    recipient_of,
    unlock,
)

IDENTITY = generate_identity()
RECIPIENT = recipient_of(IDENTITY)


def test_only_the_holder_of_the_secret_key_opens_a_locked_file() -> None:
    locked = lock(b"granted rows", RECIPIENT)
    assert b"granted" not in locked
    assert unlock(locked, IDENTITY) == b"granted rows"
    with pytest.raises(LockedFileError):
        unlock(locked, generate_identity())


def test_the_text_of_a_key_file_is_as_good_as_the_key() -> None:
    file = f"# created: 2026-03-01T10:00:00Z\n# public key: {RECIPIENT}\n{IDENTITY}\n"
    assert recipient_of(file) == RECIPIENT


def test_a_recipient_has_one_fingerprint_however_it_is_typed() -> None:
    assert read_recipient(f" {RECIPIENT.upper()}\n") == RECIPIENT
    assert fingerprint(RECIPIENT.upper()) == fingerprint(RECIPIENT) == hashlib.sha256(RECIPIENT.encode()).hexdigest()


@pytest.mark.parametrize(
    "text",
    ["", "age1q", RECIPIENT[:-1], "ssh-ed25519 AAAA", IDENTITY, "age1yubikey1qqqq"],
    ids=["nothing", "cut short", "one letter short", "another kind", "a secret key", "a plugin's"],
)
def test_a_text_that_is_no_recipient_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(AgeKeyError) as caught:
        read_recipient(text)
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["", "# only a comment", RECIPIENT, f"{IDENTITY}\n{IDENTITY}", IDENTITY[:-1]],
    ids=["nothing", "a comment", "a recipient", "two keys", "one letter short"],
)
def test_a_text_that_is_no_secret_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(AgeKeyError) as caught:
        recipient_of(text)
    assert not text or text not in str(caught.value)
