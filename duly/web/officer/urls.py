"""Addresses of the portal."""

from django.urls import path

from duly.web.officer import cases, lodge, proofs

urlpatterns = [
    path("", cases.own_cases, name="own-cases"),
    path("lodge/", lodge.lodge, name="lodge"),
    path("<str:reference>/", cases.own_case, name="own-case"),
    path("<str:reference>/declare/", lodge.declare, name="declare"),
    path("<str:reference>/answer/", cases.answer, name="own-answer"),
    path("<str:reference>/withdraw/", cases.take_back, name="own-withdraw"),
    path("<str:reference>/package/", cases.package, name="own-package"),
    path("<str:reference>/acknowledgement/", proofs.acknowledgement, name="own-acknowledgement"),
    path("<str:reference>/receipt/", proofs.receipt, name="own-receipt"),
]
