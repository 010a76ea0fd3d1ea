"""One spelling for each identifier: what an order names and what a store holds are compared in this form only.

Normalised once, at the edge; an identifier that could mean two accounts is refused with a sentence that can be sent
back to whoever wrote it. Kinds are plain strings so that this room needs no word of the field.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Callable

import idna
import phonenumbers

from duly.lib.lookalikes import deceptive_letter, hidden_character, named

_SPACE = " \t\r\n\u00a0"
_LOCAL = re.compile(r"[^\s\"(),:;<>@\[\\\]]+")
_PHONE = re.compile(r"\+[0-9][0-9 ().\-/\u00a0]{3,40}")
_HANDLE = re.compile(r"[\w.\-=+/]{1,255}")
_OPAQUE = re.compile(r"[\x21-\x7e]{1,255}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_MAC = re.compile(r"(?i)[0-9a-f]{2}([:-][0-9a-f]{2}){5}")
_IMEI_DIGITS = 15
_LOCAL_LENGTH, _EMAIL_LENGTH = 64, 254


def normalise(kind: str, text: str, *, server_name: str | None = None) -> str:
    """The one spelling of identifier `text` of `kind`; applying it twice changes nothing. Raises IdentifierError.

    `email`: domain in ASCII (IDNA 2008, RFC 5891), all in lower case. RFC 5321 leaves the local part to its host, but
    providers sign people in without regard to case, so `Ivan@` and `ivan@` are one account; dots and `+tags` stay.
    `phone`: E.164. `handle`: without `@`, lower case; `@name:server` only for our own `server_name`.
    `account_id`: as written. `ip`: compressed; an IPv4-mapped address is the IPv4 one. `payment_id`: as written, an
    IBAN in capitals without blanks. `device_id`: as written, an IMEI's digits alone, a MAC address in lower case.
    """
    rule = _RULES.get(kind)
    if rule is None:
        raise IdentifierError(
            f"The kind of identifier {kind[:40]!r} is unknown", "no rule says how to read it", f"use one of {_KINDS}"
        )
    bare = text.strip(_SPACE)
    hidden = hidden_character(bare)
    if hidden is not None:
        raise IdentifierError(
            f"{_shown(bare)} contains the invisible character {named(hidden)}",
            "what a reader sees is not what a computer compares",
            "ask for the identifier again, typed by hand",
        )
    if not bare:
        raise IdentifierError("The identifier is empty", "it names no account", "ask which account is meant")
    return _handle(bare, server_name) if kind == "handle" else rule(bare)


def _email(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain or "@" in local:
        raise IdentifierError(
            f"{_shown(text)} is not an e-mail address", "it needs one @ with a name and a domain", _ASK_AGAIN
        )
    if not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise IdentifierError(
            f"{_shown(text)} has characters before the @ that e-mail addresses here do not have",
            "it could be read in two ways",
            _ASK_AGAIN,
        )
    _refuse_deception(local, text)
    found = f"{unicodedata.normalize('NFC', local).lower()}@{domain_name(domain)}"
    if len(local.encode()) > _LOCAL_LENGTH or len(found.encode()) > _EMAIL_LENGTH:
        raise IdentifierError(
            f"{_shown(text)} is longer than an e-mail address can be", "RFC 5321 allows 64 and 254 bytes", _ASK_AGAIN
        )
    return found


def domain_name(text: str) -> str:
    """A host name in lower-case ASCII (IDNA 2008), look-alikes refused in each label. Raises IdentifierError."""
    try:
        labels = [idna.ulabel(label) if label[:4].lower() == "xn--" else label for label in text.split(".")]
        for label in labels:
            _refuse_deception(label, text)
        found = idna.encode(".".join(labels).lower(), strict=True, std3_rules=True).decode("ascii")
    except UnicodeError as wrong:  # idna.IDNAError is one
        raise IdentifierError(f"{_shown(text)} is not a domain name", f"{wrong}"[:160], _ASK_AGAIN) from None
    if "." not in found or found.endswith(".") or found.rpartition(".")[2].isdigit():
        raise IdentifierError(
            f"{_shown(text)} is not a full domain name", "it needs a name below a top-level domain", _ASK_AGAIN
        )
    return found


def _phone(text: str) -> str:
    if not text.startswith("+"):
        raise IdentifierError(
            f"The phone number {_shown(text)} has no country code",
            "the same digits belong to different people in different countries",
            "ask for the number in international form, as in +375 29 123 45 67",
        )
    if not _PHONE.fullmatch(text):
        raise IdentifierError(
            f"The phone number {_shown(text)} contains more than digits and separators", _TWO_WAYS, _ASK_AGAIN
        )
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise IdentifierError(
            f"The phone number {_shown(text)} cannot exist",
            "its country code is unknown, or its length is wrong for that country",
            _ASK_AGAIN,
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _handle(text: str, server_name: str | None) -> str:
    name = text.removeprefix("@")
    name, colon, server = name.partition(":")
    if colon and (server_name is None or server.lower() != server_name.lower()):
        raise IdentifierError(
            f"{_shown(text)} names an account on the server {_shown(server)}",
            "that is not this provider's server, so the account is not held here",
            "send the order to the provider that runs that server",
        )
    name = unicodedata.normalize("NFC", name)
    if not _HANDLE.fullmatch(name):
        raise IdentifierError(f"{_shown(text)} has characters that no handle has", _TWO_WAYS, _ASK_AGAIN)
    _refuse_deception(name, text)
    return unicodedata.normalize("NFC", name.lower())


def _ip(text: str) -> str:
    try:
        if "%" in text:
            raise ValueError("a zone names a cable on one machine, not a subscriber")
        address = ipaddress.ip_address(text)
    except ValueError as wrong:
        raise IdentifierError(
            f"{_shown(text)} is not one IP address",
            f"{wrong}"[:160],
            "give the address alone, without leading zeros; port and time belong in their own fields",
        ) from None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return str(address)


def _opaque(text: str) -> str:
    if not _OPAQUE.fullmatch(text):
        odd = next((c for c in text if not "\x21" <= c <= "\x7e"), None)
        why = f"it contains {named(odd)}" if odd else "it is longer than 255 characters"
        raise IdentifierError(f"{_shown(text)} is not an identifier of this kind", why, _ASK_AGAIN)
    return text


def _payment_id(text: str) -> str:
    compact = re.sub(r"\s", "", text).upper()
    if _IBAN.fullmatch(compact) and _iban_holds(compact):
        return compact
    return _opaque(text)


def _iban_holds(iban: str) -> bool:
    """ISO 13616: letters become numbers, the whole leaves 1 when divided by 97."""
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


def _device_id(text: str) -> str:
    digits = re.sub(r"[ \-/.]", "", text)
    if digits.isascii() and digits.isdigit() and len(digits) == _IMEI_DIGITS:
        if not _luhn_holds(digits):
            raise IdentifierError(
                f"The check digit of the IMEI {digits} is wrong",
                "at least one digit was mistyped, and a wrong IMEI is somebody else's telephone",
                _ASK_AGAIN,
            )
        return digits
    return text.lower().replace("-", ":") if _MAC.fullmatch(text) else _opaque(text)


def _luhn_holds(digits: str) -> bool:
    """ISO/IEC 7812: every second digit from the right doubled, digits of the sum, divisible by ten."""
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits))]
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0


def _refuse_deception(word: str, whole: str) -> None:
    letter = deceptive_letter(word)
    if letter is not None:
        raise IdentifierError(
            f"{_shown(whole)} contains {named(letter)}",
            "that letter looks like another one, so two different accounts would look the same",
            "ask for the identifier typed by hand, or for the account's number instead",
        )


def _shown(text: str) -> str:
    return ascii(text[:80])


_TWO_WAYS = "it could be read in two ways"
_ASK_AGAIN = "ask for the identifier again, typed by hand"
_RULES: dict[str, Callable[[str], str]] = {
    "email": _email,
    "phone": _phone,
    "account_id": _opaque,
    "handle": lambda text: _handle(text, None),
    "ip": _ip,
    "payment_id": _payment_id,
    "device_id": _device_id,
}
_KINDS = ", ".join(_RULES)


class IdentifierError(ValueError):
    """An identifier that names no account for certain: `what` is wrong, `why` it matters, what to `do`."""

    def __init__(self, what: str, why: str, do: str) -> None:
        """Three clauses without full stops."""
        super().__init__(f"{what}: {why}. To go on, {do}.")
        self.what, self.why, self.do = what, why, do
