"""Letters: written in the act's own transaction, sent afterwards from the committed row, each once."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from duly.cases.models import Case, Letter
from duly.cases.officers import address_of
from duly.lib import mail

# Doors import no models: they name the type `Letter` from here.
__all__ = ["Letter", "raw", "send", "unsent", "waiting", "write"]


def write(case: Case, *, kind: str, to: str, subject: str, body: str, at: datetime) -> Letter:
    """Queue a letter. `to` may be "" until the address is known; it is not sent before."""
    return Letter.objects.create(case=case, kind=kind, to=to, subject=subject, body=body, written_at=at)


def to_requester(case: Case, *, kind: str, about: str, body: str, at: datetime) -> Letter:
    """Queue a letter to who asked; its subject is what it is about, and our number."""
    return write(case, kind=kind, to=address_of(case), subject=f"{about}: {case.reference}", body=body, at=at)


def raw(letter: Letter) -> bytes:
    """The message as it leaves. Its Message-ID follows from the letter, so a second delivery is recognised."""
    provider = settings.DULY.provider
    return mail.compose(
        sender=provider.mail,
        to=[letter.to],
        subject=letter.subject,
        body=letter.body,
        message_id=f"<{letter.pk}@{provider.host}>",
        date=letter.written_at,
        automatic=letter.kind == "acknowledgement",
    )


def send(letter: Letter, *, at: datetime) -> None:
    """Deliver one committed letter and mark it. In folder mode a crash between the two leaves one file, not two."""
    delivery = settings.DULY.delivery
    if delivery.letters == "smtp":
        mail.deliver_by_smtp(raw(letter), host=delivery.smtp_host, port=delivery.smtp_port)
    else:
        mail.deliver_to_folder(raw(letter), settings.DULY.outbox)
    letter.sent_at = at
    letter.save(update_fields=["sent_at"])


def waiting() -> QuerySet[Letter]:
    """Letters that have not left, oldest first, still locked: one that cannot be opened stops no other."""
    return Letter.objects.filter(sent_at=None).select_related("case").order_by("written_at")


def unsent() -> list[Letter]:
    """Letters that could leave now, oldest first: those with an address. Raises VaultError if one was altered."""
    return [letter for letter in waiting() if letter.to]


def address_acknowledgement(case: Case, address: str) -> None:
    """An acknowledgement is written before anything is parsed; it leaves as soon as it is known where to."""
    for letter in Letter.objects.filter(case=case, kind="acknowledgement", sent_at=None):
        if not letter.to and address:
            letter.to = address
            letter.save()
