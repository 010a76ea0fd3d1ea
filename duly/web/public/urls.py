"""Addresses that everybody may open."""

from django.urls import path

from duly.web.public import check_receipt, log, reports, views

urlpatterns = [
    path("", views.home, name="home"),
    path("inside/", views.inside, name="inside"),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/check/", check_receipt.check_page, name="check-receipt"),
    path("reports/<str:label>/", reports.report_page, name="report"),
    path("reports/<str:label>/chart.svg", reports.report_chart, name="report-chart"),
    path("reports/<str:label>/report.zip", reports.report_archive, name="report-archive"),
    path("reports/<str:label>/files/<path:path>", reports.report_file, name="report-file"),
    path("log/<path:path>", log.log_file, name="log-file"),
]
