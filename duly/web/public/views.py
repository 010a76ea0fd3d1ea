"""The front page and the way in and out."""

import tomllib
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from duly.lib.clock import now
from duly.staff.actors import CASE_ROLES, Role
from duly.web.doors import actor_of
from duly.web.forms.base import Sheet
from duly.web.public.throttle import sign_in_tries


def home(request: HttpRequest) -> HttpResponse:
    """What this is, for whoever comes by; a person who is signed in goes on to her own place."""
    return render(request, "public/home.html", {"provider": settings.DULY.provider})


@never_cache
def inside(request: HttpRequest) -> HttpResponse:
    """Where a person belongs after signing in."""
    if not request.user.is_authenticated:
        return redirect("home")
    actor = actor_of(request)
    if actor.has(Role.OFFICER):
        return redirect("own-cases")
    if actor.has(*CASE_ROLES):
        return redirect("queue")
    return redirect("directory") if actor.has(Role.ADMINISTRATOR) else redirect("home")


def demo_logins() -> list[dict[str, str]]:
    """The logins of the demonstration, in demo mode only: `[[login]]` with `login`, `name`, `does`, `password`."""
    path = settings.DULY.directory / "demo-logins.toml"
    if settings.DULY.mode != "demo" or not path.exists():
        return []
    listed = tomllib.loads(path.read_text(encoding="utf-8")).get("login", [])
    return [{str(key): str(value) for key, value in login.items()} for login in listed]


class SignInForm(AuthenticationForm):
    """Login and password; the login without regard to case."""

    use_required_attribute = False
    error_messages = {  # noqa: RUF012  Django's own shape
        "invalid_login": _("Login and password do not belong together, or the account was disabled. Try again."),
        "inactive": _("Login and password do not belong together, or the account was disabled. Try again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Login")
        self.fields["password"].label = _("Password")

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().casefold()

    def clean(self) -> dict[str, Any]:
        """Look at the password, unless too many were tried: counted before, so that many at once pass no faster."""
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        key = (self.cleaned_data.get("username", ""), address)
        if not sign_in_tries.take(key, now()):
            raise forms.ValidationError(_("Too many tries. Wait ten minutes, then try again."), code="too_many")
        data: dict[str, Any] = super().clean()
        sign_in_tries.forget(key)
        return data


@method_decorator([sensitive_post_parameters("password"), never_cache], name="dispatch")
class SignIn(auth.LoginView):
    """The way in."""

    template_name = "public/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    next_page = "inside"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        faults = Sheet(context["form"]).faults()
        return {**context, "faults": faults, "demo_logins": demo_logins(), "provider": settings.DULY.provider}


class SignOut(auth.LogoutView):
    """The way out; by POST only, so that no link or picture signs anybody out."""

    next_page = "home"
