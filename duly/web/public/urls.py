"""Addresses that everybody may open."""

from django.urls import path

from duly.web.public import views

urlpatterns = [
    path("", views.home, name="home"),
    path("inside/", views.inside, name="inside"),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
]
