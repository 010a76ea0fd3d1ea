"""The sample shop, open for reading."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from duly.collection.connectors.sql.adapter import SqlSource, open_source
from duly.datamap.stores import DataMap
from tests.collection_rules.shop import address_of, shop_map, shop_store


@pytest.fixture
def datamap() -> DataMap:
    """The sample's map."""
    return shop_map()


@pytest.fixture
def shop_file(tmp_path: Path) -> Path:
    """The sample's store as a file."""
    return shop_store(tmp_path)


@pytest.fixture
def shop(shop_file: Path) -> Iterator[SqlSource]:
    """The sample's store, open for reading."""
    with open_source(address_of(shop_file)) as source:
        yield source
