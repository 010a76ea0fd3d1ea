"""One value, one spelling: RFC 8785 as far as Duly speaks JSON."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.lib.canonical_json import MAX_DEPTH, MAX_INTEGER, NotCanonicalError, canonical, digest, read_canonical

TEXT = st.text(st.characters(codec="utf-8"))
SCALARS = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXT
VALUES = st.recursive(SCALARS, lambda part: st.lists(part, max_size=4) | st.dictionaries(TEXT, part, max_size=4))


@given(VALUES)
def test_what_is_written_reads_back_equal(value: object) -> None:
    assert read_canonical(canonical(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_reads_back_as_the_same_number_with_the_same_spelling(value: float) -> None:
    spelled = canonical(value)
    assert float(json.loads(spelled)) == value
    assert canonical(read_canonical(spelled)) == spelled


@given(VALUES, st.integers(0, 3))
def test_every_other_spelling_of_the_same_value_is_refused(value: object, way: int) -> None:
    other = [
        json.dumps(value, indent=1),
        json.dumps(value, separators=(",", ":"), ensure_ascii=False) + " ",
        " " + json.dumps(value, separators=(",", ":"), ensure_ascii=False),
        json.dumps(value),
    ][way].encode()
    if other == canonical(value):
        return
    with pytest.raises(NotCanonicalError):
        read_canonical(other)


@pytest.mark.parametrize(
    ("bits", "spelling"),
    [  # RFC 8785, appendix B
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_are_spelled_as_rfc_8785_lists_them(bits: str, spelling: str) -> None:
    number = memoryview(bytes.fromhex(bits)[::-1]).cast("d")[0]
    assert canonical(number) == spelling.encode()
    assert canonical(read_canonical(spelling.encode())) == spelling.encode()


def test_keys_stand_in_the_order_of_their_utf16_code_units() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    assert list(read_canonical(canonical(dict.fromkeys(keys)))) == [
        "\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33",
    ]  # fmt: skip


def test_control_characters_are_escaped_and_nothing_else() -> None:
    assert canonical("\u20ac$\x0f\nA'B\"\\/\x7f") == '"\u20ac$\\u000f\\nA\'B\\"\\\\/\x7f"'.encode()


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        -math.inf,
        MAX_INTEGER + 1,
        -MAX_INTEGER - 1,
        {1: "a"},
        {"a": b""},
        {"a": {1}},
        "\ud800",
        object(),
    ],
)
def test_a_value_without_a_spelling_is_refused(value: object) -> None:
    with pytest.raises(NotCanonicalError):
        canonical(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}', b'{"b":1,"a":2}', b"NaN", b"Infinity", b"1.0", b"01", b"-0", b"1e400", b"9007199254740993",
        b'"\\u0041"', b'"\\/"', b'"\xff"', b"\xef\xbb\xbf1", b"", b"[1,]", b"1\n", b"[" * 100_000, b"1" * 5000,
        b'"\\ud800"',
    ],
)  # fmt: skip
def test_bytes_that_are_not_the_one_spelling_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonicalError):
        read_canonical(data)


def test_a_key_named_twice_is_called_by_its_name() -> None:
    with pytest.raises(NotCanonicalError, match="same key twice"):
        read_canonical(b'{"a":1,"a":1}')


def test_a_value_nested_too_deeply_is_refused_and_one_at_the_limit_is_not() -> None:
    def nested(depth: int) -> object:
        value: object = 1
        for _ in range(depth):
            value = [value]
        return value

    assert read_canonical(canonical(nested(MAX_DEPTH))) == nested(MAX_DEPTH)  # type: ignore[arg-type]
    with pytest.raises(NotCanonicalError, match="nested"):
        canonical(nested(MAX_DEPTH + 1))  # type: ignore[arg-type]


def test_the_digest_is_the_sha256_of_the_spelling() -> None:
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert digest({"a": 1, "b": [True, None]}) == digest({"b": (True, None), "a": 1.0})
