"""Each identifier has one form, whatever a paper writes; what looks like two is never taken for one."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duly.lib.identifiers import IdentifierError, normalise
from duly.lib.lookalikes import deceptive_letter, script_of, skeleton

KINDS = ["email", "phone", "account_id", "handle", "ip", "payment_id", "device_id"]

SAME = [
    ("email", " Ivan.Petrov@Mail.EXAMPLE\n", "ivan.petrov@mail.example"),
    ("email", "ivan+shop@mail.example", "ivan+shop@mail.example"),
    ("email", "ines@bücher.example", "ines@xn--bcher-kva.example"),
    ("email", "ines@xn--bcher-kva.example", "ines@xn--bcher-kva.example"),
    ("email", "ines@BÜCHER.example", "ines@xn--bcher-kva.example"),
    ("email", "ines@почта.example", "ines@xn--80a1acny.example"),
    ("email", "иван@почта.example", "иван@xn--80a1acny.example"),
    ("phone", "+375 29 123-45-67", "+375291234567"),
    ("phone", "+44 (0)20 7946 0958", "+442079460958"),
    ("phone", "+39 06 1234 5678", "+390612345678"),
    ("account_id", "@ivan:provider.example", "@ivan:provider.example"),
    ("account_id", "00042", "00042"),
    ("handle", "@Mallory", "mallory"),
    ("handle", "жанна", "жанна"),
    ("ip", "192.0.2.7", "192.0.2.7"),
    ("ip", "::ffff:192.0.2.7", "192.0.2.7"),
    ("ip", "2001:0DB8:0000::0001", "2001:db8::1"),
    ("payment_id", "gb82 west 1234 5698 7654 32", "GB82WEST12345698765432"),
    ("payment_id", "pi_3MtwBwLkdIwHu7ix", "pi_3MtwBwLkdIwHu7ix"),
    ("device_id", "49-015420-323751-8", "490154203237518"),
    ("device_id", "00-1B-44-11-3A-B7", "00:1b:44:11:3a:b7"),
    ("device_id", "JLAFKJWSNQ", "JLAFKJWSNQ"),
]

REFUSED = [
    ("email", "", "empty"),
    ("email", "ivan", "not an e-mail address"),
    ("email", "a@b@c.example", "not an e-mail address"),
    ("email", '"a b"@mail.example', "characters before the @"),
    ("email", "ivan.@mail.example", "characters before the @"),
    ("email", "ivan@mail", "full domain name"),
    ("email", "ivan@mail.example.", "domain name"),
    ("email", "ivan@-mail.example", "domain name"),
    ("email", "ivan@[192.0.2.7]", "domain name"),
    ("email", "ivan@192.0.2.7", "domain name"),
    ("email", "ivan@mail_1.example", "domain name"),
    ("email", "a" * 65 + "@mail.example", "longer"),
    ("email", "officer@p\u043elice.example", "U\\+043E CYRILLIC SMALL LETTER O"),
    ("email", "officer@\u0440olice.example", "U\\+0440 CYRILLIC SMALL LETTER ER"),
    ("email", "officer@xn--plice-vye.example", "CYRILLIC|domain name"),
    ("email", "officer@police.example\u200b", "U\\+200B ZERO WIDTH SPACE"),
    ("email", "officer@\ufb01nance.example", "U\\+FB01 LATIN SMALL LIGATURE FI"),
    ("email", "m\u0131ke@mail.example", "U\\+0131"),
    ("email", "mi\u212ae@mail.example", "U\\+212A KELVIN SIGN"),
    ("phone", "029 123 45 67", "no country code"),
    ("phone", "00375291234567", "no country code"),
    ("phone", "+1 800 FLOWERS", "more than digits"),
    ("phone", "+375 29 123 45 67 ext. 5", "more than digits"),
    ("phone", "+999 123456789", "cannot exist"),
    ("phone", "+375 1", "cannot exist"),
    ("account_id", "4 2", "U\\+0020 SPACE"),
    ("account_id", "x" * 256, "255"),
    ("handle", "@mal lory", "no handle has"),
    ("handle", "m\u0430llory", "U\\+0430 CYRILLIC SMALL LETTER A"),
    ("handle", "\u0440\u0430\u0443\u0440\u0430\u04cf", "U\\+0440"),
    ("handle", "mal\u202elory", "U\\+202E RIGHT-TO-LEFT OVERRIDE"),
    ("handle", "\uff4dallory", "U\\+FF4D FULLWIDTH"),
    ("handle", "@ivan:elsewhere.example", "not held here"),
    ("ip", "192.0.2.7:443", "port and time"),
    ("ip", "192.000.002.007", "leading zeros"),
    ("ip", "0300.0.2.7", "leading zeros"),
    ("ip", "3221225991", "not one IP address"),
    ("ip", "192.0.2.0/24", "not one IP address"),
    ("ip", "fe80::1%eth0", "zone"),
    ("device_id", "490154203237519", "check digit of the IMEI"),
    ("payment_id", "кошелёк", "CYRILLIC"),
    ("telepathy", "x", "unknown"),
]

NAUGHTY = [
    "",
    "\x00",
    "\ud800",
    "\u202e",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "=1+1",
    "../../etc/passwd",
    "%s%n{0}",
    "\u0130stanbul",
    "\u1e9e",
    "ﷺ",
    "Ω",
    "\U0001f468\u200d\U0001f469",
    "a" * 100_000,
    "xn--a",
    "a@xn--.example",
    "\u0660\u0661",
    "1e3",
    "٣",
    "@@x",
    "@:x",
]


@pytest.mark.parametrize(("kind", "written", "normal"), SAME)
def test_different_spellings_of_one_account_become_one(kind: str, written: str, normal: str) -> None:
    assert normalise(kind, written) == normal


@pytest.mark.parametrize(("kind", "written", "words"), REFUSED)
def test_what_names_no_account_for_certain_is_refused_with_its_reason(kind: str, written: str, words: str) -> None:
    with pytest.raises(IdentifierError, match=words) as refused:
        normalise(kind, written)
    assert refused.value.what
    assert refused.value.why
    assert refused.value.do
    assert str(refused.value).isprintable()


def test_a_handle_of_our_own_server_is_the_bare_name() -> None:
    assert normalise("handle", "@Ivan:Provider.example", server_name="provider.example") == "ivan"
    with pytest.raises(IdentifierError, match=r"elsewhere\.example"):
        normalise("handle", "@ivan:elsewhere.example", server_name="provider.example")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings_are_refused_or_harmless(kind: str, text: str) -> None:
    try:
        found = normalise(kind, text)
    except IdentifierError:
        return
    assert normalise(kind, found) == found


letters = st.text(
    st.sampled_from("abzABZ019.@+-_: \u043e\u0440\u03bf\u0131\u0130\u212a\u017f\ufb01\u200b\u0301é"), max_size=24
)
emails = st.builds("{}@{}.example".format, letters, letters)
phones = st.from_regex(r"\+[1-9][0-9 ().-]{4,16}", fullmatch=True)
addresses = st.ip_addresses().map(str)
anything = st.text(max_size=40) | letters | emails | phones | addresses


@given(kind=st.sampled_from(KINDS), text=anything)
@example(kind="handle", text="@@x")
@example(kind="handle", text="\u0130")
@example(kind="email", text="\u03a3\u03a3@a.example")
def test_normalising_twice_changes_nothing(kind: str, text: str) -> None:
    try:
        once = normalise(kind, text)
    except IdentifierError:
        return
    assert normalise(kind, once) == once


@given(kind=st.sampled_from(["email", "handle", "phone", "ip"]), text=anything)
def test_a_disguise_is_refused_or_seen_through(kind: str, text: str) -> None:
    try:
        plain = normalise(kind, text)
    except IdentifierError:
        return
    for disguise in (
        f" {text} ",
        unicodedata.normalize("NFKC", text),
        unicodedata.normalize("NFD", text),
        f"{text}\u200b",
    ):
        try:
            assert normalise(kind, disguise) == plain
        except IdentifierError:
            continue


@given(st.text(st.characters(codec="ascii", categories=["Ll", "Nd"]), min_size=1))
def test_plain_latin_words_deceive_nobody(word: str) -> None:
    assert deceptive_letter(word) is None


def test_a_name_and_its_imitation_share_a_skeleton() -> None:
    assert skeleton("police") == skeleton("p\u043elice") == skeleton("POLICE") == skeleton("po1ice")
    assert skeleton("modern") == skeleton("modem")
    assert skeleton("police") != skeleton("palace")


def test_japanese_mixes_its_scripts_and_is_no_deception() -> None:
    assert deceptive_letter("東京タワー") is None
    assert script_of("ж") == "CYRILLIC"
    assert script_of("7") == ""
