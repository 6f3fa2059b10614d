"""Forms with which leads set up what a calendar offers; each hands its verb what was typed."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms

from atv.kalender.actions.rules_of_booking import MOST_DAYS, BookingRules
from atv.kalender.actions.serviceplaetze import Extra
from atv.kalender.actions.zeitfenster import NewWindow
from atv.kalender.models import Channel, Kalender, Serviceplatz, Zeitfenster
from socl.core.forms import ClockField, DayField, Plain
from socl.lib.german import WEEKDAYS
from socl.lib.workdays import ONE_DAY, berlin_moment

BOTH = ("leistungsberatung", "sonstiges")
ART = (
    (",".join(BOTH), "beide"),
    ("leistungsberatung", "nur Leistungsberatung (30 Minuten)"),
    ("sonstiges", "nur Sonstige Anliegen (20 Minuten)"),
)
NOTHING: Mapping[str, str] = {}
ONE_AT_LEAST = {"required": "Bitte mindestens eine Angabe wählen.", "invalid_choice": "Bitte neu wählen."}


def several(label: str, choices: Any = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=ONE_AT_LEAST
    )


class SupplyForm(Plain):
    """What all of them share: the calendar, its Serviceplätze to choose from, and values for the verb."""

    start: ClassVar[dict[str, Any]] = {}

    def __init__(
        self,
        *args: Any,
        kalender: Kalender,
        places: list[Serviceplatz],
        own: Mapping[str, str] = NOTHING,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.kalender, self.places = kalender, places
        if own and "art" in self.fields:  # a calendar with Terminarten of its own: any of them
            self.fields["art"] = several("Anliegen", list(own.items()))
            shown = str(self.initial.get("art", "")).split(",")
            self.initial["art"] = [code for code in shown if code in own] or list(own)
        if "plaetze" in self.fields:
            self.fields["plaetze"].choices = [(str(p.pk), _name(p)) for p in places]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The keyword arguments of the verb."""
        raise NotImplementedError


def _name(place: Serviceplatz) -> str:
    return f"{place.number}, {place.label}" if place.label else str(place.number)


def _after(last: date | None) -> date | None:
    """People name the last day, the calendar the first day without."""
    return last + ONE_DAY if last else None


class WhoBooks(SupplyForm):
    """Terminarten and channels."""

    art = forms.ChoiceField(label="Terminarten", choices=ART, widget=forms.RadioSelect)
    kanaele = several("Wer bucht", Channel.choices)

    def window(self, weekdays: list[int]) -> NewWindow:
        d = self.cleaned_data
        return NewWindow(weekdays, d["von"], d["bis"], self.kinds(), d["kanaele"])

    def kinds(self) -> list[str]:
        """The codes of the chosen Terminarten."""
        chosen = self.cleaned_data["art"]
        return chosen if isinstance(chosen, list) else chosen.split(",")


class WindowForm(WhoBooks):
    """A weekly pattern for one or several Serviceplätze."""

    plaetze = several("Serviceplätze")
    tage = several("Wochentage", [(str(n + 1), name) for n, name in enumerate(WEEKDAYS)])
    von = ClockField(label="Von")
    bis = ClockField(label="Bis")
    ab = DayField(label="Gültig ab")
    letzter = DayField(label="Letzter Tag", required=False, help_text="Leer lassen, wenn es kein Ende gibt.")
    field_order = ("plaetze", "tage", "von", "bis", "art", "kanaele", "ab", "letzter")

    def values(self) -> dict[str, Any]:
        d = self.cleaned_data
        return {
            "place_ids": [int(pk) for pk in d["plaetze"]],
            "new": self.window([int(n) for n in d["tage"]]),
            "valid_from": d["ab"],
            "valid_until": _after(d["letzter"]),
        }


class SingleDayForm(WhoBooks):
    """One day, for one or several Serviceplätze."""

    plaetze = several("Serviceplätze")
    tag = DayField(label="Tag")
    von = ClockField(label="Von")
    bis = ClockField(label="Bis")
    field_order = ("plaetze", "tag", "von", "bis", "art", "kanaele")

    def values(self) -> dict[str, Any]:
        d = self.cleaned_data
        return {
            "place_ids": [int(pk) for pk in d["plaetze"]],
            "new": self.window([d["tag"].isoweekday()]),
            "valid_from": d["tag"],
            "valid_until": d["tag"] + ONE_DAY,
        }


class ChangeWindowForm(WhoBooks):
    """Another pattern from a day on."""

    tage = several("Wochentage", [(str(n + 1), name) for n, name in enumerate(WEEKDAYS)])
    von = ClockField(label="Von")
    bis = ClockField(label="Bis")
    ab = DayField(label="Die Änderung gilt ab")
    letzter = DayField(label="Letzter Tag", required=False, help_text="Leer lassen, wenn es kein Ende gibt.")
    field_order = ("tage", "von", "bis", "art", "kanaele", "ab", "letzter")

    @staticmethod
    def initial_of(z: Zeitfenster, today: date) -> dict[str, Any]:
        last = z.valid_until - ONE_DAY if z.valid_until else None
        return {
            "tage": [str(n) for n in z.weekdays],
            "von": z.starts,
            "bis": z.ends,
            "art": ",".join(sorted(z.terminarten)),
            "kanaele": z.channels,
            "ab": max(today, z.valid_from),
            "letzter": last,
        }

    def values(self) -> dict[str, Any]:
        d = self.cleaned_data
        new = self.window([int(n) for n in d["tage"]])
        return {"new": new, "from_day": d["ab"], "valid_until": _after(d["letzter"])}


