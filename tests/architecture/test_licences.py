"""Everything installed beside Duly may be given away with it."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, distributions

import pytest

PERMISSIVE = re.compile(
    r"\b(MIT|MIT-0|MIT-CMU|BSD|0BSD|Apache|ISC|PSF|PSF-2\.0|Python|Python-2\.0|Python Software Foundation|Unlicense"
    r"|Zlib|HPND|CC0|CNRI-Python|Zope|ZPL|Public Domain|zero/1\.0)\b",
    re.IGNORECASE,
)
COPYLEFT = re.compile(r"\b(A?GPL|LGPL|GNU|EUPL|SSPL|BUSL|CDDL|CC-BY-SA|CC-BY-NC|Commons Clause)", re.IGNORECASE)
MIT_WORDS = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software"
# Licences that ask something of us: each package by name, with the reason why that is met.
EXCEPTIONS = {
    "certifi": "MPL-2.0: a list of certificates, unmodified",
    "hypothesis": "MPL-2.0: a test tool, unmodified, not shipped",
    "pathspec": "MPL-2.0: a build tool, unmodified, not shipped",
    "psycopg": "LGPL-3.0: a library, unmodified, replaceable by the user",
    "psycopg-binary": "LGPL-3.0: a library, unmodified, replaceable by the user",
    "psycopg-c": "LGPL-3.0: a library, unmodified, replaceable by the user",
}


def stated_licence(package: Distribution) -> str:
    """What a package says of itself: the SPDX expression, else its classifiers, else the first line of the field."""
    meta = package.metadata
    if expression := meta.get("License-Expression"):
        return str(expression)
    found = [line for line in meta.get_all("Classifier") or [] if line.startswith("License ::")]
    parts = [line.rsplit("::", 1)[1].strip() for line in found if not line.endswith("OSI Approved")]
    if parts:
        return " AND ".join(parts)
    return str(meta.get("License") or "").strip().partition("\n")[0] or _named_by_licence_file(package)


def _named_by_licence_file(package: Distribution) -> str:
    """What the licence that a package brings along is called, where its metadata say nothing."""
    for file in package.files or []:
        if ".dist-info/" in str(file) and re.fullmatch(r"(LICEN[CS]E|COPYING)(\.\w+)?", file.name, re.IGNORECASE):
            text = file.read_text(encoding="utf-8").strip()
            return "MIT" if MIT_WORDS in " ".join(text.split()) else text.partition("\n")[0]
    return "unstated"


def is_permissive(licence: str) -> bool:
    """True where at least one alternative asks for no more than a notice. Every part of an AND must."""
    return any(
        all(PERMISSIVE.search(part) and not COPYLEFT.search(part) for part in re.split(r"\s+AND\s+", option))
        for option in re.split(r"\s+OR\s+", licence.strip("()"))
    )


def refused(name: str, licence: str) -> bool:
    """Whether a package must not be installed beside Duly."""
    return not is_permissive(licence) and name.lower().replace("_", "-") not in EXCEPTIONS


def installed() -> Iterator[tuple[str, str]]:
    """Name and licence of everything in this environment."""
    for package in distributions():
        yield package.metadata["Name"], stated_licence(package)


def test_every_installed_package_may_be_given_away() -> None:
    everything = list(installed())
    assert len(everything) > 30
    assert [pair for pair in everything if refused(*pair)] == []


@pytest.mark.parametrize(
    "licence",
    ["AGPL-3.0-or-later", "GNU General Public License v3 (GPLv3)", "unstated", "MIT AND GPL-2.0-only", "LGPL-3.0-only"],
)
def test_a_licence_that_binds_or_says_nothing_is_refused(licence: str) -> None:
    assert refused("newcomer", licence)


@pytest.mark.parametrize("licence", ["MIT", "Apache-2.0 OR BSD-3-Clause", "MIT OR GPL-2.0-only", "BSD License"])
def test_a_licence_that_asks_for_a_notice_is_welcome(licence: str) -> None:
    assert not refused("newcomer", licence)


def test_synapse_is_not_installed_beside_duly() -> None:
    assert "matrix-synapse" not in {name.lower() for name, _ in installed()}


def test_duly_itself_says_apache() -> None:
    assert stated_licence(distribution("duly")) == "Apache-2.0"
