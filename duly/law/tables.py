"""The rule packs of this instance, read at the start: no row means ask counsel, never yes."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from duly.law.pack_reader import read_pack
from duly.law.pack_rows import Binds, ClockRow, NoticeRow, Pack, PackKind, Rule
from duly.law.pack_source import PackError
from duly.law.vocabulary import Force, Instrument

__all__ = ["Binds", "ClockRow", "NoticeRow", "Pack", "PackError", "PackKind", "Packs", "Rule", "load_packs"]


@dataclass(frozen=True, slots=True)
class Packs:
    """All packs, in the order of their ids."""

    packs: tuple[Pack, ...]

    def by_id(self, pack: str) -> Pack:
        """The pack of that id; `KeyError` if none was loaded."""
        for candidate in self.packs:
            if candidate.id == pack:
                return candidate
        raise KeyError(f"No pack `{pack}` is loaded; there are {', '.join(p.id for p in self.packs) or 'none'}.")

    def law(self, state: str, instrument: Instrument, force: Force) -> tuple[Pack, ...]:
        """The packs that know the law of this issuing State for this instrument."""
        return tuple(p for p in self.packs if p.kind is PackKind.LAW and p.speaks(state, instrument, force))

    def policies(self) -> tuple[Pack, ...]:
        """The provider's own packs, whether or not they speak for a given demand."""
        return tuple(p for p in self.packs if p.kind is PackKind.POLICY)

    def versions(self) -> dict[str, str]:
        """Pack id → version label, to be stored with what the packs said."""
        return {pack.id: pack.version_label for pack in self.packs}


def load_packs(directory: Path | None = None) -> Packs:
    """Read every `*.toml` in `directory` (default: the packs that come with Duly); raises `PackError` on any fault."""
    sources = _shipped() if directory is None else [(path.name, path.read_bytes()) for path in directory.glob("*.toml")]
    return read_packs(sources, str(directory or "duly/law/packs"))


def read_packs(sources: Iterable[tuple[str, bytes]], where: str) -> Packs:
    """Packs from (file name, bytes); at least one, and no id twice."""
    packs: dict[str, Pack] = {}
    for name, data in sorted(sources):
        pack = read_pack(data, name)
        if pack.id in packs:
            raise PackError(name, 1, f"another file is also the pack `{pack.id}`", "Give each pack its own id")
        packs[pack.id] = pack
    if not packs:
        raise PackError(where, 1, "there is no rule pack here", "Point `packs` at a folder with *.toml packs")
    return Packs(tuple(packs[key] for key in sorted(packs)))


def _shipped() -> list[tuple[str, bytes]]:
    folder = files("duly.law") / "packs"
    return [(entry.name, entry.read_bytes()) for entry in folder.iterdir() if entry.name.endswith(".toml")]
