"""What a person types or chooses in a form: days and moments within the reach of calendars, numbers, marks."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from socl.lib import phone
from socl.lib.german import spoken_clock, spoken_day
from socl.lib.refusal import Refusal
from socl.lib.workdays import BERLIN, berlin_day

DAY = "Bitte einen Tag angeben, zum Beispiel 17.03.2026."
CLOCK = "Bitte eine Uhrzeit angeben, zum Beispiel 08:00."
YEARS = range(2000, 2100)  # beyond them lie days that no calendar can add to
NOT_TYPED = {"csrfmiddlewaretoken", "schritt", "version"}  # a preview sends its own


def read_moment(text: str) -> datetime | None:
    """The aware moment that ``text`` says (ISO 8601 with offset), in the years 2000 to 2099; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo and moment.year in YEARS else None


def times_instead(no: Refusal) -> list[datetime]:
    """The nearest free times that the refusal of one names."""
    return [datetime.fromisoformat(text) for text in no.extra.get("alternatives", ())]


def show_again(form: forms.Form, version: int) -> None:
    """A refused form beside the present state: sent once more, it says that its reader has seen ``version``."""
    data: Any = form.data.copy()  # type: ignore[attr-defined]
    data["version"] = str(version)
    form.data = data


def typed(said: QueryDict) -> list[tuple[str, str]]:
    """What was typed, name by name, to be carried through a preview."""
    return [(name, value) for name, values in said.lists() if name not in NOT_TYPED for value in values]


class Plain(forms.Form):
    """A form in which the server says what is missing, in its own words, and not the browser."""

    use_required_attribute = False


class VersionedForm(Plain):
    """Carries the version that was read, so that nobody overwrites what they have not seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, required=False)


class DayField(forms.DateField):
    """A day from 2000 to 2099, as the browser's calendar or a person writes it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d.%m.%Y"],
            error_messages={"required": DAY, "invalid": DAY},
            **given,
        )

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and day.year not in YEARS:
            raise forms.ValidationError(DAY, code="invalid")
        return day


class ClockField(forms.TimeField):
    """A time on the clock; the browser offers every fifth minute."""

    def __init__(self, **given: Any) -> None:
        super().__init__(
            widget=forms.TimeInput(attrs={"type": "time", "step": "300"}, format="%H:%M"),
            input_formats=["%H:%M", "%H.%M", "%H"],
            error_messages={"required": CLOCK, "invalid": CLOCK},
            **given,
        )


class MomentField(forms.ChoiceField):
    """One of the times shown. Any readable time is let through: whether it is still free, the verb decides."""

    widget = forms.RadioSelect

    def to_python(self, value: Any) -> Any:
        if not value:
            return None
        moment = read_moment(value)
        if moment is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return moment

    def valid_value(self, value: Any) -> bool:
        return True

    def offer(self, starts: Iterable[tuple[date, list[datetime]]], nearest: Iterable[datetime] = ()) -> None:
        """Show ``starts`` by day; above them the ``nearest`` ones, when the wanted one is gone."""
        groups = [
            (spoken_day(day), [(m.isoformat(), f"{spoken_clock(m)} Uhr") for m in moments])
            for day, moments in starts
        ]
        near = [
            (m.isoformat(), f"{spoken_day(berlin_day(m))}, {spoken_clock(m)} Uhr")
            for m in (n.astimezone(BERLIN) for n in nearest)
        ]
        self.choices = [("Nächste freie Zeiten", near), *groups] if near else groups


class PhoneField(forms.CharField):
    """A number in any customary spelling, read as E.164."""

    def __init__(self, **given: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
        super().__init__(max_length=40, widget=widget, **given)

    def clean(self, value: Any) -> str:
        number = phone.e164(super().clean(value))
        if number is None:
            raise forms.ValidationError("Das ist keine Telefonnummer, die gewählt werden kann.")
        return number


class RestrictedField(forms.BooleanField):
    """The mark of a restricted record. Rule DS-5."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            label="Geschützter Datensatz",
            help_text="Beschäftigte der BA und Angehörige (§ 35 Abs. 1 S. 3 SGB I): nur eigens Berechtigte sehen ihn.",
        )


class ReferenceField(forms.CharField):
    """The number of a booking, as it was read out or written down."""

    def __init__(self) -> None:
        super().__init__(
            label="Buchungsnummer",
            max_length=40,
            help_text="Acht Zeichen, zum Beispiel K7XW-4RCE. Groß oder klein ist gleich.",
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            error_messages={"required": "Bitte die Buchungsnummer angeben."},
        )
