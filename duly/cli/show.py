"""`duly show`: one case: what it asks for, where it stands, who did what and why."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from duly.cases import journal
from duly.cases.asked import asked_of
from duly.cases.lifecycle import State
from duly.cases.queries import Case, case_for
from duly.cases.reading import attempts_of, facts_of, letters_of, papers_of
from duly.cli import output
from duly.cli.arguments import acting, json_option, plain
from duly.cli.command_for import commands_of, handed_over
from duly.collection.reading import collections_of
from duly.disclosure.reading import packages_of
from duly.law.codec import facts_to_json
from duly.review.reading import (
    clarifications_of,
    consultations_of,
    decision_of,
    findings_of,
    last_words_of_rules,
    rights_reviews_of,
)
from duly.staff.actors import Actor


def _everything(case: Case, by: Actor) -> dict[str, Any]:
    """All that is known of a case, as JSON values."""
    facts, rules, decision, asked = facts_of(case), last_words_of_rules(case), decision_of(case), asked_of(by, case)
    return {
        "reference": case.reference, "state": case.state, "round": case.round, "sealed": case.sealed,
        "channel": case.channel,
        "opened_at": output.stamp(case.opened_at), "due_at": output.stamp(case.due_at),
        "officer": None if case.officer is None else str(case.officer),
        "facts": None if facts is None else json.loads(facts_to_json(facts)),
        "you_can": [act.value for act in (*asked.acts, *asked.ways_out)],
        "commands": list(commands_of((*asked.acts, *asked.ways_out))),
        "kept_apart": {act.value: words for act, words in asked.apart.items()},
        "papers": plain(papers_of(case)),
        "findings": plain(findings_of(case)),
        "rules": None if rules is None else plain(rules),
        "consultations": plain(consultations_of(case)),
        "rights_reviews": plain(rights_reviews_of(case)),
        "decision": None if decision is None else plain(decision),
        "clarifications": plain(clarifications_of(case)),
        "collections": plain(collections_of(case)),
        "packages": plain(packages_of(case)),
        "letters": plain(letters_of(case)),
        "attempts": plain(attempts_of(case)),
        "journal": [asdict(entry) for entry in journal.read(case)],
    }  # fmt: skip


def _head(case: Case) -> None:
    output.pairs(
        {
            "Case": case.reference + (" (sealed)" if case.sealed else ""),
            "State": f"{case.state}, round {case.round}",
            "Due": output.moment(case.due_at) or "no date yet",
            "Received": f"{output.moment(case.opened_at)} by {case.channel}",
            "Officer": "nobody of the directory yet" if case.officer is None else case.officer,
        }
    )


def _what_it_asks(case: Case) -> None:
    facts = facts_of(case)
    if facts is None:
        output.say("Nobody has read the demand off the paper yet.")
        return
    output.pairs(
        {
            "Instrument": f"{facts.instrument} of {facts.authority_name} ({facts.issuing_state}), {facts.reference}",
            "Offence": facts.offence or "not stated",
        }
    )
    output.table(
        ["Item", "Identifier", "Categories", "From", "Until (excluded)"],
        (
            [
                item.key,
                item.identifier,
                ", ".join(sorted(item.categories)),
                output.moment(item.start),
                output.moment(item.end),
            ]
            for item in facts.items
        ),
        empty="It names no item.",
    )


def _checked(assessment: Mapping[str, Any]) -> str:
    """Whether a person compared the cited text with the row; nothing is cited where no pack spoke."""
    if not assessment["pack"]:
        return "no source"
    return "by a person" if assessment["checked"] else "not yet by a person"


def _where_it_stands(case: Case) -> None:
    rules, decision = last_words_of_rules(case), decision_of(case)
    if rules is not None:
        output.table(
            ["Item", "Category", "Rule says", "Why", "Source", "Source text checked"],
            (
                [a["item"], a["category"], a["answer"], a["reason"], a["cite"], _checked(a)]
                for a in rules.result["assessments"]
            ),
            empty="No rule spoke.",
            title=f"Rules ({rules.result['force']})" + ("" if rules.of_this_round else ", of an earlier round"),
        )
        output.say("What rules say is not legal advice; a person decides.")
    if decision is not None:
        output.say(
            f"Decision of {decision.by}: {len(decision.granted)} line(s) granted, {len(decision.refused)} refused.",
            f"Digest: {decision.digest}",
            decision.void_because
            or ", ".join(f"Approved by {yes.by}." for yes in decision.approvals)
            or "Nobody approved it yet.",
        )


def _what_was_done(case: Case) -> None:
    output.table(
        ["#", "When", "Who", "Did", "Because"],
        ([entry.seq, output.moment(entry.at), entry.name, entry.act, entry.because] for entry in journal.read(case)),
        empty="The journal is empty.",
        title="Journal",
    )
    for tried in attempts_of(case)[:3]:
        again = f"; next try {output.moment(tried.next_at)}" if tried.next_at else "; a person must act"
        output.say(f"The machine could not “{tried.act}” at {output.moment(tried.tried_at)}{again}: {tried.error}")


@click.command()
@click.argument("reference")
@json_option
@acting
def command(reference: str, json_: bool, by: Actor) -> None:
    """Show one case. A sealed case that you were not named for is told apart from an absent one by nobody."""
    case = case_for(by, reference)
    if json_:
        output.as_json(_everything(case, by))
        return
    _head(case)
    _what_it_asks(case)
    _where_it_stands(case)
    _what_was_done(case)
    asked = asked_of(by, case)
    can = ", ".join(commands_of((*asked.acts, *asked.ways_out)))
    output.say(f"You can now: {can or 'nothing'}.", *asked.apart.values())
    if case.state == State.DISCLOSED:
        output.say(handed_over(case.reference))
