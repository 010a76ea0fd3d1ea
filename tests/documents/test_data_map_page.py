"""The page about data maps is run, command by command: from a database that Duly never saw to a correct package."""

from pathlib import Path

from tests.architecture.tree import TREE
from tests.documents.typed import commands, play

PAGE = TREE / "docs" / "how-to" / "write-a-data-map.md"


def test_a_data_map_is_written_from_an_unknown_database_to_the_first_package(tmp_path: Path) -> None:
    done = play(commands(PAGE.read_text(encoding="utf-8")), tmp_path)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    (letter,) = (tmp_path / "opened").glob("*/README.txt")
    files = (file for file in letter.parent.rglob("*") if file.is_file())
    opened = "".join(file.read_bytes().decode("utf-8", "replace") for file in files)
    for granted in ("dana@reader.example", "Dana Reed", "2026-03-01T00:00:00Z"):
        assert granted in opened, "account information of the account that was named"
    for kept in ("pin-hash", "Walden", "read it twice", "Eli Stone", "eli@reader.example", "started"):
        assert kept not in opened, f"“{kept}” was granted by nobody"
    draft = (tmp_path / "draft.toml").read_text(encoding="utf-8")
    assert draft.count("\n[[withheld]]") == 4, "a draft withholds every table"
    assert "pin-hash" not in draft, "only names are read for a draft"


def test_the_page_is_found_from_where_a_newcomer_stands() -> None:
    for place in ("README.md", "docs/tutorial/first-demand.md", "duly/cli/init.py", "duly/cli/datamap.py"):
        assert "how-to/write-a-data-map.md" in (TREE / place).read_text(encoding="utf-8"), place
