"""Where a server may listen: on a free port, and with well-known logins on this machine only."""

import socket
from ipaddress import ip_address


class NotHere(ValueError):
    """The address cannot be served."""


def refuse_address(mode: str, host: str, port: int) -> None:
    """Raise NotHere if the address is taken, or if a demo would be open to others than this machine."""
    if mode != "production" and not _is_loopback(host):
        raise NotHere(
            f"This is a {mode} instance, whose logins everybody knows: it is served on 127.0.0.1 only, not on {host}. "
            "Make an instance of your own with `duly init DIRECTORY`."
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise NotHere(f"{host}:{port} cannot be served: {error.strerror}. Name another port with --port.") from None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
