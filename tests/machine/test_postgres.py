"""The tests' own PostgreSQL is one that Synapse would accept, and leaves nothing behind."""

import psycopg
import pytest

from tests.postgres import Cluster, start_cluster


def test_a_database_made_for_a_journey_has_utf8_and_collation_c(postgres: Cluster) -> None:
    with psycopg.connect(postgres.create_database("journey")) as connection:
        row = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert row == ("UTF8", "C")


@pytest.mark.needs("postgres")
def test_a_stopped_cluster_is_gone() -> None:
    cluster = start_cluster()
    directory = cluster.directory
    assert directory is not None
    assert directory.exists()
    cluster.stop()
    assert not directory.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.url, connect_timeout=2)
