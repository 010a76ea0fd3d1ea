"""An acknowledgement is written before anything is read, and leaves as soon as it is known where to."""

from duly.cases import correspondence
from duly.intake.receive import Paper, receive
from duly.intake.register import register
from tests.cast import NOON, Cast, Desk, facts


def test_a_paper_of_a_known_officer_is_acknowledged_to_her_address(cast: Cast) -> None:
    paper = Paper(data=b"by post", name="order.txt", media_type="text/plain", channel="paper")
    receive(paper, officer=cast.okafor, by=cast.actor("ines"), at=NOON, because="came by post")
    assert [letter.to for letter in correspondence.unsent()] == ["okafor@westmark.example"]


def test_it_waits_for_an_address_and_leaves_when_the_officer_is_named(desk: Desk, cast: Cast) -> None:
    case = desk.received()
    assert correspondence.unsent() == []
    register(case, facts(), officer=cast.okafor, by=cast.actor("ines"), at=NOON, because="read off the paper")
    assert [letter.to for letter in correspondence.unsent()] == ["okafor@westmark.example"]
