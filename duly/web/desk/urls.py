"""Addresses of the desk: the queue, a case, and one page for each act."""

from django.urls import path

from duly.web.desk import (
    asking_acts,
    case,
    deciding_acts,
    judging_acts,
    notices,
    paper,
    queue,
    releasing_acts,
    requester_acts,
)
from duly.web.desk.act_page import ActPage

ACT_PAGES: tuple[type[ActPage], ...] = (
    requester_acts.Register,
    requester_acts.RecordEvidence,
    requester_acts.Authenticate,
    judging_acts.Assess,
    judging_acts.Consult,
    judging_acts.ReviewRights,
    judging_acts.Narrow,
    deciding_acts.Decide,
    deciding_acts.Approve,
    deciding_acts.Refuse,
    asking_acts.Clarify,
    asking_acts.Answer,
    asking_acts.Challenge,
    asking_acts.Rule,
    asking_acts.Withdraw,
    asking_acts.Seal,
    releasing_acts.Collect,
    releasing_acts.Inspect,
    releasing_acts.Package,
    releasing_acts.ReportNoData,
    releasing_acts.Disclose,
    releasing_acts.Fetch,
    releasing_acts.Reopen,
    releasing_acts.Close,
)


def _slug(page: type[ActPage]) -> str:
    return page.act.value.replace("_", "-")


urlpatterns = [
    path("", queue.queue, name="queue"),
    path("paper/", paper.enter_paper, name="enter-paper"),
    path("<str:reference>/", case.case_page, name="case"),
    path("<str:reference>/papers/<uuid:paper>/", case.paper_file, name="paper-file"),
    path("<str:reference>/attachments/<uuid:part>/", case.attachment_file, name="attachment-file"),
    path("<str:reference>/notices/<uuid:notice>/", notices.ConfirmNotice.as_view(), name="confirm-notice"),
    path("<str:reference>/notices/<uuid:notice>/counsel/", notices.CounselOnNotice.as_view(), name="counsel-on-notice"),
    path("<str:reference>/secrecy/", notices.RecordOrder.as_view(), name="record-order"),
    path("<str:reference>/secrecy/<str:order>/ended/", notices.EndOrder.as_view(), name="end-order"),
    *(path(f"<str:reference>/{_slug(page)}/", page.as_view(), name=f"act-{_slug(page)}") for page in ACT_PAGES),
]
