"""A small world lived at a real Synapse: Anna, whose data are demanded, and the people around her."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.synapse.client import Device, register, sign_in
from tests.synapse.homeserver import Homeserver

PASSWORDS = {
    name: f"{name}-Passw0rd-{number}" for number, name in enumerate(["anna", "boris", "clara", "daniel", "root"])
}
PHONE = "Element/1.2 (Linden Phone)"
DESKTOP = "Mozilla/5.0 (Linden Desktop)"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What happened, as far as tests ask for it."""

    server: Homeserver
    anna: str
    rooms: dict[str, str]
    devices: dict[str, str]
    start: datetime
    end: datetime


def live(server: Homeserver) -> World:
    """Four accounts and an administrator talk in three rooms; afterwards the server has stopped and written all."""
    start = _now() - timedelta(minutes=5)
    server.start()
    ids = {name: register(server, name, word, admin=name == "root") for name, word in PASSWORDS.items()}
    root = sign_in(server, ids["root"], PASSWORDS["root"], name="Operations", address="192.0.2.1", agent=DESKTOP)
    phone = _sign_in(server, ids, "anna", "Anna's telephone", "203.0.113.10", PHONE)
    desk = _sign_in(server, ids, "anna", "Anna's desk", "203.0.113.11", DESKTOP)
    boris = _sign_in(server, ids, "boris", "Boris at home", "198.51.100.20", DESKTOP)
    clara = _sign_in(server, ids, "clara", "Clara's tablet", "198.51.100.30", PHONE)
    daniel = _sign_in(server, ids, "daniel", "Daniel's laptop", "203.0.113.10", DESKTOP)  # behind the same router
    _addresses(root, ids)
    for device, name in ((phone, "Anna Lindqvist"), (boris, "Boris Petrov"), (clara, "Clara Oswald")):
        device.show_name(name)
    rooms = _rooms(phone, boris, clara, daniel)
    _talk(rooms, phone, desk, boris, clara, daniel)
    server.stop()
    return World(
        server=server,
        anna=ids["anna"],
        rooms=rooms,
        devices={"phone": phone.device_id, "desk": desk.device_id},
        start=start,
        end=_now() + timedelta(minutes=5),
    )


def _now() -> datetime:
    """The true time, for a period that surrounds what happened."""
    return datetime.now(UTC)  # noqa: TID251 - a real server stamps with the real clock


def _sign_in(server: Homeserver, ids: dict[str, str], who: str, name: str, address: str, agent: str) -> Device:
    return sign_in(server, ids[who], PASSWORDS[who], name=name, address=address, agent=agent)


def _addresses(root: Device, ids: dict[str, str]) -> None:
    root.set_addresses(ids["anna"], ["anna.lindqvist@mail.example", "al@work.example"], ["15550100"])
    root.set_addresses(ids["boris"], ["boris.petrov@mail.example"], ["15550199"])
    root.set_addresses(ids["clara"], ["clara.oswald@mail.example"], [])


def _rooms(anna: Device, boris: Device, clara: Device, daniel: Device) -> dict[str, str]:
    rooms = {
        "garden": anna.create_room("The garden behind the house", "Which seeds to sow in spring", [clara.user_id]),
        "chess": boris.create_room("Chess on Thursdays", "Openings we have never tried", [anna.user_id]),
        "choir": clara.create_room("Choir rehearsals", "Programme of the winter concert"),
    }
    anna.join(rooms["chess"])
    clara.join(rooms["garden"])
    daniel.join(rooms["choir"])
    boris.join(rooms["garden"])
    return rooms


def _talk(rooms: dict[str, str], phone: Device, desk: Device, boris: Device, clara: Device, daniel: Device) -> None:
    phone.send(rooms["garden"], "The tomatoes came up overnight")
    desk.send(rooms["chess"], "I resign, the bishop is lost", format="org.matrix.custom.html")
    boris.send(rooms["chess"], "Then we start again with the Caro-Kann")
    clara.send(rooms["garden"], "I can lend you my watering can")
    clara.send(rooms["choir"], "Altos meet half an hour earlier")
    daniel.send(rooms["choir"], "My train is late again, begin without me")
    address = phone.upload("harvest-plan-2026.txt", b"rows of beans")
    phone.send(rooms["garden"], "The plan", msgtype="m.file", filename="harvest-plan-2026.txt", url=address)
    boris.upload("opening-notes.txt", b"1. e4 c6")
