"""`duly notice`: notices to users: which wait for what, secrecy that comes or ends, and a person's confirmation."""

from dataclasses import asdict
from datetime import datetime

import click

from duly.cases.journal import JournalBroken
from duly.cases.queries import Case, case_for, queue_of
from duly.cli import output
from duly.cli.arguments import Deed, Text, acting, json_option, on_a_case
from duly.law.facts import SecrecyFacts
from duly.lib.vault import VaultError
from duly.notices.counsel import counsel_on_notice
from duly.notices.reading import NoSuchNotice, NoticeSeen, OrderSeen, notice_of, notices_of, secrecy_of
from duly.notices.secrecy_orders import end_order, record_order
from duly.notices.send import Notice, confirm
from duly.staff.actors import Actor

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(no_args_is_help=True)
def command() -> None:
    """No notice goes out while secrecy binds, none without a person's confirmation, and each goes out once."""


def _of(case: Case) -> tuple[str, tuple[NoticeSeen, ...], tuple[OrderSeen, ...], str]:
    """Number, notices and orders of a case; or what does not hold together there, so that it hides no other case."""
    try:
        return case.reference, notices_of(case), secrecy_of(case), ""
    except (JournalBroken, VaultError) as error:
        return case.reference, (), (), str(error)


def _notice(deed: Deed, item: str) -> Notice:
    wanted = [notice for notice in notices_of(deed.case) if notice.item == item]
    if not wanted:
        raise NoSuchNotice(
            f"{deed.case.reference} has no notice for item {item}. See `duly notice list {deed.case.reference}`."
        )
    return notice_of(deed.case, wanted[0].id)


@command.command("list")
@click.argument("reference", required=False)
@json_option
@acting
def list_(reference: str | None, json_: bool, by: Actor) -> None:
    """List the notices, and the secrecy orders, of the cases that you may see, or of one."""
    cases = [case_for(by, reference)] if reference else list(queue_of(by))
    found = [_of(case) for case in cases]
    if json_:
        output.as_json(
            [
                {
                    "reference": number,
                    "notices": [asdict(n) for n in notices],
                    "secrecy": [asdict(o) for o in orders],
                    "alarm": alarm,
                }
                for number, notices, orders, alarm in found
                if notices or orders or alarm
            ]
        )
        return
    output.table(
        ["Case", "Item", "State", "Not before", "Confirmed by", "Sent"],
        (
            [number, n.item, n.state, output.moment(n.not_before), n.confirmed_by, output.moment(n.sent_at)]
            for number, notices, _, _ in found
            for n in notices
        ),
        empty="No notice waits.",
    )
    for number, _, orders, alarm in found:
        output.say(*(_words(number, order) for order in orders), *([alarm] if alarm else []))


def _words(number: str, order: OrderSeen) -> str:
    end = order.ended_by_court_on or order.ends or "a court ends it"
    who = f", {order.issued_by}" if order.issued_by else ""
    return f"{number}: secrecy {order.id} under {order.basis}{who}, from {order.starts} until {end}"


@command.command("confirm")
@on_a_case
@click.option("--item", required=True, help="Key of the item whose user is told.")
def confirm_(deed: Deed, item: str) -> None:
    """Confirm that every channel was looked at and no renewal came; the worker then sends the notice of this item."""
    confirm(_notice(deed, item), by=deed.by, at=deed.at, because=deed.because)
    deed.done("confirmed. The notice goes out with the next run of the worker.")


@command.command("secrecy")
@on_a_case
@click.option("--basis", type=Text(), required=True, help="Under what, e.g. 18 U.S.C. 2705(b).")
@click.option("--issued-by", default="", help="Court or authority.")
@click.option("--starts", type=_DAY, required=True, help="First day.")
@click.option("--ends", type=_DAY, help="Last day; without it the order binds until a court ends it.")
def secrecy(deed: Deed, basis: str, issued_by: str, starts: datetime, ends: datetime | None) -> None:
    """Record a renewal or a further order: every notice that has not gone out waits again."""
    order = SecrecyFacts(
        basis=basis, issued_by=issued_by, starts=starts.date(), ends=None if ends is None else ends.date()
    )
    record_order(deed.case, order, by=deed.by, at=deed.at, because=deed.because)
    deed.done("the order is recorded.")


@command.command("ended")
@on_a_case
@click.option("--order", type=Text(), required=True, help="Its id (the first eight digits do), or a basis that no "
              "other order of the case has; `duly notice list` prints both.")  # fmt: skip
@click.option("--on", "day", type=_DAY, required=True, help="Day on which the court ended it.")
def ended(deed: Deed, order: str, day: datetime) -> None:
    """Record that a court ended an order; only that ends one without an end date."""
    end_order(deed.case, order, on=day.date(), by=deed.by, at=deed.at, because=deed.because)
    deed.done("the end of the order is recorded.")


@command.command("counsel")
@on_a_case
@click.option("--item", required=True, help="Key of the item whose notice waits for counsel.")
@click.option("--answer", type=click.Choice(["permitted", "forbidden"]), required=True,
              help="Whether the user may be told. A no cannot be undone.")  # fmt: skip
@click.option("--counsel", required=True, help="Name of counsel.")
@click.option("--outside", is_flag=True, help="Outside counsel, whose letter you record.")
@click.option("--grounds", type=Text(), required=True, help="Why, in her words. Privileged: it never leaves.")
def counsel_(deed: Deed, item: str, answer: str, counsel: str, outside: bool, grounds: str) -> None:
    """Record counsel's word where no rule says whether a user may be told. A yes lifts no order of secrecy."""
    counsel_on_notice(
        _notice(deed, item), permitted=answer == "permitted", counsel=counsel, grounds=grounds, outside=outside,
        by=deed.by, at=deed.at, because=deed.because,
    )  # fmt: skip
    deed.done(f"the word of {counsel} on the notice for item {item} is recorded.")
