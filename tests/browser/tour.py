"""The stops of the browser tour: every page in its states, one line each. A page without a stop fails the tour.

A stop is looked at with axe at 1280 and 320 px, so other browser tests need not look at the same state again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from socl.core import clock
from tests.urls import PAGES, Sampled, reach

Step = Callable[[Page], None]


@dataclass(frozen=True)
class Stop:
    """One state of one page: who opens what, what is done there, which status the shown document has."""

    path: str  # subjects in braces, as in tests/urls.py
    who: str = ""  # a demo login; nobody without
    state: str = ""  # in words, where the path does not say it
    status: int = 200
    do: Step | None = None  # after opening
    breaks: str = ""  # dotted name of a function that fails meanwhile

    def __str__(self) -> str:
        return " ".join(filter(None, (self.who or "nobody", self.path, self.state)))


def send(page: Page, button: str = "main button:not([type=button])", **typed: str) -> None:
    """Type into fields by their names, press a button, and wait for the page that comes back."""
    for name, text in typed.items():
        page.fill(f"main [name={name}]", text)
    with page.expect_navigation():
        page.locator(button).first.click()


def typed(**values: str) -> Step:
    """The step that sends the page's first form."""
    return lambda page: send(page, **values)


def pressed(words: str) -> Step:
    """The step that presses the button with these words, in a folded part too."""

    def press(page: Page) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
        send(page, f"main button:has-text('{words}')")

    return press


def flooded(page: Page) -> None:
    """More than any form of ours may send."""
    page.evaluate("document.querySelector('[name=username]').removeAttribute('maxlength')")
    send(page, username="x" * 300_000)


def without_cookies(page: Page) -> None:
    """An old tab: the form's token no longer fits."""
    page.context.clear_cookies()
    send(page)


def shortened(page: Page) -> None:
    """Every call of the REST docs is drawn by the same lines: five of them are enough to look at."""
    page.evaluate(
        "document.querySelectorAll('.call:nth-of-type(n+6), .calls li:nth-child(n+6)').forEach(e => e.remove())"
    )


def termin_time(page: Page, code: str) -> None:
    """A citizen's way to the details of an Anliegen at Kiel's site."""
    page.goto(page.url.partition("/termin/")[0] + f"/termin/131/{code}/zeit/")
    if "/zeit/" not in page.url:  # the first day without work is asked for
        send(page, first_jobless_on="01.03." + str(clock.today().year + 1))
    page.locator("main input[name=starts_at]").first.check()
    send(page)


def termin_details(page: Page) -> None:
    """Nothing typed."""
    termin_time(page, "OTV-02")
    send(page)


def termin_check(page: Page) -> None:
    """Everything typed."""
    termin_time(page, "OTV-03")
    page.locator("main input[name=way]").first.check()
    send(page, name="Gesa Probe", email="gesa@beispiel.invalid", communication_aid="Schriftmittlung")


def termin_booked(page: Page) -> None:
    """And the button pressed."""
    termin_time(page, "OTV-04")
    send(page, name="Hilke Probe", email="hilke@beispiel.invalid")
    send(page)


def no_day(page: Page) -> None:
    """Name somebody without saying from when."""
    send(page, "main button:has-text('Benennen')", valid_from="")


def list_of_people(page: Page) -> None:
    """A list with a good line and a bad one."""
    rows = b"benutzername;name;rolle;von\nneu2;Noch Neuer;tsb;01.12.2026\nX;;kaiser;nie\n"
    page.set_input_files("[name=file]", {"name": "liste.csv", "mimeType": "text/csv", "buffer": rows})
    send(page)


def withdrawn_long_ago(page: Page) -> None:
    """Withdraw a site on a day that has passed."""
    send(page, "main button:has-text('Zurückziehen')", **{"ende-day": "2020-01-01"})


def right_until_long_ago(page: Page) -> None:
    """Ask for a right that would have ended before it begins; other requests stand above the form."""
    send(page, "main button:has-text('Recht beantragen')", valid_until="2020-01-01")


def other_area(page: Page) -> None:
    """A Geschäftsfeld that directive 202202013 has not opened."""
    page.select_option("main [name=area]", "beratung")
    send(page)


