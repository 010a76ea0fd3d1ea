"""The log is played on the provider that holds the recorded store, as the acts after approval are."""

from tests.acts.conftest import road, store

__all__ = ["road", "store"]
