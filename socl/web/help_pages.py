"""Help for people: words, keys, accessibility, licences. Open to everybody, the same for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from socl.web.help_facts import browser_packages, python_packages, terms


@require_safe
def keyboard(request: HttpRequest) -> HttpResponse:
    """The keys of the desk."""
    return render(request, "web/tastatur.html")


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of the directives."""
    return render(request, "web/begriffe.html", {"terms": terms()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that § 7 BITV 2.0 asks for, as far as it can be given."""
    return render(request, "web/barrierefreiheit.html")


@require_safe
def licences(request: HttpRequest) -> HttpResponse:
    """What we are built of."""
    context = {"python": python_packages(), "browser": browser_packages()}
    return render(request, "web/lizenzen.html", context)


urlpatterns: list[URLPattern] = [
    path("tastatur/", keyboard, name="keyboard_help"),
    path("begriffe/", glossary, name="glossary"),
    path("barrierefreiheit/", accessibility, name="accessibility"),
    path("lizenzen/", licences, name="licences"),
]
