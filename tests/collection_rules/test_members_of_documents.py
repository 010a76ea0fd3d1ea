"""A member of a JSON document comes out as it was written, in every shape that JSON has."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duly.collection.connectors.sql.statement import member

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.one_of(TEXTS, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False, allow_infinity=False)))
def test_a_scalar_comes_out_as_it_went_in(value: str | int | float | bool | None) -> None:
    assert member(json.dumps(value)) == value


@given(st.one_of(st.lists(TEXTS), st.dictionaries(TEXTS, TEXTS)))
def test_an_object_or_a_list_comes_out_as_text_that_reads_back(value: object) -> None:
    text = member(json.dumps(value))
    assert isinstance(text, str)
    assert json.loads(text) == value


@pytest.mark.parametrize("spelled", [r'"half \ud83d a face"', r'{"a": "\udc00"}'])
def test_half_a_character_stays_as_it_was_spelled(spelled: str) -> None:
    text = member(spelled)
    assert text == spelled
    assert str(text).encode()


def test_an_absent_member_is_nothing() -> None:
    assert member(None) is None