class EndWindowForm(SupplyForm):
    """From when on the Zeitfenster no longer counts."""

    ab = DayField(label="Nicht mehr ab")

    def values(self) -> dict[str, Any]:
        return {"from_day": self.cleaned_data["ab"]}


class PlatzForm(SupplyForm):
    """A new Serviceplatz; it gets the next number."""

    name = forms.CharField(
        label="Bezeichnung", max_length=60, required=False, help_text="Zum Beispiel ein Raum. Keine Namen."
    )
    ab = DayField(label="Gültig ab")
    letzter = DayField(label="Letzter Tag", required=False, help_text="Leer lassen, wenn es kein Ende gibt.")

    def values(self) -> dict[str, Any]:
        d = self.cleaned_data
        return {
            "number": None,
            "label": d["name"],
            "valid_from": d["ab"],
            "valid_until": _after(d["letzter"]),
        }


class ChangePlatzForm(SupplyForm):
    """Another name, or an end."""

    name = forms.CharField(label="Bezeichnung", max_length=60, required=False, help_text="Keine Namen.")
    letzter = DayField(label="Letzter Tag", required=False, help_text="Leer lassen, wenn es kein Ende gibt.")

    @staticmethod
    def initial_of(place: Serviceplatz, today: date) -> dict[str, Any]:
        last = place.valid_until - ONE_DAY if place.valid_until else None
        return {"name": place.label, "letzter": last}

    def values(self) -> dict[str, Any]:
        return {"label": self.cleaned_data["name"], "valid_until": _after(self.cleaned_data["letzter"])}


class ExtraForm(WhoBooks):
    """One more Serviceplatz for a certain time."""

    tag = DayField(label="Tag")
    von = ClockField(label="Von")
    bis = ClockField(label="Bis")
    field_order = ("tag", "von", "bis", "art", "kanaele")

    def values(self) -> dict[str, Any]:
        d = self.cleaned_data
        return {"extra": Extra(d["tag"], d["von"], d["bis"], self.kinds(), d["kanaele"])}


class AusfallForm(SupplyForm):
    """Closed in spite of the Zeitfenster."""

    platz = forms.ChoiceField(label="Serviceplatz", required=False)
    grund = forms.CharField(
        label="Anlass",
        max_length=80,
        help_text="Zum Beispiel Teambesprechung. Keine Namen, keine Angaben zur Gesundheit.",
        error_messages={"required": "Bitte den Anlass angeben."},
    )
    von_tag = DayField(label="Beginn, Tag")
    von = ClockField(label="Beginn, Uhrzeit")
    bis_tag = DayField(label="Ende, Tag", required=False, help_text="Leer lassen, wenn es derselbe Tag ist.")
    bis = ClockField(label="Ende, Uhrzeit")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        every = [("", "alle Serviceplätze")]
        self.fields["platz"].choices = every + [(str(p.pk), _name(p)) for p in self.places]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        d = self.cleaned_data
        place = int(d["platz"]) if d["platz"] else None
        starts_at = _moment(d["von_tag"], d["von"])
        ends_at = _moment(d["bis_tag"] or d["von_tag"], d["bis"])
        return {"place_id": place, "starts_at": starts_at, "ends_at": ends_at, "reason": d["grund"]}


def _moment(day: date, clock: time) -> datetime:
    return berlin_moment(day, clock)


class CopyWeekForm(SupplyForm):
    """Any day of the week to copy from and of the week to copy into."""

    quelle = DayField(label="Woche, in der dieser Tag liegt, kopieren")
    ziel = DayField(label="In die Woche, in der dieser Tag liegt")

    def values(self) -> dict[str, Any]:
        return {"source": self.cleaned_data["quelle"], "target": self.cleaned_data["ziel"]}


def _number(label: str, least: int, most: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text)


class RulesForm(SupplyForm):
    """Notice, horizon and shares."""

    lead_days = _number(
        "Vorlauf in Kalendertagen", 0, MOST_DAYS, "1: ab dem Folgetag (Weisung 202302002, 2.1)."
    )
    horizon_days = _number(
        "Horizont in Kalendertagen", 1, MOST_DAYS, "So weit im Voraus kann gebucht werden."
    )
    share_sc = _number("Anteil Service Center in Prozent", 0, 100)
    share_eingangszone = _number("Anteil Eingangszone in Prozent", 0, 100)
    share_online = _number(
        "Anteil Online in Prozent", 0, 100, "Von den offenen Minuten eines Tages. 100: keine Grenze."
    )
    share_relax_days = _number(
        "Anteile fallen so viele Tage vorher weg", 0, 60, "Dann ist alles für alle frei."
    )

    @staticmethod
    def initial_of(kalender: Kalender, today: date) -> dict[str, Any]:
        return {name: getattr(kalender, name) for name in RulesForm.base_fields}

    def values(self) -> dict[str, Any]:
        return {"rules": BookingRules(**self.cleaned_data)}


class ConfirmForm(SupplyForm):
    """Nothing to type: the preview is the question."""

    def values(self) -> dict[str, Any]:
        return {}
