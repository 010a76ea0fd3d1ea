"""The command line `duly`: one file for each command, read only when that command is called."""

import importlib
from dataclasses import dataclass

import click

from duly import __version__
from duly.cli.errors import words_for
from duly.cli.instance import choose_instance, open_instance, open_stand_in


@dataclass(frozen=True, slots=True)
class Entry:
    """A command before its file is read: what it does, and whether it needs an instance (and so Django)."""

    words: str
    needs_instance: bool = True


COMMANDS = {
    "init": Entry("Make an empty production instance.", needs_instance=False),
    "check": Entry("Say which promises this instance cannot keep, and how to mend each."),
    "migrate": Entry("Bring the database to this version of Duly."),
    "serve": Entry("Open the web desk, the portal and the API."),
    "worker": Entry("Do what happens unprompted: read, assess, collect, pack, send."),
    "demo": Entry("Play nine demands in a world of its own.", needs_instance=False),
    "staff": Entry("Add, list and disable people."),
    "directory": Entry("Keep agencies, officers, their keys and tokens."),
    "receive": Entry("Put a paper or a mail on the register and acknowledge it."),
    "cases": Entry("List the cases that you may see, the next due first."),
    "show": Entry("Show one case: what it asks for, where it stands, who did what."),
    "register": Entry("Say what a paper asks for."),
    "authenticate": Entry("Record what proves the requester, and weigh it."),
    "assess": Entry("Ask every rule."),
    "consult": Entry("Record named counsel's answer."),
    "review-rights": Entry("Record the extra look at a case that the rights gate held."),
    "narrow": Entry("Cut a demand down."),
    "decide": Entry("Decide what may leave."),
    "approve": Entry("Approve exactly one decision, by its digest."),
    "refuse": Entry("Refuse a voluntary request, item by item."),
    "clarify": Entry("Ask back."),
    "answer": Entry("Record the requester's answer to what we asked."),
    "challenge": Entry("Contest an order."),
    "rule": Entry("Record the ruling on a contested order."),
    "withdraw": Entry("Record that the requester takes the demand back."),
    "collect": Entry("Collect what was approved, inspect it and pack it."),
    "disclose": Entry("Release a package; hand it out once with --to."),
    "reopen": Entry("Make a package anew that never reached the officer."),
    "seal": Entry("Hide a case from all but the people named."),
    "open": Entry("Open and check a package on the officer's side.", needs_instance=False),
    "receipt": Entry("Write the requester's receipt of a case."),
    "report": Entry("Build, show and publish the transparency report."),
    "notice": Entry("List, plan and confirm notices to users."),
    "law": Entry("Show the rule packs, or check them.", needs_instance=False),
    "datamap": Entry("Show what is held in which category, draft a map, or compare it with the store."),
    "backup": Entry("Copy database, objects and settings consistently; keys apart."),
}


class Commands(click.Group):
    """Reads a command's file when it is called; turns every error that Duly knows into a sentence and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.words) for name, entry in COMMANDS.items()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"duly.cli.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)  # noqa: S101  a file of this folder is wrong, nothing that a user did
        command.short_help = COMMANDS[cmd_name].words
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        # The rows of an instance are known to Django only once it has read the settings, and a command's file names
        # them: so the instance is chosen and opened between seeing the command's name and reading its file.
        choose_instance(ctx.params.get("instance"))
        entry = COMMANDS.get(args[0]) if args else None
        if entry is not None and entry.needs_instance:
            if "--help" in args[1:]:
                open_stand_in()
            else:
                open_instance()
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            words = words_for(error)
            if words is None:
                raise
            raise click.ClickException(words) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110})
@click.option("--instance", envvar="DULY_CONFIG", metavar="PATH", help="The instance: its folder, or its duly.toml.")
@click.version_option(__version__, message="duly %(version)s")
def main(instance: str | None) -> None:  # the group itself has taken `instance` by now
    """A register for government demands for user data.

    Judged by written rules, decided by people, answered with exactly what was granted. Start with `duly demo`,
    or make an instance of your own with `duly init DIRECTORY`.
    """
