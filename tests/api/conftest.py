"""What the API's tests share.

Models can be imported only once Django is set up, which is after this file is read: so each fixture looks its own up.
"""

import pkgutil
from typing import TYPE_CHECKING

import pytest

from duly.lib import clock

if TYPE_CHECKING:
    from tests.api.api_calls import Call
    from tests.cast import Cast


@pytest.fixture
def token(cast: "Cast") -> str:
    """Officer Okafor's token."""
    issue_token = pkgutil.resolve_name("duly.requesters.directory:issue_token")
    return str(issue_token(cast.okafor, by=cast.actor("adam"), at=clock.now()))


@pytest.fixture
def call() -> "Call":
    """A client that speaks JSON."""
    return pkgutil.resolve_name("tests.api.api_calls:call_as_a_program")()
