"""What the tests of the command line share.

Models can be imported only once Django is set up, which is after this file is read: so each fixture looks its own up.
"""

import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.cast import Cast, Desk


@pytest.fixture
def cast(db: None) -> "Cast":
    """Everybody."""
    return pkgutil.resolve_name("tests.cast:make_cast")()


@pytest.fixture
def desk(cast: "Cast") -> "Desk":
    """The desk that plays the road up to a state."""
    return pkgutil.resolve_name("tests.cast:Desk")(cast)


@pytest.fixture
def shop(tmp_path: Path, settings: Any) -> Path:
    """The instance of the tests with a small shop as its only store; returns the shop's database file."""
    return pkgutil.resolve_name("tests.worker.shop_store:use_shop")(tmp_path, settings)
