"""Sessions whose key does not stand in the database: whoever reads the table cannot walk in as somebody signed in.

The browser holds a random key; the row is found by its SHA-256. What the row holds is signed by Django under `web.key`.
"""

from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Rows

from duly.lib import clock

LENGTH = 40
"""Of Django's column: 160 bits of the digest."""


def kept_as(session_key: str) -> str:
    """Under what the row of a session stands."""
    return sha256(b"duly session v1\0" + session_key.encode()).hexdigest()[:LENGTH]


class SessionStore(Rows):
    """Django's rows, with the digest of the key in place of the key."""

    def _get_session_from_db(self) -> Any:
        found = self.model.objects.filter(
            session_key=kept_as(self.session_key or ""), expire_date__gt=clock.now()
        ).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        """Whether a session has this key."""
        return bool(self.model.objects.filter(session_key=kept_as(session_key)).exists())

    def create_model_instance(self, data: Any) -> Any:
        """The row to be saved."""
        row = super().create_model_instance(data)
        row.session_key = kept_as(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End a session; the present one without `session_key`."""
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=kept_as(key)).delete()
