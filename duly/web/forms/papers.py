"""Forms that carry a file, and the entries of the directory."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duly.intake.receive import MOST_BYTES, Paper
from duly.law.vocabulary import Authority
from duly.web.forms.base import BecauseForm, DulyForm, long_text
from duly.web.words import choices

_MAIL = "message/rfc822"


def _paper_field(label: Any, help_text: Any) -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=help_text,
        max_length=200,
        error_messages={
            "required": _("Choose the file of the paper."),
            "empty": _("The file is empty. Choose the paper itself."),
        },
    )


def paper_of(upload: Any, channel: str) -> Paper:
    """An upload as a paper. Its type is what the browser says; a mail is one by its name: nothing is parsed here."""
    name = upload.name or "paper"
    media_type = _MAIL if name.lower().endswith(".eml") else upload.content_type or "application/octet-stream"
    return Paper(data=upload.read(MOST_BYTES + 1), name=name, media_type=media_type, channel=channel)


class PaperForm(BecauseForm):
    """A paper that came by post, fax or hand, or a mail that was saved."""

    paper = _paper_field(
        _("The paper as it came"), _("A scan, a PDF or a saved mail (.eml), up to 25 MiB. It is kept byte for byte.")
    )
    reply_to = forms.EmailField(label=_("Address for the acknowledgement"), required=False)


class LodgeForm(DulyForm):
    """The paper of an officer."""

    paper = _paper_field(
        _("Your order or request"), _("The signed document as a file, up to 25 MiB. It is kept byte for byte.")
    )


class AnswerForm(DulyForm):
    """What an officer answers to a question."""

    words = long_text(_("Your answer"))


class WithdrawForm(DulyForm):
    """Why an officer takes a demand back."""

    words = long_text(_("Why you withdraw"), _("In a few words."), rows=2)


class AgencyForm(DulyForm):
    """A body that lodges demands."""

    name = forms.CharField(label=_("Name of the agency"), max_length=200)
    country = forms.CharField(
        label=_("Country"), max_length=2, help_text=_("Two letters of ISO 3166-1, such as SE."),
        widget=forms.TextInput(attrs={"class": "short"}),
    )  # fmt: skip
    authority = forms.ChoiceField(label=_("Kind of authority"), choices=choices(Authority))
    domain = forms.CharField(label=_("Mail domain"), max_length=253, required=False)
    callback_number = forms.CharField(
        label=_("Number for calling back"), max_length=60, help_text=_("Found independently of any demand.")
    )
    provenance = long_text(_("Where all this comes from"), _("A register, a letter, a call; with its date."), rows=2)

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()


class OfficerEntryForm(DulyForm):
    """An officer of an agency, with an account in the portal."""

    name = forms.CharField(label=_("Name"), max_length=200)
    post = forms.CharField(label=_("Post"), max_length=200, required=False)
    mail = forms.EmailField(label=_("Mail address"))
    login = forms.CharField(
        label=_("Login for the portal"), max_length=150, widget=forms.TextInput(attrs={"autocapitalize": "none"})
    )


class PinForm(DulyForm):
    """The age key to which packages are locked."""

    recipient = forms.CharField(
        label=_("Public age key"), max_length=200, help_text=_("It begins with age1. Never take it from a demand."),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )  # fmt: skip
    provenance = long_text(_("How you got it"), _("By which independent way, from whom, when."), rows=2)
