"""Forms of the team's calendar."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.formats import date_format

from atv.kalender.actions.rueckruf import COMPLETION_LABELS, Completion
from atv.kalender.models import AttemptResult
from atv.kalender.rules.attempts import ENDING_LABELS, Standing
from socl.core.forms import DayField, MomentField, Plain
from socl.lib.workdays import BERLIN

CHOOSE_RESULT = {"required": "Bitte ein Ergebnis wählen.", "invalid_choice": "Bitte ein Ergebnis wählen."}


class DayForm(forms.Form):
    """Go to a day."""

    tag = DayField(label="Tag")


class AttemptForm(Plain):
    """Note an attempt to call back."""

    result = forms.ChoiceField(
        label="Ergebnis des Versuchs",
        choices=AttemptResult.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE_RESULT,
    )
    rang = forms.BooleanField(label="Es hat geklingelt", required=False)
    note = forms.CharField(
        label="Notiz", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class CompleteForm(Plain):
    """End the Rückruf."""

    result = forms.TypedChoiceField(
        label="Ergebnis des Rückrufs",
        choices=list(COMPLETION_LABELS.items()),
        coerce=Completion,
        widget=forms.RadioSelect,
        error_messages=CHOOSE_RESULT,
    )
    ending = forms.ChoiceField(
        label="Wenn niemand erreicht wurde: Was folgt?",
        choices=list(ENDING_LABELS.items()),
        required=False,
        help_text="Wer nicht erreicht wurde, hört von uns. Vorbelegt ist, was das Team festgelegt hat.",
    )
    note = forms.CharField(
        label="Notiz", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    standing: Standing | None = None

    def clean(self) -> dict[str, Any]:
        """Giving up before the agreed attempts needs a reason. Rule ATV-30."""
        values = super().clean() or {}
        so_far = self.standing
        gives_up = values.get("result") is Completion.NOT_REACHED and not values.get("note")
        if gives_up and so_far and so_far.may_give_up and so_far.is_early:
            counted = f"Erst {so_far.counted} von {so_far.wanted} Versuchen zählen."
            self.add_error("note", f"{counted} Bitte begründen, warum es keinen weiteren gibt.")
        return values


class CancelForm(Plain):
    """Cancel for the customer."""

    reason = forms.CharField(
        label="Grund der Absage",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Bitte den Grund der Absage angeben."},
    )


class TimesForm(Plain):
    """Choose one of the free times."""

    starts_at = MomentField(
        label="Neue Zeit",
        error_messages={
            "required": "Bitte eine Zeit wählen.",
            "invalid_choice": "Bitte eine der angezeigten Zeiten wählen.",
        },
    )

    def offer(self, starts: Iterable[tuple[date, list[datetime]]], nearest: Iterable[datetime] = ()) -> None:
        """Show ``starts`` by day; above them the ``nearest`` ones, when the wanted one was refused."""
        field = self.fields["starts_at"]
        assert isinstance(field, MomentField)
        field.offer(starts, nearest)


class VersionForm(forms.Form):
    """An act upon what was on the screen: ``version`` is the one that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class MoveForm(TimesForm, VersionForm):
    """Move to another time."""


class ReplanForm(MoveForm):
    """Move a Rückruf for which nothing is open any more; an earlier time needs the customer's word. Rule ATV-16."""

    field_order = ("consent", "starts_at")  # asked before a hundred times are read
    consent = forms.BooleanField(
        label="Mit einer früheren Zeit ist die Kundin oder der Kunde einverstanden",
        help_text="Nur nötig, wenn die neue Zeit vor der vereinbarten liegt.",
        required=False,
    )


class FollowUpForm(TimesForm):
    """End this Rückruf and book the next one."""

    note = forms.CharField(
        label="Was bis dahin zu tun ist",
        max_length=2000,
        help_text="Steht beim Folgetermin unter dem, was schon besprochen wurde.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Bitte angeben, was bis zum Folgetermin zu tun ist."},
    )


def long_day(day: date) -> str:
    """Dienstag, 17. März 2026."""
    return date_format(day, "l, j. F Y")


def shown_span(starts_at: datetime, ends_at: datetime) -> str:
    """Dienstag, 17. März 2026, 9:20 bis 9:40 Uhr."""
    local = starts_at.astimezone(BERLIN)
    until = ends_at.astimezone(BERLIN)
    return f"{long_day(local.date())}, {date_format(local, 'G:i')} bis {date_format(until, 'G:i')} Uhr"
