"""The form of “check your receipt”: a paper of a few kilobytes, and for an exhibit the file itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duly.web.forms.base import DulyForm

MOST_OF_A_PAPER = 1 << 20
MOST_OF_AN_EXHIBIT = 25 << 20
_SIDECAR = b'"type":"duly/exhibit/v1"'


def _file(label: Any, help_text: Any, *, required: bool) -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=200,
        error_messages={
            "required": _("Choose the file to check."),
            "empty": _("The file is empty. Choose the one that you were given."),
        },
    )


class CheckForm(DulyForm):
    """What a holder brings, and the report to check it against."""

    paper = _file(
        _("Your acknowledgement, receipt or sidecar"),
        _("The file exactly as you got it, up to 1 MiB."),
        required=True,
    )
    exhibit = _file(
        _("The file that you want to check, with its sidecar"),
        _("For an exhibit only: the file out of the package, byte for byte, up to 25 MiB."),
        required=False,
    )
    report = forms.ChoiceField(
        label=_("Report"), help_text=_("That of the period in which the case was opened, or closed.")
    )

    def __init__(self, *args: Any, labels: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].choices = [(label, label) for label in labels]  # type: ignore[attr-defined]

    def clean_paper(self) -> bytes:
        return _bytes(self.cleaned_data["paper"], MOST_OF_A_PAPER, _("The file has more than 1 MiB: it is no receipt."))

    def clean_exhibit(self) -> bytes | None:
        sent = self.cleaned_data["exhibit"]
        if not sent:
            return None
        return _bytes(sent, MOST_OF_AN_EXHIBIT, _("The file has more than 25 MiB: check it on your own machine."))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        paper, exhibit = cleaned.get("paper"), cleaned.get("exhibit")
        if paper and _SIDECAR in paper and not exhibit:
            self.add_error("exhibit", _("A sidecar is checked together with its file. Choose the file too."))
        if paper and exhibit and _SIDECAR not in paper:
            self.add_error("paper", _("This is no sidecar. For an exhibit choose the file that ends in .sidecar.json."))
        return cleaned


def _bytes(sent: Any, most: int, too_big: Any) -> bytes:
    if sent.size > most:
        raise forms.ValidationError(too_big)
    data: bytes = sent.read()
    return data
