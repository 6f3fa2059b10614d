"""One's own account: login, password, second factor."""

from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django_otp import login as remember_device

from socl.core import clock
from socl.core.forms import Plain
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.actions.people import change_password
from socl.orga.actions.second_factor import begin_enrolment, confirm_enrolment, verified_by
from socl.orga.gates import signed_in
from socl.orga.models import Person
from socl.orga.queries.accounts import has_second_factor
from socl.orga.rules.roles import SECOND_FACTOR
from socl.web.sessions import is_verified

PAGE = ["GET", "HEAD", "POST"]
login = require_http_methods(PAGE)(
    LoginView.as_view(template_name="web/login.html", extra_context={"provider": settings.OIDC_NAME})
)


class PasswordForm(PasswordChangeForm):
    """Django's form in the words of the house."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Bisheriges Kennwort"
        self.fields["new_password1"].label = "Neues Kennwort"
        self.fields["new_password2"].label = "Neues Kennwort wiederholen"
        self.fields["new_password2"].help_text = ""


class CodeForm(Plain):
    """Six digits, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
        error_messages={"required": "Bitte den Code eingeben."},
    )


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Too many wrong passwords: says when to try again; django-axes calls it."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "web/locked_out.html", {"minutes": minutes}, status=429)


@require_safe
@signed_in
def account(request: HttpRequest, person: Person) -> HttpResponse:
    """What this account may do, and how it signs in."""
    today = clock.today()
    context = {
        "offices": gates.dienstposten(person, today),
        "has_second_factor": has_second_factor(person),
        "needs_second_factor": bool(SECOND_FACTOR & set(gates.roles(person, today))),
        "is_asked_for": settings.SECOND_FACTOR,
    }
    return render(request, "web/account.html", context)


@sensitive_post_parameters()
@require_http_methods(PAGE)
@signed_in
def password(request: HttpRequest, person: Person) -> HttpResponse:
    """A new password, by whoever knows the old one; other sessions of the account end."""
    form = PasswordForm(person, request.POST or None)
    if form.is_valid():
        change_password(person=person, password=form.cleaned_data["new_password1"], at=clock.now())
        update_session_auth_hash(request, person)
        messages.success(request, "Ihr Kennwort ist geändert.")
        return redirect("home")
    context = {"form": form, "must": person.must_change_password}
    return render(request, "web/password.html", context, status=422 if form.errors else 200)


@require_http_methods(PAGE)
@signed_in
def second_factor(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the second factor for this session."""
    if not has_second_factor(person):
        return redirect("second_factor_set_up")
    if is_verified(request):
        return redirect("home")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        device = verified_by(person=person, code=form.cleaned_data["code"], at=clock.now())
        if device is not None:
            remember_device(request, device)
            request.session.cycle_key()
            return redirect("home")
        form.add_error(
            "code", "Der Code stimmt nicht oder wurde schon benutzt. Nach Fehlversuchen bitte kurz warten."
        )
    return render(request, "web/second_factor.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(PAGE)
@signed_in
def second_factor_set_up(request: HttpRequest, person: Person) -> HttpResponse:
    """Set a code generator up, or a new one; whoever has one already must have shown it in this session."""
    if has_second_factor(person) and not is_verified(request):
        return redirect("second_factor")
    device = begin_enrolment(person=person)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            done, codes = confirm_enrolment(person=person, code=form.cleaned_data["code"], at=clock.now())
        except Refusal as no:
            form.add_error("code", no.message)
        else:
            remember_device(request, done)
            request.session.cycle_key()
            return render(request, "web/recovery_codes.html", {"codes": codes})
    drawn = segno.make(device.config_url, error="m").svg_inline(scale=5, dark="#000", light="#fff")
    context = {"form": form, "qr": mark_safe(drawn), "secret": _in_groups(device)}
    return render(request, "web/second_factor_set_up.html", context, status=422 if form.errors else 200)


def _in_groups(device: Any) -> str:
    """The secret as one types it: base32 in groups of four."""
    text = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


urlpatterns: list[URLPattern] = [
    path("", account, name="account"),
    path("kennwort/", password, name="password"),
    path("zweiter-faktor/", second_factor, name="second_factor"),
    path("zweiter-faktor/einrichten/", second_factor_set_up, name="second_factor_set_up"),
]
