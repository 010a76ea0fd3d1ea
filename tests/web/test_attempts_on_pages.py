"""Whatever the machine tried in vain is told in words on the page of the case, under whichever name it was kept."""

import re

import pytest

from duly.cases.lifecycle import Act
from duly.web import act_words
from tests.cast import NOON, Desk
from tests.needs import TREE
from tests.web.browsers import SignIn, words

NAMES = {
    "letter_acknowledgement_1a2b3c4": "Send a letter: acknowledgement",
    "letter_user_notice_1a2b3c4": "Send a letter: notice to a user",
    "letter_refusal": "Send a letter: refusal",
    "letter_pigeon_1a2b3c4": "Send a letter: pigeon",
    "escalate": "Warn of the date",
    "notices_due": "See whether a user may be told now",
    "send_notice": "Write to the user",
    "packages_taken_away": "Take fetched and expired packages away",
    "collect": "Collect the granted data",
    "a name of tomorrow": "a name of tomorrow",
}


def test_every_kind_of_attempt_is_shown_in_words(sign_in: SignIn, desk: Desk) -> None:
    case = desk.registered()
    for name in NAMES:
        case.attempts.create(act=name, tried_at=NOON, next_at=None, error=f"the relay is away ({name})")
    answer = sign_in("rosa").get(f"/desk/{case.reference}/")
    assert answer.status_code == 200
    assert [said for said in NAMES.values() if f"<strong>{said}</strong>" not in words(answer)] == []


def test_every_name_under_which_the_worker_tries_has_words() -> None:
    source = (TREE / "duly" / "worker.py").read_text(encoding="utf-8")
    names = set(re.findall(r'_try\([^,]+, "([a-z_]+)"', source))
    assert {"escalate", "send_notice"} <= names
    assert [name for name in sorted(names) if str(act_words.to_do(name)) == name] == []


def test_every_kind_of_letter_that_is_written_has_words() -> None:
    kinds = set()
    for path in (TREE / "duly").rglob("*.py"):
        for line in re.findall(r'kind="[a-z_]+"(?: if [a-z]+ else "[a-z_]+")?', path.read_text(encoding="utf-8")):
            kinds |= set(re.findall(r'"([a-z_]+)"', line))
    assert {"user_notice", "overdue", "escalation"} <= kinds
    assert kinds <= set(act_words.LETTERS)


@pytest.mark.parametrize("act", Act)
def test_an_act_keeps_its_own_two_labels(act: Act) -> None:
    assert act_words.to_do(act) == act_words.TO_DO[act]
    assert act_words.done(act) == act_words.DONE[act]
