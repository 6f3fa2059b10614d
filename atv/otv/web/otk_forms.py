"""Forms of the OTK."""

from datetime import date
from typing import Any

from django import forms

from atv.otv.models import OtvSite
from atv.otv.queries.otk import Choice
from atv.otv.rules.anliegen import Values
from atv.otv.rules.areas import AREA_LABELS, EXEMPT_LABELS, Area, Exempt
from atv.otv.rules.site import LABELS, SiteValues
from socl.core.forms import DayField, Plain, VersionedForm

WIDE = {"rows": 3}


def _text(name: str, *, most: int, help_text: str = "", rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=LABELS[name], max_length=most, required=False, widget=area, help_text=help_text
    )


def _number(
    name: str, least: int, most: int, help_text: str = "", *, required: bool = True
) -> forms.IntegerField:
    return forms.IntegerField(
        label=LABELS[name], min_value=least, max_value=most, help_text=help_text, required=required
    )


class AnliegenForm(VersionedForm):
    """What the site says about one Anliegen; what law or directive fix is not asked."""

    active = forms.BooleanField(label="Dieses Anliegen anbieten", required=False)
    title = forms.CharField(
        label=LABELS["title"],
        max_length=120,
        help_text="Kundenfreundlich, aus Sicht der Kundin oder des Kunden.",
        error_messages={"required": "Bitte eine Überschrift angeben."},
    )
    text = _text("text", most=1000)
    hint = _text(
        "hint", most=2000, help_text="Steht vor der Zeitauswahl, zum Beispiel eine gesetzliche Frist."
    )
    bring = _text("bring", most=500, help_text="Mit Semikolon trennen.", rows=2)
    personal = forms.BooleanField(label="Persönlich in der Eingangszone", required=False)
    telephone = forms.BooleanField(label="Am Telefon", required=False)
    minutes = _number("minutes", 5, 120, "Vorschlag aus der Vorlage.")
    spacing_minutes = _number(
        "spacing_minutes", 0, 60, "Hält den Serviceplatz danach frei, zum Beispiel wegen Hygieneregeln."
    )
    limit_per_day = _number(
        "limit_per_day", 1, 999, "Leer lassen: so viele, wie die Serviceplätze hergeben.", required=False
    )
    lead_hours = _number("lead_hours", 0, 336, "So lange vor dem Termin kann noch gebucht werden.")
    horizon_days = _number("horizon_days", 1, 180, "So weit im Voraus kann gebucht werden.")
    booking_mode = forms.CharField(
        label=LABELS["booking_mode"],
        max_length=120,
        required=False,
        help_text="Wie der Termin in der Fachanwendung zu buchen ist; sieht nur die Eingangszone.",
    )

    def __init__(self, *args: Any, choice: Choice, **given: Any) -> None:
        super().__init__(*args, **given)
        self.choice = choice
        entry = choice.entry
        fixed = ("title", "text", "hint") if entry.is_mandatory else ()
        law = [name for name in ("personal", "telephone") if not getattr(entry, name)]
        for name in (*fixed, *law):
            del self.fields[name]
        if not entry.telephone and "personal" in self.fields:
            del self.fields["personal"]

    def values(self) -> Values:
        """The configuration as typed, with what is fixed."""
        entry = self.choice.entry
        fixed = {**vars(self.choice.values), "personal": entry.personal, "telephone": entry.telephone}
        typed = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        return Values(**{**fixed, **typed})


class SiteForm(VersionedForm):
    """What the Dienststelle says about itself."""

    address = forms.CharField(label=LABELS["address"], max_length=200, required=False)
    directions = _text("directions", most=1000, help_text="Zum Beispiel Haltestelle, Aufzug, Eingang.")
    easy_language = _text("easy_language", most=5000, help_text="Ein Text in Leichter Sprache.", rows=5)
    sign_language_url = forms.URLField(
        label=LABELS["sign_language_url"],
        required=False,
        assume_scheme="https",
        help_text="Adresse des Videos, beginnt mit https://",
        error_messages={"invalid": "Bitte eine Adresse angeben, die mit https:// beginnt."},
    )
    confirm_minutes = _number("confirm_minutes", 5, 2880, "Sonst wird der Termin wieder frei.")
    return_minutes = _number("return_minutes", 0, 1440, "Verhindert Handel mit Terminen.")

    def values(self) -> SiteValues:
        return SiteValues(**{k: v for k, v in self.cleaned_data.items() if k != "version"})

    @staticmethod
    def initial_of(site: OtvSite) -> dict[str, Any]:
        return {name: getattr(site, name) for name in SiteForm.base_fields}


class NewSiteForm(Plain):
    """A site for a Dienststelle; another Geschäftsfeld only with its exception."""

    unit = forms.ChoiceField(label="Dienststelle", error_messages={"required": "Bitte wählen."})
    area = forms.TypedChoiceField(label="Geschäftsfeld", choices=list(AREA_LABELS.items()), coerce=Area)
    exempt = forms.TypedChoiceField(
        label="Ausnahme",
        choices=list(EXEMPT_LABELS.items()),
        coerce=Exempt,
        empty_value=Exempt.NONE,
        required=False,
    )
    trial_until = DayField(
        label="Letzter Tag der Erprobung",
        help_text="Nur für eine Erprobung, spätestens 31.08.2022.",
        required=False,
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class DayForm(VersionedForm):
    """From which day on."""

    day = DayField(label="Ab dem Tag")

    def __init__(self, *args: Any, label: str = "", **given: Any) -> None:
        super().__init__(*args, **given)
        if label:
            self.fields["day"].label = label

    @property
    def chosen(self) -> date:
        found: date = self.cleaned_data["day"]
        return found


class CommentForm(Plain):
    """A word of the RD."""

    text = forms.CharField(
        label="Kommentar",
        max_length=2000,
        widget=forms.Textarea(attrs=WIDE),
        help_text="Zur Konfiguration. Keine Angaben über Kundinnen oder Kunden.",
        error_messages={"required": "Bitte einen Kommentar schreiben."},
    )


class CopyForm(VersionedForm):
    """From which other site."""

    source = forms.ChoiceField(label="Übernehmen von", error_messages={"required": "Bitte wählen."})

    def __init__(self, *args: Any, sites: list[OtvSite], **given: Any) -> None:
        super().__init__(*args, **given)
        self.sites = {site.key: site for site in sites}
        self.fields["source"].choices = [(s.key, s.unit.name) for s in sites]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> OtvSite:
        """The site to copy from."""
        return self.sites[self.cleaned_data["source"]]


class TextBlockForm(Plain):
    """The official wording of Anlage 2."""

    text = forms.CharField(label="Beschreibung", max_length=1000, widget=forms.Textarea(attrs=WIDE))
    hint = forms.CharField(
        label="Hinweis (gesetzliche Fristen)", max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )
    source = forms.CharField(
        label="Quelle",
        max_length=200,
        help_text="Zum Beispiel: Anlage 2 der Weisung 202202013, Stand 18.02.2022.",
    )
