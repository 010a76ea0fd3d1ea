"""Every address of the site: pages and API."""

from django.urls import include, path

from duly.api.v1 import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("duly.web.urls")),
]
