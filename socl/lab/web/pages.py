"""The demo page on which one plays the caller: every step goes through the real contract over HTTP.

The state of the one call (its id, what the telephone system last heard) stands in the browser's session.
"""

import secrets
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from socl.core import clock
from socl.lab import demo
from socl.lab.pbx import PbxClient, PbxError
from socl.orga.queries import person_by_username
from socl.post import queries as post

CLIENT = "anrufspiel"
KEY = "anrufspiel"


class CallForm(forms.Form):
    """Whom to ring, from where, and what to press in the menu."""

    to = forms.ChoiceField(
        label="Gewählte Nummer",
        choices=[
            ("08004555500", "0800 4 5555 00 Servicerufnummer Arbeitnehmer (Demo)"),
            ("03023125131", "030 23125 131 Sammelrufnummer Agentur Kiel (erfunden)"),
            ("03023125347", "030 23125 347 Sammelrufnummer Agentur Hagen (erfunden)"),
        ],
    )
    dtmf = forms.ChoiceField(
        label="Taste im Menü",
        choices=[("2", "2 Arbeitslosengeld"), ("9", "9 anderes Anliegen"), ("", "keine")],
        initial="2",
        required=False,
    )
    caller = forms.CharField(
        label="Nummer des Anrufers oder der Anruferin", initial="0431 12345678", max_length=40, required=False
    )
    plz = forms.RegexField(
        regex=r"^\d{5}$",
        label="Postleitzahl (im Menü eingetippt)",
        initial="24103",
        required=False,
        error_messages={"invalid": "Eine Postleitzahl hat fünf Ziffern."},
    )


def _pbx(request: HttpRequest) -> PbxClient:
    """The demo's own telephone system; its token is fetched once per browser session."""
    token = request.session.get(f"{KEY}_token")
    if token is None:
        person = person_by_username(CLIENT)
        assert person is not None
        token = demo.token_for(person, clock.now())
        request.session[f"{KEY}_token"] = token
    return PbxClient(settings.BASE_URL, token, demo.secret_for(f"{CLIENT} secret"))


def caller(request: HttpRequest) -> HttpResponse:
    """The page: a form while there is no call, the call while there is one."""
    call = request.session.get(KEY)
    form = CallForm(request.POST or None)
    if request.method == "POST" and call is None and form.is_valid():
        values = form.cleaned_data
        call = {"id": f"demo-{secrets.token_hex(6)}", "phase": "waiting", "said": []}
        more: dict[str, Any] = {"from": values["caller"] or "anonymous", "to": values["to"]}
        more["dtmf"] = [values["dtmf"]] if values["dtmf"] else []
        more["ext"] = {"plz": values["plz"]} if values["plz"] else {}
        try:
            _follow(call, _pbx(request).event("newCall", call["id"], **more))
        except PbxError as error:
            form.add_error(None, f"Die Telefonanlage bekam keine Antwort: {error}")
        else:
            request.session[KEY] = call
            return redirect("demo_caller")
    context = {"form": form, "call": call}
    return render(request, "lab/anrufer.html", context, status=422 if form.errors else 200)


def progress(request: HttpRequest) -> HttpResponse:
    """The fragment that a browser reloads every second: polls, runs commands, says what is heard."""
    call = request.session.get(KEY)
    if call and call["phase"] != "ended":
        try:
            _advance(_pbx(request), call)
            call.pop("error", None)
        except PbxError:
            call["error"] = "Die Telefonanlage bekam keine Antwort. Sie versucht es weiter."
        request.session[KEY] = call
    return render(request, "lab/_anruf.html", {"call": call})


def _advance(pbx: PbxClient, call: dict[str, Any]) -> None:
    """One second in the life of the call, as a telephone system lives it."""
    for command in pbx.commands():
        if command["callId"] == call["id"]:  # others belong to other browsers and will be sent again
            done = _execute(pbx, call, command)
            pbx.event("commandResult", call["id"], commandId=command["commandId"], ok=done)
        elif command["command"] == "dial":  # of a call that is over, so of no browser
            _dial(pbx, command)
    if call["phase"] in ("waiting", "ringing"):
        _follow(call, pbx.event("poll", call["id"]))


