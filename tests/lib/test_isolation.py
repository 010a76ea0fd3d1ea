"""What a stranger sent is read in a child that can reach nothing, and that is stopped when it takes too much."""

import json
import time
from pathlib import Path

import pytest

from duly.lib import isolation, syscall_filter
from duly.lib.isolation import Died, IsolationError, Level, SpokeNonsense, TooLarge, TooSlow, isolation_words

HERE = Path(__file__).resolve().parent
LEVELS: list[Level] = ["full", "reduced"] if isolation.isolation_level() == "full" else ["reduced"]
each_level = pytest.mark.parametrize("level", LEVELS)


def let(deed: str, level: Level, seconds: int = 5, output_mb: int = 64) -> object:
    said = isolation.run_isolated(
        "hostile_parser", deed.encode(), seconds=seconds, output_mb=output_mb, code=HERE, level=level
    )
    return json.loads(said)


@each_level
def test_a_parser_gets_the_bytes_and_its_answer_comes_back(level: Level) -> None:
    said = isolation.run_isolated("duly.lib.isolation_child", b"x" * 3_000_000, level=level)
    assert json.loads(said) == 3_000_000


@each_level
@pytest.mark.parametrize("deed", ["loop", "sleep"])
def test_a_parser_that_never_ends_is_killed(deed: str, level: Level) -> None:
    started = time.monotonic()
    with pytest.raises(TooSlow, match="killed"):
        let(deed, level, seconds=1)
    assert time.monotonic() - started < 4


@each_level
def test_a_memory_bomb_dies_alone(level: Level) -> None:
    with pytest.raises(TooLarge, match="256 MB"):
        let("eat", level)


@each_level
def test_an_endless_answer_is_cut_off(level: Level) -> None:
    with pytest.raises(TooLarge, match="cut off"):
        let("babble", level, output_mb=1)


@each_level
@pytest.mark.parametrize("deed", ["crash", "raise", "unspeakable"])
def test_a_parser_that_breaks_down_is_an_error_of_ours(deed: str, level: Level) -> None:
    with pytest.raises(Died, match="The original is kept"):
        let(deed, level)


@each_level
def test_a_parser_that_leaves_without_a_word_spoke_nonsense(level: Level) -> None:
    with pytest.raises(SpokeNonsense):
        let("leave", level)


@each_level
def test_what_a_library_prints_does_not_garble_the_answer(level: Level) -> None:
    assert let("print", level) == "said"


@each_level
@pytest.mark.parametrize("deed", ["socket", "connect", "spawn", "system", "fork", "write", "write here", "remove"])
def test_a_parser_may_not_connect_start_programs_or_write(deed: str, level: Level) -> None:
    assert str(let(deed, level)).startswith("refused: A parser may not")
    assert not (HERE / "written").exists()
    assert (HERE / "hostile_parser.py").exists()


@each_level
def test_a_parser_may_not_read_what_is_not_code(level: Level) -> None:
    assert str(let("read secret", level)).startswith("refused: A parser may not")


@each_level
def test_a_parser_sees_no_environment(level: Level, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DULY_SECRET", "canary")
    assert "canary" not in json.dumps(let("environment", level))


@pytest.mark.skipif(not syscall_filter.supported(), reason="this machine has no seccomp filter: x86_64, aarch64 do")
@each_level
@pytest.mark.parametrize("deed", ["native socket", "native write", "native fork"])
def test_the_kernel_refuses_what_a_parser_asks_behind_the_back_of_python(deed: str, level: Level) -> None:
    assert let(deed, level) == [-1, "Operation not permitted"]


@pytest.mark.skipif("full" not in LEVELS, reason="bubblewrap does not work here: apt install bubblewrap")
def test_behind_full_walls_the_files_beside_our_code_do_not_exist() -> None:
    assert (HERE.parents[1] / "pyproject.toml").exists()
    assert let("native read", "full") == [-1, "No such file or directory"]


@each_level
def test_a_missing_parser_is_called_a_damaged_installation(level: Level) -> None:
    with pytest.raises(Died, match="install Duly again"):
        isolation.run_isolated("duly.lib.no_such_parser", b"", level=level)


def test_where_bubblewrap_may_not_run_the_level_is_reduced_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(isolation, "_walls", lambda module, code: ["false"])
    isolation.isolation_level.cache_clear()
    try:
        assert isolation.isolation_level() == "reduced"
    finally:
        isolation.isolation_level.cache_clear()
    assert "apt install bubblewrap" in isolation_words("reduced")
    assert "no network" in isolation_words("full")


def test_every_way_to_fail_is_one_kind_of_error() -> None:
    assert all(issubclass(kind, IsolationError) for kind in (TooSlow, TooLarge, Died, SpokeNonsense))
