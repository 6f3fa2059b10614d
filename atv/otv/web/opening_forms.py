"""Forms of the opening calendar."""

from datetime import time
from typing import Any

from django import forms

from atv.otv.actions.opening import LONGEST, DaysWish, WeekWish
from socl.core.forms import DayField, VersionedForm
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY
from socl.orga.rules.opening import MOST, WEEKDAYS, hours_words, read_hours

EXAMPLE = "Zum Beispiel 8-12:30, 14-18; leer: geschlossen"


class HoursField(forms.CharField):
    """Stretches of clock time, as people write them; nothing: closed."""

    def __init__(self, **given: Any) -> None:
        super().__init__(required=False, max_length=80, **given)

    def clean(self, value: Any) -> list[tuple[time, time]]:
        try:
            return read_hours(super().clean(value))
        except ValueError:
            message = f"Bitte Zeiten angeben, zum Beispiel 8-12:30, 14-18; höchstens {MOST} am Tag."
            raise forms.ValidationError(message, code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays as it is; stretches are written out."""
        if isinstance(value, list):
            return hours_words(value).removesuffix(" Uhr") if value else ""
        return value


class WeekForm(VersionedForm):
    """An ordinary week from a day on."""

    valid_from = DayField(label="Gilt ab")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for number, name in WEEKDAYS.items():
            self.fields[f"tag{number}"] = HoursField(label=name, help_text=EXAMPLE if number == 1 else "")

    def wish(self) -> WeekWish:
        week = {n: self.cleaned_data[f"tag{n}"] for n in WEEKDAYS}
        return WeekWish(week, self.cleaned_data["valid_from"])


class DaysForm(VersionedForm):
    """One day, or some in a row, that differ from the week."""

    day = DayField(label="Tag")
    last = DayField(label="Bis einschließlich", required=False, help_text=f"Höchstens {LONGEST} Tage")
    hours = HoursField(label="Geöffnet", help_text=EXAMPLE)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        day, last = found.get("day"), found.get("last")
        if day and last and not 0 <= (last - day).days < LONGEST:
            self.add_error("last", f"Bitte einen Tag nach dem ersten angeben, höchstens {LONGEST} Tage.")
        return found

    def wish(self) -> DaysWish:
        d = self.cleaned_data
        return DaysWish(Span(d["day"], (d["last"] or d["day"]) + ONE_DAY), d["hours"])


class TakeBackForm(VersionedForm):
    """A planned week, or a single day, that shall not count."""

    what = forms.ChoiceField(choices=[("woche", "Woche"), ("tag", "Tag")])
    day = DayField()
