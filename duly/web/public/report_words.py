"""The columns of a report as a page calls them, and what each counts; the order is that of Microsoft's layout."""

from django.utils.translation import gettext_lazy as _

from duly.web.words import Label

COLUMNS: dict[str, tuple[Label, Label]] = {
    "requests": (
        _("Requests"),
        _("Cases closed in the period, each once, by its strongest answer. Pending ones are not among them."),
    ),
    "accounts_specified": (
        _("Accounts specified"),
        _("Accounts that the requests named. It says nothing about how many of them we gave data of."),
    ),
    "content": (_("Content"), _("At least one item was answered with content: what people wrote or stored.")),
    "non_content": (
        _("Non-content only"),
        _("Data left, and no content was among it: account information, or records of use."),
    ),
    "no_data_found": (_("No data found"), _("The request was granted and nothing was held.")),
    "rejected": (_("Rejected"), _("No data left: refused, or ended by a court.")),
    "withdrawn": (_("Withdrawn"), _("Taken back by who asked. They stand beside and are not among the requests.")),
    "accounts_disclosed": (
        _("Accounts disclosed"),
        _("Accounts of which data really left. Do not read “specified” as “disclosed”."),
    ),
    "traffic_or_ip_disclosed": (
        _("Requests with traffic or IP data"),
        _("Non-content is not harmless: these included sign-ins, addresses or times."),
    ),
}
