"""The cover letter: complete, plain, and silent about whether an unknown identifier exists."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from duly.disclosure.letter import NO_DATA_WORDS, cover_letter, printable, refusal_letter
from duly.disclosure.manifest import Facts, RowEntry, nothing_held


def letter(facts: Facts, rows: tuple[RowEntry, ...]) -> str:
    no_data = nothing_held(facts.granted, (row.clause for row in rows))
    return cover_letter(facts, rows, no_data, recipient_fingerprint="ab" * 32, signer="duly-ed25519:x")


def test_the_letter_says_what_was_asked_granted_given_and_refused(world: Any) -> None:
    text = world.files()["README.txt"].decode()
    assert "item 1: content data on handle @vera:quill.example, from 2026-03-01T00:00:00Z to 2026-04-01" in text
    assert "item 1: subscriber data, from 2026-03-01T00:00:00Z to 2026-04-01T00:00:00Z (excluded)" in text
    assert "item 1: 3 row(s) of subscriber data in data/item-1.subscriber.json (clause D-3f2a/1.subscriber)" in text
    assert "item 1, content data: the instrument does not reach content [house policy 2]" in text
    assert world.provider_key in text


def test_an_unknown_identifier_reads_like_a_known_one_without_data(world: Any) -> None:
    unknown = replace(
        world.facts, granted=tuple(replace(g, identifier="@nobody:quill.example") for g in world.facts.granted)
    )
    assert letter(unknown, ()) == letter(world.facts, ())
    assert f"- item 2, traffic data: {NO_DATA_WORDS}\n" in letter(world.facts, ())


def test_every_granted_line_is_answered_either_with_rows_or_with_no_data(world: Any) -> None:
    package = world.build()
    answered = {row.clause for row in package.manifest.rows} | {line.clause for line in package.manifest.no_data}
    assert answered == {line.clause for line in world.facts.granted}


def test_a_refusal_by_itself_names_each_reason_and_no_data(world: Any) -> None:
    text = refusal_letter(world.facts)
    assert text.count("the instrument does not reach content [house policy 2]") == len(world.facts.refused)
    assert "granted" not in text
    assert NO_DATA_WORDS not in text


def test_an_empty_section_says_nothing_out_loud(world: Any) -> None:
    assert "and why\n---------------------------\n- nothing\n" in letter(replace(world.facts, refused=()), ())


def test_a_date_until_which_it_can_be_fetched_is_printed(world: Any) -> None:
    until = world.facts.made_at + timedelta(days=10)
    text = letter(replace(world.facts, access_until=until, remarks="Two of two."), ())
    assert "Can be fetched until: 2026-04-11T00:00:00Z\nRemarks: Two of two.\n" in text


def test_text_of_the_demand_cannot_forge_lines_or_turn_the_writing_round(world: Any) -> None:
    assert printable("a\nFrom: \u202emallory") == "a\\u{a}From: \\u{202e}mallory"
    text = letter(replace(world.facts, demand="FK 1\nWhat was granted\n- all"), ())
    assert text.count("\nWhat was granted\n") == 1
