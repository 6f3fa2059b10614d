"""Forms of a number's times."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms

from routing.rufkreis.actions.numbers import LONGEST, NumberHours
from routing.rufkreis.models import ClosedBehaviour
from routing.rufkreis.queries.numbers import Sieve
from routing.rufkreis.rules.eligibility import TOPIC_LABELS
from routing.rufkreis.rules.hours import Stretch, stretch_words
from socl.core.forms import ClockField, DayField, Plain, VersionedForm
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY
from socl.orga.models import Unit
from socl.orga.rules.opening import WEEKDAYS


class StretchForm(Plain):
    """From when to when; both or neither."""

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        opens, closes = found.get("opens"), found.get("closes")
        if not self.errors and (opens is None) != (closes is None):
            self.add_error("closes", "Bitte beide Uhrzeiten angeben oder keine.")
        elif opens and closes and opens >= closes:
            self.add_error("closes", "Geschlossen wird nach dem Öffnen.")
        return found


class HoursForm(StretchForm, VersionedForm):
    """The week of one number, and what is heard."""

    opens = ClockField(label="Öffnet um", required=False, help_text="leer: rund um die Uhr")
    closes = ClockField(label="Schließt um", required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label="An", coerce=int, choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple
    )
    valid_from = DayField(
        label="Diese Zeiten gelten ab",
        required=False,
        help_text="leer: ab sofort; Ansagen gelten immer ab sofort",
    )
    closed = forms.ChoiceField(
        label="Außerhalb der Zeiten und an Feiertagen", choices=ClosedBehaviour.choices
    )
    waiting_announcement = forms.CharField(
        label="Warteansage",
        max_length=40,
        required=False,
        help_text="Name in der Telefonanlage; leer: die übliche",
    )
    closed_announcement = forms.CharField(
        label="Ansage, wenn geschlossen", max_length=40, required=False, help_text="leer: die übliche"
    )

    def wanted(self) -> NumberHours:
        return NumberHours(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


class DaysForm(StretchForm):
    """One day, or some in a row, that differ from the week."""

    day = DayField(label="Tag")
    last = DayField(label="Bis einschließlich", required=False, help_text=f"Höchstens {LONGEST.days} Tage")
    opens = ClockField(label="Öffnet um", required=False, help_text="leer: den ganzen Tag geschlossen")
    closes = ClockField(label="Schließt um", required=False)
    every = forms.BooleanField(label="Für alle Nummern, deren Zeiten ich setze", required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        day, last = found.get("day"), found.get("last")
        if day and last and not 0 <= (last - day).days < LONGEST.days:
            self.add_error("last", f"Bitte einen Tag nach dem ersten angeben, höchstens {LONGEST.days} Tage.")
        return found

    def days(self) -> Span[date]:
        d = self.cleaned_data
        return Span(d["day"], (d["last"] or d["day"]) + ONE_DAY)

    def stretch(self) -> Stretch | None:
        opens: time | None = self.cleaned_data["opens"]
        closes: time | None = self.cleaned_data["closes"]
        return (opens, closes) if opens and closes else None

    def words(self) -> str:
        """24.12.2026; 24.12.2026 bis 26.12.2026."""
        first, last = self.days().start, self.days().end - ONE_DAY
        return f"{first:%d.%m.%Y}" if first == last else f"{first:%d.%m.%Y} bis {last:%d.%m.%Y}"

    def said(self) -> str:
        return stretch_words(self.stretch())


class ClearForm(Plain):
    """Which single day shall not count; without one, the week that is to begin."""

    day = DayField(required=False)


class NumbersForm(Plain):
    """Which numbers are listed. It stands in the address: nothing personal is asked for."""

    suche = forms.CharField(label="Nummer oder Agentur", max_length=60, required=False)
    region = forms.ChoiceField(label="SC-Region", required=False)
    thema = forms.ChoiceField(
        label="Führt zu",
        required=False,
        choices=[("", "alle Themen"), *((t.value, n) for t, n in TOPIC_LABELS.items())],
    )

    def __init__(self, *args: Any, regions: Iterable[Unit], **given: Any) -> None:
        super().__init__(*args, **given)
        choices = [("", "alle Regionen"), *((unit.key, unit.name) for unit in regions)]
        self.fields["region"].choices = choices  # type: ignore[attr-defined]

    def wanted(self) -> Sieve:
        d = self.cleaned_data
        return Sieve(d["suche"], d["region"], d["thema"])