def _dial(pbx: PbxClient, command: dict[str, Any]) -> None:
    """The desk's telephone rings, then the customer's; nobody speaks."""
    out = f"out-{command['commandId']}"
    pbx.event("newCall", out, direction="out", **{"from": command["target"], "to": command["number"]})
    pbx.event("commandResult", command["callId"], commandId=command["commandId"], ok=True)
    pbx.event("hangup", out, direction="out", cause="normalClearing")


def _execute(pbx: PbxClient, call: dict[str, Any], command: dict[str, Any]) -> bool:
    """Do what the desk decided, and report what happened; False if it could not be done."""
    what, target = command["command"], command["target"]
    if what == "answer":
        pbx.event("answer", call["id"], offerId=command["offerId"])
        call["phase"] = "talking"
    elif what == "hangup" and command["offerId"]:
        _follow(call, pbx.event("offerFailed", call["id"], offerId=command["offerId"], cause="declined"))
    elif what == "hangup" and target:
        pbx.event("consultEnd", call["id"], legId=target, target=target)
    elif what == "hangup":
        pbx.event("hangup", call["id"], cause="normalClearing")
        call["phase"] = "ended"
    elif what in ("hold", "unhold"):
        pbx.event(what, call["id"])
        call["held"] = what == "hold"
    elif what == "consult":
        for event in ("consultStart", "consultAnswer"):
            pbx.event(event, call["id"], legId=target, target=target)
    elif what == "transfer":
        if pbx.event("transferRequest", call["id"], target=target)["action"] != "allow":
            return False
        pbx.event("transferred", call["id"], target=target)
        if target.startswith("queue."):
            _go_on(pbx, call)
    return True


def _go_on(pbx: PbxClient, call: dict[str, Any]) -> None:
    """Wait in the other Rufkreis, as a new call of the telephone system that continues the old one."""
    before, call["id"] = call["id"], f"demo-{secrets.token_hex(6)}"
    more: dict[str, Any] = {"from": "anonymous", "to": "", "ext": {"continues": before}}
    _follow(call, pbx.event("newCall", call["id"], **more))
    pbx.event("hangup", before, cause="forwarded")


def _follow(call: dict[str, Any], decision: dict[str, Any]) -> None:
    """Do what the application decided."""
    if "action" in decision:  # none: the call is answered
        call["decision"] = decision
        call["phase"] = {"dial": "ringing", "wait": "waiting", "reject": "ended"}[decision["action"]]


@require_POST
def hangup(request: HttpRequest) -> HttpResponse:
    """The caller hangs up."""
    call = request.session.get(KEY)
    if call and call["phase"] != "ended":
        try:
            _pbx(request).event("hangup", call["id"], cause="normalClearing")
            call["phase"] = "ended"
        except PbxError:
            call["error"] = "Die Telefonanlage bekam keine Antwort."
        request.session[KEY] = call
    return redirect("demo_caller")


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Forget the ended call, so that another can be played."""
    call = request.session.get(KEY)
    if call and call["phase"] == "ended":
        del request.session[KEY]
    return redirect("demo_caller")


def sent(request: HttpRequest) -> HttpResponse:
    """What the house has sent or will send: in the demo all of it ends in a folder on this machine."""
    return render(request, "lab/versand.html", {"found": post.newest(), "folder": settings.POST_FOLDER})


urlpatterns: list[URLPattern] = [
    path("anrufer/", caller, name="demo_caller"),
    path("anrufer/stand/", progress, name="demo_progress"),
    path("anrufer/auflegen/", hangup, name="demo_hangup"),
    path("anrufer/neu/", again, name="demo_again"),
    path("versand/", sent, name="demo_post"),
]
