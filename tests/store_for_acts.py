"""A provider that holds data: Linden Chat's recorded Synapse as Birch Messenger's store; the road past approval."""

import shutil
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from duly.cases.models import Case
from duly.collection.collect import collect
from duly.collection.examine import examine
from duly.disclosure.deliver import disclose
from duly.disclosure.models import Disclosure
from duly.disclosure.open import OpenedPackage, open_package
from duly.disclosure.pack import pack
from duly.instance import Instance, Store
from duly.law.facts import DemandFacts, ItemFacts
from duly.law.vocabulary import Authority, Category, Instrument
from duly.lib import blobs
from duly.staff.actors import MACHINE
from tests.cast import OKAFORS_KEY, Desk, facts, item, later
from tests.needs import TREE

RECORDED = TREE / "demo" / "duly_demo" / "store"
LISTED: dict[str, dict[str, Any]] = {
    account["localpart"]: account
    for account in tomllib.loads((RECORDED / "accounts.toml").read_text("utf-8"))["account"]
}
JUNE: dict[str, Any] = {"start": datetime(2026, 6, 1, tzinfo=UTC), "end": datetime(2026, 7, 1, tzinfo=UTC)}
CASEY, REX, NOBODY = "@casey.dunmore:linden.example", "@rex.holloway:linden.example", "@nobody:linden.example"
IN_JUNE = ["Printed, and the barcode scans, do not ask how", "The paper is right but the hologram peels off"]
IN_JULY = "Two hundred by Friday, the van waits in Mill Lane"
CONTENT = frozenset({Category.CONTENT})


def copy_store(folder: Path, name: str = "linden.db") -> Path:
    """A copy of the recorded database."""
    return Path(shutil.copy(RECORDED / "homeserver.db", folder / name))


def store_at(database: Path) -> Store:
    """The section of duly.toml for a Synapse on this SQLite file."""
    return Store(map="synapse", url=f"sqlite:///{quote(str(database))}", parameters={"server_name": "linden.example"})


def holding(instance: Instance, folder: Path, **stores: Path) -> Instance:
    """The instance with these stores, its objects and letters under `folder`."""
    found = {name: store_at(database) for name, database in stores.items()}
    return instance.model_copy(update={"stores": found, "directory": folder})


def about(identifier: str, key: str = "1", **changes: object) -> ItemFacts:
    """One account of the store; subscriber data unless changed."""
    return item(key, identifier, **changes)


def warrant(*items: ItemFacts, **changes: object) -> DemandFacts:
    """A judge's warrant for what Rex wrote in June."""
    asked = items or (about(REX, categories=CONTENT, **JUNE),)
    return facts(*asked, instrument=Instrument.SEARCH_WARRANT, authority=Authority.JUDGE, **changes)


def epoc(**changes: object) -> DemandFacts:
    """A European Production Order of a German judge for Jonas Adler's account information."""
    base: dict[str, object] = {"issuing_state": "DE", "authority": Authority.JUDGE, "offence": "fraud, § 263 StGB"}
    return facts(about("@jonas.adler:linden.example"), instrument=Instrument.EPOC, **(base | changes))


def objects_in(folder: Path) -> list[Path]:
    """Every locked object that lies on the disk."""
    return sorted(path for path in (folder / "objects").rglob("*") if path.is_file())


class Road:
    """Plays the machine's part, from the approval on, up to a state."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def collected(self, asked: DemandFacts | None = None) -> Case:
        case, _ = self.desk.approved(asked or facts(about(CASEY)))
        collect(case, by=MACHINE, at=later(2), because="approved")
        return case

    def inspected(self, asked: DemandFacts | None = None) -> Case:
        case = self.collected(asked)
        examine(case, by=MACHINE, at=later(3), because="collected")
        return case

    def packaged(self, asked: DemandFacts | None = None) -> Case:
        case = self.inspected(asked)
        pack(case, by=MACHINE, at=later(4), because="inspected")
        return case

    def disclosed(self, asked: DemandFacts | None = None) -> Case:
        case = self.packaged(asked)
        disclose(case, by=MACHINE, at=later(5), because="packed")
        return case


def opened(case: Case, folder: Path) -> OpenedPackage:
    """The package of a case, opened with Officer Okafor's key, whether or not it was released."""
    package = Disclosure.objects.get(case=case, round=case.round)
    return open_package(blobs.get(folder / "objects", package.object_id), OKAFORS_KEY)


def all_text(package: OpenedPackage) -> str:
    """Every byte of every file of a package, with the files' names."""
    return "\n".join([*package.files, *(data.decode("utf-8", "replace") for data in package.files.values())])


def acts_of(entries: Sequence[Any]) -> list[str]:
    """What the journal says was done."""
    return [entry.act.value for entry in entries]