BROKEN = "socl.orga.web.pages.districts"
STOPS = [
    # Everybody, and what goes wrong
    Stop("/"),
    Stop("/gibt-es-nicht/", status=404),
    Stop("/hilfe/tastatur/"),
    Stop("/hilfe/begriffe/"),
    Stop("/hilfe/barrierefreiheit/"),
    Stop("/hilfe/lizenzen/"),
    Stop("/nachschlagen/", "ez1", "the whole catalogue"),
    Stop("/nachschlagen/?anliegen=ALG-27&ort=10115", "ez1", "both"),
    Stop("/nachschlagen/?ort=x", "ez1", "refused", status=422),
    Stop("/api/v1/docs/", do=shortened),
    Stop("/anmelden/"),
    Stop("/anmelden/", state="wrong password", do=typed(username="tsb1", password="falsch")),
    Stop("/anmelden/", state="old tab", do=without_cookies, status=403),
    Stop("/anmelden/", state="too large", do=flooded, status=400),
    Stop("/zustaendigkeit/?ort=Kiel", "ez1", "server error", breaks=BROKEN, status=500),
    Stop("/", "koord1", "without a workplace"),
    Stop("/zustaendigkeit/", "ez1"),
    Stop("/zustaendigkeit/?ort=10115", "ez1", "found"),
    Stop("/zustaendigkeit/?ort=Nirgendwo", "ez1", "not found"),
    Stop("/zustaendigkeit/?ort=x", "ez1", "refused", status=422),
    # People and rights
    Stop("/rechte/", "tsb9"),
    Stop("/konto/", "sclead1"),
    Stop("/konto/kennwort/", "sclead1"),
    Stop("/konto/kennwort/", "sclead1", "refused", do=pressed("Kennwort ändern"), status=422),
    Stop("/konto/zweiter-faktor/einrichten/", "sclead1"),
    Stop("/konto/zweiter-faktor/einrichten/", "sclead1", "refused", do=typed(code="0"), status=422),
    Stop("/konto/zweiter-faktor/", "betrieb1", "leads to setting up"),
    Stop("/maschinen/", "betrieb1"),
    Stop("/maschinen/", "betrieb1", "refused", do=pressed("Anlegen"), status=422),
    Stop("/maschinen/", "betrieb1", "new secret", do=pressed("Neues Geheimnis")),
    Stop("/personal/", "rd1"),
    Stop("/personal/{unit}/", "sclead1"),
    Stop("/personal/{unit}/", "sclead1", "naming refused", do=no_day, status=422),
    Stop("/personal/ez-131/", "agentur1", "with one"),
    Stop("/personal/{unit}/aufnehmen/", "sclead1"),
    Stop("/personal/{unit}/aufnehmen/", "sclead1", "refused", do=pressed("Aufnehmen"), status=422),
    Stop(
        "/personal/{unit}/aufnehmen/", "sclead1", "first password", do=typed(username="neu", name="Neu Hier")
    ),
    Stop("/personal/{unit}/einlesen/", "sclead1"),
    Stop("/personal/{unit}/einlesen/", "sclead1", "refused", do=pressed("Vorschau"), status=422),
    Stop("/personal/{unit}/einlesen/", "sclead1", "preview", do=list_of_people),
    Stop("/personal/person/{colleague}/", "sclead1"),
    Stop("/personal/person/{colleague}/", "sclead1", "refused", do=pressed("An diesem Tag"), status=422),
    Stop("/personal/dienstposten/{office}/", "sclead1"),
    Stop("/personal/dienstposten/{office}/", "sclead1", "refused", do=pressed("Ende eintragen"), status=422),
    Stop("/demo/anrufer/"),
    Stop("/demo/anrufer/", state="refused", do=typed(plz="x"), status=422),
    Stop("/leitung/{call}/warum/", "tsb2"),
    Stop("/telefonie/nummern/", "betrieb1"),
    Stop("/telefonie/nummern/?suche=kiel&thema=alg", "betrieb1", "narrowed"),
    Stop("/telefonie/nummern/?suche=nirgends", "scregion1", "none"),
    Stop("/telefonie/nummern/{entry}/", "betrieb1"),
    Stop("/telefonie/nummern/{entry}/", "betrieb1", "preview", do=pressed("Vorschau der Woche")),
    Stop("/telefonie/nummern/{entry}/", "betrieb1", "refused", do=pressed("Vorschau der Tage"), status=422),
    Stop("/telefonie/nummern/{entry}/", "sclead1", "reads"),
    Stop("/telefonie/rufkreise/", "betrieb1"),
    Stop("/telefonie/rufkreise/sc-nord/alg/", "betrieb1"),
    Stop("/telefonie/rufkreise/sc-nord/alg/", "betrieb1", "refused", do=typed(nation_after="1"), status=422),
    Stop("/lagebild/", "scregion1"),
    Stop("/lagebild/sc-nord/", "scregion1"),
    Stop("/lagebild/sc-nord/", "sclead1"),
    Stop("/lagebild/sc-nord/anliegen/", "sclead1"),
    Stop("/plan/sc-nord/", "sclead1", "today"),
    Stop("/plan/sc-nord/{day}/", "sclead1", "refused", do=pressed("Einteilen"), status=422),
    Stop("/plan/sc-nord/{day}/bedarf/?calls=40", "sclead1"),
    Stop("/plan/sc-nord/{day}/bedarf/?aht=0", "scregion1", "refused", status=422),
    Stop("/telefonie/", "betrieb1"),
    Stop("/telefonie/", "betrieb1", "secret changed", do=pressed("wechseln")),
    Stop("/versand/", "betrieb1"),
    Stop("/versand/{letter}/", "betrieb1"),
    Stop("/demo/versand/"),
    Stop("/journal/", "revision1"),
    Stop("/journal/", "revision1", "refused", do=typed(key="AAAA-AAAA"), status=422),
    Stop("/journal/", "revision1", "found", do=typed(key="1")),
    Stop("/aufbewahrung/", "betrieb1"),
    Stop("/kapazitaet/", "oslead1"),
    Stop("/kapazitaet/alg-131/hinweise/", "oslead1"),
    Stop("/kapazitaet/alg-131/hinweise/", "oslead1", "refused", do=typed(warn_days="0"), status=422),
    # The desk
    Stop("/platz/", "os1", "not allowed", status=403),
    Stop("/platz/", "tsb9", "without training"),
    Stop("/platz/", "tsb2", "in a call"),
    Stop("/platz/", "tsb2", "Anliegen refused", do=pressed("Anliegen öffnen"), status=422),
    Stop("/platz/anliegen/{anliegen}/rueckruf/", "tsb2"),
    Stop(
        "/platz/anliegen/{anliegen}/rueckruf/",
        "tsb2",
        "refused",
        do=pressed("Rückruf verbindlich buchen"),
        status=422,
    ),
    Stop("/platz/anliegen/{anliegen}/auftrag/", "tsb2"),
    Stop("/platz/anliegen/{anliegen}/auftrag/", "tsb2", "refused", do=typed(subject=""), status=422),
    # Hotline and Sonderpostkorb
    Stop("/hotline/", "fit1", "a question waits"),
    Stop("/hotline/", "os1", "empty"),
    Stop("/postkorb/{os}/", "os1"),
    Stop("/postkorb/{os}/?filter=erledigt", "os1", "empty"),
    Stop("/postkorb/auftrag/{order}/", "os2", "in hand"),
    Stop("/postkorb/auftrag/{order}/", "os2", "refused", do=pressed("Zurückgeben"), status=422),
    # The team's calendar
    Stop("/kalender/{team}/woche/", "os1"),
    Stop("/kalender/{team}/woche/{day}/platz/1/", "os1"),
    Stop("/kalender/{team}/regeln/", "oslead1"),
    Stop("/kalender/{team}/abo/", "os1"),
    Stop("/kalender/buchen/", "ez1"),
    Stop("/kalender/buchen/{team}/sonstiges/", "ez1"),
    Stop("/kalender/termin/{booking}/folgetermin/", "os1", "not yet"),
    Stop("/kalender/{team}/", "os1"),
    Stop("/kalender/{team}/?tag=", "os1", "refused", status=422),
    Stop("/kalender/{team}/{day}/", "os1", "with bookings"),
    Stop("/kalender/{team}/2030-01-01/", "os1", "holiday"),
    Stop("/kalender/{team}/2029-03-04/", "os1", "Sunday"),
    Stop("/kalender/alg-347/", "os1", "another team's", status=404),
    Stop("/kalender/termin/{booking}/", "os1"),
    Stop("/kalender/termin/{booking}/", "os1", "refused", do=pressed("Termin absagen"), status=422),
    Stop("/kalender/termin/{booking}/verschieben/", "os1"),
    Stop("/kalender/termin/{booking}/folgetermin/", "os1"),
    Stop("/kalender/termin/{booking}/folgetermin/", "os1", "refused", do=pressed("Folgetermin"), status=422),
    Stop("/kalender/{team}/woche/", "os1"),
    Stop("/kalender/{team}/woche/{monday}/platz/1/", "os1", "with bookings"),
    Stop("/kalender/{team}/abo/", "os1"),
    Stop("/kalender/{team}/abo/", "oslead1", "given out", do=pressed("Adresse ausgeben")),
    Stop("/kalender/{team}/regeln/", "os1"),
    Stop("/kalender/{team}/regeln/", "oslead1", "refused", do=typed(attempts_wanted="0"), status=422),
    # The Eingangszone and the customer
    Stop("/kalender/buchen/", "ez1"),
    Stop("/kalender/buchen/?plz=10115&art=sonstiges", "ez1", "several Agenturen", status=422),
    Stop("/kalender/buchen/{team}/sonstiges/", "ez1"),
    Stop("/kalender/buchen/{team}/sonstiges/", "ez1", "refused", do=pressed("verbindlich"), status=422),
    Stop("/otv/termine/", "tsb1"),
    Stop("/otv/termine/", "tsb1", "refused", do=send, status=422),
    Stop("/otv/termine/", "tsb1", "nothing", do=typed(reference="K7XW-4RCE")),
    Stop("/otv/nachrichten/", "tsb1"),
    Stop("/otv/ez/ez-131/", "ez1", "today"),
    Stop("/otv/ez/ez-131/{termin_day}/", "ez1"),
    Stop("/otv/ez/ez-131/zahlen/", "ezlead1"),
    Stop("/termin/"),
    Stop("/termin/?ort=10115", state="several"),
    Stop("/termin/?ort=x", state="refused", status=422),
    Stop("/termin/131/"),
    Stop("/termin/131/OTV-01/"),
    Stop("/termin/131/OTV-02/", state="refused", do=send, status=422),
    Stop("/termin/131/OTV-04/zeit/"),
    Stop("/termin/131/OTV-04/zeit/", state="refused", do=send, status=422),
    Stop("/termin/131/OTV-02/angaben/", state="refused", do=termin_details, status=422),
    Stop("/termin/131/OTV-04/pruefen/", state="to the time first"),
    Stop("/termin/131/OTV-03/pruefen/", state="full", do=termin_check),
    Stop("/termin/gebucht/", state="booked", do=termin_booked),
    Stop("/termin/link/{token}/"),
    Stop("/termin/link/{token}/", state="refused", do=pressed("Auf diese Zeit"), status=422),
    Stop("/termin/nummer/"),
    Stop("/termin/nummer/", state="unknown", do=typed(reference="K7XW-4RCE", second_fact="x"), status=422),
    Stop("/termin/nachricht/"),
    Stop("/termin/nachricht/", state="refused", do=send, status=422),
    Stop("/termin/nachricht/gesendet/"),
    Stop("/termin/barrierefreiheit/"),
    Stop("/termin/leichte-sprache/131/"),
    Stop("/rueckruf/"),
    Stop("/rueckruf/", state="unknown", do=typed(reference="K7XW-4RCE", second_fact="x"), status=422),
    Stop(
        "/kalender/termin/{booking}/verschieben/", "os1", "refused", do=pressed("Auf diese Zeit"), status=422
    ),
    # What the team offers
    Stop("/kalender/{team}/serviceplaetze/", "oslead1"),
    Stop("/kalender/{team}/serviceplaetze/", "os1", "read only"),
    Stop("/kalender/ez-131/serviceplaetze/", "ezlead1", "nothing set up"),
    Stop("/kalender/{team}/serviceplaetze/verlauf/", "oslead1"),
    Stop("/kalender/{team}/serviceplaetze/besetzung/", "oslead1"),
    Stop("/kalender/{team}/serviceplaetze/neu/zeitfenster/", "oslead1"),
    Stop(
        "/kalender/{team}/serviceplaetze/neu/zeitfenster/",
        "oslead1",
        "refused",
        do=pressed("Vorschau"),
        status=422,
    ),
    Stop("/kalender/{team}/serviceplaetze/neu/woche/", "oslead1", "preview", do=pressed("Vorschau")),
    Stop("/kalender/{team}/serviceplaetze/platz/{serviceplatz}/", "oslead1"),
    Stop("/kalender/{team}/neuplanung/", "oslead1"),
    Stop("/kalender/zahlen/", "rd1"),
    # The OTK
    Stop("/otk/", "otk1"),
    Stop("/otk/", "otk1", "refused", do=other_area, status=422),
    Stop("/otk/131/", "otk1"),
    Stop("/otk/131/", "otk1", "refused", do=withdrawn_long_ago, status=422),
    Stop("/otk/131/", "rd1", "reads and comments"),
    Stop("/otk/131/", "rd1", "comment refused", do=pressed("Kommentieren"), status=422),
    Stop("/otk/131/angaben/", "otk1"),
    Stop("/otk/131/angaben/", "otk1", "refused", do=typed(confirm_minutes="1"), status=422),
    Stop("/otk/131/uebernehmen/", "otk1", "nothing to copy"),
    Stop("/otk/131/oeffnungszeiten/", "otk1"),
    Stop("/otk/131/oeffnungszeiten/", "rd1", "reads"),
    Stop("/otk/131/oeffnungszeiten/", "otk1", "preview", do=pressed("Vorschau der Woche")),
    Stop("/otk/131/oeffnungszeiten/", "otk1", "refused", do=pressed("Vorschau der Tage"), status=422),
    Stop("/otk/131/vorschau/", "otk1"),
    Stop("/otk/131/verlauf/", "otk1"),
    Stop("/otk/131/verlauf/3/", "otk1"),
    Stop("/otk/131/anliegen/OTV-01/", "otk1", "the prescribed one"),
    Stop("/otk/131/anliegen/OTV-02/", "otk1"),
    Stop("/otk/131/anliegen/OTV-02/", "otk1", "preview", do=pressed("Vorschau")),
    Stop("/otk/131/anliegen/OTV-09/", "otk1", "refused", do=typed(minutes="1"), status=422),
    Stop("/otk/rechte/", "rd1"),
    Stop("/otk/rechte/", "agentur1", "refused", do=right_until_long_ago, status=422),
    Stop("/otk/textbaustein/", "redaktion1"),
    Stop("/otk/textbaustein/", "redaktion1", "refused", do=typed(source=""), status=422),
    Stop("/kalender/ez-131/serviceplaetze/", "otk1", "of an Eingangszone"),
    Stop("/kalender/ez-131/serviceplaetze/neu/zeitfenster/", "otk1", "its own Anliegen"),
    # The introduction in waves
    Stop("/einfuehrung/", "redaktion1"),
    Stop("/einfuehrung/regeln/", "koord1"),
    Stop("/einfuehrung/arbeitsmittel/", "redaktion1"),
    Stop("/einfuehrung/liste/{unit}/", "koord1"),
    Stop("/einfuehrung/punkt/{item}/", "koord1"),
    Stop("/einfuehrung/punkt/{item}/", "koord1", "refused", do=typed(note="x" * 501), status=422),
    Stop("/einfuehrung/soc_l/sc-region-nord/", "rd1"),
    Stop("/einfuehrung/soc_l/sc-region-nord/schalten/", "rd1", "live"),
    Stop(
        "/einfuehrung/otv/sc-region-nord/schalten/", "rd1", "refused", do=pressed("einschalten"), status=422
    ),
    Stop("/einfuehrung/soc_l/sc-region-nord/", "rd1", "refused", do=pressed("Termin eintragen"), status=422),
    Stop("/erstkontakt/", "rd1"),
    Stop("/verlauf/anliegen/{anliegen}/", "tsb2"),
    Stop("/verlauf/anruf/{call}/", "tsb2"),
    Stop("/leitfaeden/", "redaktion1"),
    Stop("/leitfaeden/ALG-04/", "redaktion1"),
    Stop("/leitfaeden/ALG-04/entwurf/", "redaktion1"),
    Stop("/leitfaeden/ALG-04/entwurf/", "redaktion1", "refused", do=typed(may_say=""), status=422),
    Stop("/leitfaeden/ALG-04/entwurf/", "redaktion1", "drafted", do=typed(may_say="Am Monatsende.")),
    Stop("/leitfaeden/ALG-04/unterschied/", "redaktion1", "with a draft"),
]


def pages_without_a_stop() -> set[str]:
    """The pages of tests/urls.py that nobody looks at."""
    return set(PAGES) - {_route_of(stop.path) for stop in STOPS}


def _route_of(path: str) -> str:
    """The route that a stop's path leads to; none for an unknown page."""
    try:
        return resolve(urlsplit(reach(path, Sampled())).path).route
    except Resolver404:
        return "-"
