"""What an account does at a Synapse, through its real interfaces: registering, signing in, talking, uploading."""

import hashlib
import hmac
import json
import urllib.request
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode

from tests.synapse.homeserver import Homeserver

CLIENT = "/_matrix/client/v3"
_transactions = count(1)


@dataclass(slots=True, kw_only=True)
class Device:
    """A signed-in session at an address, calling itself `agent`."""

    server: Homeserver
    user_id: str
    token: str = field(repr=False)
    device_id: str
    address: str
    agent: str

    def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """One HTTP request as this session."""
        headers = {"Authorization": f"Bearer {self.token}", "X-Forwarded-For": self.address, "User-Agent": self.agent}
        return ask(self.server, method, path, body, headers)

    def touch(self) -> None:
        """Be seen."""
        self.ask("GET", f"{CLIENT}/account/whoami")

    def show_name(self, name: str) -> None:
        """Set the display name."""
        self.ask("PUT", f"{CLIENT}/profile/{quote(self.user_id)}/displayname", {"displayname": name})

    def create_room(self, name: str, topic: str, invite: list[str] | None = None) -> str:
        """A public room; returns its id."""
        body = {"preset": "public_chat", "name": name, "topic": topic, "invite": invite or []}
        return str(self.ask("POST", f"{CLIENT}/createRoom", body)["room_id"])

    def join(self, room: str) -> None:
        """Join a room."""
        self.ask("POST", f"{CLIENT}/join/{quote(room)}", {})

    def send(self, room: str, body: str, **more: object) -> str:
        """Send a message; returns the event's id."""
        content = {"msgtype": "m.text", "body": body} | more
        path = f"{CLIENT}/rooms/{quote(room)}/send/m.room.message/{next(_transactions)}-{self.device_id}"
        return str(self.ask("PUT", path, content)["event_id"])

    def upload(self, file_name: str, content: bytes) -> str:
        """Upload a file; returns its mxc address."""
        headers = {"Authorization": f"Bearer {self.token}", "X-Forwarded-For": self.address, "User-Agent": self.agent}
        path = f"/_matrix/media/v3/upload?{urlencode({'filename': file_name})}"
        headers["Content-Type"] = "text/plain"
        return str(ask(self.server, "POST", path, content, headers)["content_uri"])

    def set_addresses(self, user_id: str, emails: list[str], phones: list[str]) -> None:
        """As an administrator: the proven addresses of an account."""
        proven = [{"medium": "email", "address": address} for address in emails]
        proven += [{"medium": "msisdn", "address": number} for number in phones]
        self.ask("PUT", f"/_synapse/admin/v2/users/{quote(user_id)}", {"threepids": proven})

    def deactivate(self, user_id: str) -> None:
        """As an administrator: close an account."""
        self.ask("POST", f"/_synapse/admin/v1/deactivate/{quote(user_id)}", {"erase": False})


def ask(
    server: Homeserver, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """One HTTP request; bytes go as they are, anything else as JSON. urllib's HTTPError on any refusal."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    with_type = {"Content-Type": "application/json"} | (headers or {})
    made = urllib.request.Request(server.url + path, data=data, method=method, headers=with_type)  # noqa: S310
    with urllib.request.urlopen(made, timeout=60) as answer:  # noqa: S310 - loopback
        found: dict[str, Any] = json.load(answer)
    return found


def register(server: Homeserver, localpart: str, password: str, *, admin: bool = False) -> str:
    """A new account by the shared secret; returns its Matrix id."""
    path = "/_synapse/admin/v1/register"
    nonce = str(ask(server, "GET", path)["nonce"])
    words = [nonce, localpart, password, "admin" if admin else "notadmin"]
    mac = hmac.new(server.secret.encode(), "\0".join(words).encode(), hashlib.sha1).hexdigest()
    body = {"nonce": nonce, "username": localpart, "password": password, "admin": admin, "mac": mac}
    return str(ask(server, "POST", path, body | {"inhibit_login": True})["user_id"])


def sign_in(server: Homeserver, user_id: str, password: str, *, name: str, address: str, agent: str) -> Device:
    """A new session."""
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": user_id},
        "password": password,
        "initial_device_display_name": name,
    }
    headers = {"X-Forwarded-For": address, "User-Agent": agent}
    found = ask(server, "POST", f"{CLIENT}/login", body, headers)
    device = Device(
        server=server,
        user_id=user_id,
        token=str(found["access_token"]),
        device_id=str(found["device_id"]),
        address=address,
        agent=agent,
    )
    device.touch()
    return device
