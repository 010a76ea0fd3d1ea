"""Every page of the site."""

from django.urls import include, path

from duly.web.desk import directory

urlpatterns = [
    path("", include("duly.web.public.urls")),
    path("desk/", include("duly.web.desk.urls")),
    path("portal/", include("duly.web.officer.urls")),
    path("directory/", directory.directory_page, name="directory"),
    path("directory/agencies/", directory.add_agency, name="add-agency"),
    path("directory/agencies/<uuid:agency>/officers/", directory.add_officer, name="add-officer"),
    path("directory/officers/<uuid:officer>/key/", directory.pin_key, name="pin-key"),
    path("directory/officers/<uuid:officer>/revoke/", directory.revoke, name="revoke-officer"),
    path("directory/officers/<uuid:officer>/token/", directory.give_token, name="give-token"),
]
