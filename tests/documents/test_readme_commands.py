"""What the README prints for after the demo is typed in that order, and leads to an instance with enough people."""

import re
from pathlib import Path

from tests.architecture.tree import TREE
from tests.documents.typed import commands, play

ANSWERS = (
    '--name "Birch Messenger" --host demands.birch.example --countries SE,US --mail legal@birch.example '
    "--admin-password-file password"
)


def test_the_commands_after_the_demo_work_in_their_order(tmp_path: Path) -> None:
    page = (TREE / "README.md").read_text(encoding="utf-8").partition("## After the demo")[2].partition("\n## ")[0]
    (tmp_path / "password").write_text("correct horse battery\n", encoding="utf-8")
    # what a newcomer types at the prompts is given here in advance; the server would run for ever
    script = commands(page).replace("/srv/duly", f"{tmp_path}/birch")
    script = script.replace(f"duly init {tmp_path}/birch", f"duly init {tmp_path}/birch {ANSWERS}")
    script = re.sub(r"^duly serve.*$", "", script, flags=re.MULTILINE)
    # whether this machine isolates parsers in full is another test's question
    accept = f"sed -i 's/# require_isolation = true/require_isolation = false/' {tmp_path}/birch/duly.toml\nduly check"
    script = re.sub(r"^duly check", accept, script, flags=re.MULTILINE)
    done = play(f"export DULY_PASSWORD_FILE={tmp_path}/password\n{script}", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "can be kept" in done.stdout
