"""Public pages beside the booking: contact form, accessibility, Leichte Sprache."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from atv.kalender.actions.self_service import the_customer
from atv.otv.actions.messages import Letter, receive
from atv.otv.rules.messages import SUBJECT_LABELS, Subject
from atv.otv.web.guard import CONTACT_ADDRESS
from atv.otv.web.step import FORM, open_site, public
from socl.core import clock
from socl.core.forms import Plain
from socl.lib.refusal import Refusal


class ContactForm(Plain):
    """A message to the Service Center."""

    subject = forms.TypedChoiceField(
        label="Worum geht es?",
        choices=list(SUBJECT_LABELS.items()),
        coerce=Subject,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, worum es geht."},
    )
    reference = forms.CharField(
        label="Buchungsnummer",
        required=False,
        help_text="Falls es um einen Termin geht. Sie steht in der E-Mail.",
    )
    name = forms.CharField(
        label="Vorname und Nachname",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Bitte Ihren Namen angeben."},
    )
    email = forms.CharField(
        label="E-Mail-Adresse", required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = forms.CharField(
        label="Telefonnummer",
        required=False,
        help_text="Eines von beiden brauchen wir, um zu antworten.",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    text = forms.CharField(
        label="Ihre Nachricht",
        help_text="Bitte nichts über Ihre Gesundheit oder über andere Menschen.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Bitte schreiben Sie uns etwas."},
    )

    def refuse(self, no: Refusal) -> None:
        """Show the refusal at its fields."""
        errors: dict[str | None, Any] = no.extra.get("errors") or {None: [no.message]}
        for name, messages in errors.items():
            for message in messages:
                self.add_error(name, message)


@require_http_methods(FORM)
@sensitive_post_parameters()
@public
def contact(request: HttpRequest) -> HttpResponse:
    """The contact form; what is sent lands in the inbox of the Service Center."""
    if request.method != "POST":
        return render(request, "otv/contact.html", {"form": ContactForm(initial=_about(request))})
    form, status = ContactForm(request.POST), 422
    if form.is_valid():
        address, at = str(request.META.get("REMOTE_ADDR", "")), clock.now()
        try:
            CONTACT_ADDRESS.refuse_if_used_up(address)
            receive(letter=Letter(**form.cleaned_data), by=the_customer(at), at=at)
        except Refusal as no:
            form.refuse(no)
            status = no.status
        else:
            CONTACT_ADDRESS.count(address)
            return redirect("termin_contact_sent")
    return render(request, "otv/contact.html", {"form": form}, status=status)


def _about(request: HttpRequest) -> dict[str, str]:
    asked = request.GET.get("zu", "")
    return {"subject": asked} if asked in list(Subject) else {}


@require_safe
@public
def sent(request: HttpRequest) -> HttpResponse:
    """It has arrived."""
    return render(request, "otv/contact_sent.html")


@require_safe
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement of § 12b BGG and § 7 BITV 2.0 for the public pages."""
    return render(request, "otv/accessibility.html")


@require_safe
@public
def easy(request: HttpRequest, key: str) -> HttpResponse:
    """What the agency has written in Leichte Sprache; 404 where it has not."""
    site = open_site(key).site
    if not site.easy_language:
        raise Http404
    return render(request, "otv/easy.html", {"site": site})


urlpatterns: list[URLPattern] = [
    path("nachricht/", contact, name="termin_contact"),
    path("nachricht/gesendet/", sent, name="termin_contact_sent"),
    path("barrierefreiheit/", accessibility, name="termin_accessibility"),
    path("leichte-sprache/<slug:key>/", easy, name="termin_easy"),
]
