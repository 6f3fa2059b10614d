"""Who gets in where: one line per address and method, asked of every role at its own unit and at a foreign one.

**To add an address**: put a line into the section of its app, next to its neighbours::

    row("GET", "eakte/<str:os>/", own="os_staff os_lead"),
    row("POST", "eakte/auftrag/<int:pk>/annehmen/", own="os_staff os_lead"),

- the methods (``"GET"``, ``"GET POST"``) and the route, letter by letter as in the URL table;
- ``own``: the roles that get in from Nord, where everything asked about lies; ``foreign``: those that get in from
  West. ``EVERYBODY`` or a text of role names; nobody if left out. All others must be answered 401, 403 or 404 and
  leave every table as it was. To get in means to pass the gate: 409, 422 and a redirect to another page are fine;
- the parameters of the route stand in tests/urls.py: ``{booking}`` there is the thing of that name in ``THINGS`` of
  ``tests/rights/visitors.py`` (add yours, one line too);
- ``body={...}`` where the gate only asks after reading the body;
- ``mine(...)`` for what belongs to one desk: only ``tsb1``, who is in a call, gets in;
- ``public(...)`` for what needs no login, ``everybody(...)`` for any login whatsoever.
"""

from dataclasses import dataclass
from typing import Any

from socl.orga.rules.roles import Role

EVERYBODY = " ".join(Role)
SC = "tsb fit sc_lead"
OS = "os_staff os_lead"
HOTLINE = f"fit sc_lead {OS}"
SHEET = f"{OS} ez_lead ez_staff"  # read a day sheet, each their own
LEADS = "os_lead ez_lead otk_admin"  # set up Serviceplätze
OTV = "otk_admin agentur_lead rd"  # read what a Dienststelle offers online
FIRST_CONTACT = "sc_lead os_lead rd sc_region koordinator"
FIGURES = "os_lead ez_lead rd sc_region koordinator"
APPOINTING = "sc_lead os_lead agentur_lead rd sc_region betrieb"
ROLLOUT = "sc_lead os_lead agentur_lead rd sc_region koordinator redaktion revision"
NEWCOMER = {"username": "neu", "name": "Neu", "role": "tsb", "valid_from": "2026-11-18"}
NUMBERS = "sc_lead sc_region koordinator revision betrieb"
NINE = "2026-11-18T09:00:00+01:00"
PLACE = {"team": "alg-131", "kind": "sonstiges", "starts_at": NINE}
BOOKING = {**PLACE, "name": "x", "rueckruf_number": "+493023125900", "briefing": "y", "channel": "sc"}


@dataclass(frozen=True)
class Row:
    """One address with some of its methods, and who gets in."""

    methods: tuple[str, ...]
    route: str
    own: frozenset[Role] = frozenset()
    foreign: frozenset[Role] = frozenset()
    is_mine: bool = False
    is_public: bool = False
    body: dict[str, Any] | None = None


def row(methods: str, route: str, *, own: str = "", foreign: str = "", body: Any = None) -> Row:
    """An address that some roles get into."""
    return Row(tuple(methods.split()), route, _roles(own), _roles(foreign), body=body)


def mine(methods: str, route: str, *, own: str = "", body: Any = None) -> Row:
    """An address of one desk: only its own person gets in, and ``own``."""
    return Row(tuple(methods.split()), route, _roles(own), is_mine=True, body=body)


def everybody(methods: str, route: str) -> Row:
    """An address for any login."""
    return row(methods, route, own=EVERYBODY, foreign=EVERYBODY)


def public(methods: str, route: str) -> Row:
    """An address that needs no login."""
    every = frozenset(Role)
    return Row(tuple(methods.split()), route, every, every, is_public=True)


def _roles(names: str) -> frozenset[Role]:
    return frozenset(Role(name) for name in names.split())


ROWS = [
    # ---- socl.web ----
    public("GET", ""),
    public("GET POST", "anmelden/"),
    public("POST", "abmelden/"),
    everybody("GET", "konto/"),
    everybody("GET POST", "konto/kennwort/"),
    everybody("GET POST", "konto/zweiter-faktor/"),
    everybody("GET POST", "konto/zweiter-faktor/einrichten/"),
    row("GET POST", "maschinen/", own="betrieb", foreign="betrieb"),
    row("POST", "maschinen/<int:pk>/", own="betrieb", foreign="betrieb", body={"step": "rotate"}),
    public("GET", "healthz"),
    public("GET", "readyz"),
    row("GET", "metrics"),  # a token of its own
    public("GET", "hilfe/tastatur/"),
    public("GET", "hilfe/begriffe/"),
    public("GET", "hilfe/barrierefreiheit/"),
    public("GET", "hilfe/lizenzen/"),
    everybody("GET", "nachschlagen/"),
    public("GET", "api/v1/schema/"),
    public("GET", "api/v1/docs/"),
    public("POST", "oauth/token/"),  # asks for client and secret itself
    # ---- atv.otv: for citizens ----
    public("GET", "termin/"),
    public("GET POST", "termin/nummer/"),
    public("GET POST", "termin/nachricht/"),
    public("GET", "termin/nachricht/gesendet/"),
    public("GET", "termin/barrierefreiheit/"),
    public("GET", "termin/leichte-sprache/<slug:key>/"),
    public("GET", "termin/gebucht/"),
    public("GET POST", "termin/link/<str:token>/"),
    public("GET", "termin/link/<str:token>/termin.ics"),
    public("GET", "termin/<slug:key>/"),
    *(
        public("GET POST", f"termin/<slug:key>/<slug:code>/{step}")
        for step in ("", "zeit/", "angaben/", "pruefen/")
    ),
    public("GET", "api/v1/otv/sites/"),
    public("GET", "api/v1/otv/sites/<slug:key>/"),
    public("POST", "api/v1/otv/sites/<slug:key>/anliegen/<slug:code>/slots/"),
    public("POST", "api/v1/otv/sites/<slug:key>/termine/"),
    public("POST", "api/v1/otv/contact/"),
    # ---- atv.otv: Service Center, Eingangszone ----
    row("POST", "api/v1/otv/termine/search/", own="tsb fit", foreign="tsb fit"),
    row("POST", "api/v1/otv/termine/<int:pk>/cancel/", own="tsb fit"),
    row("POST", "api/v1/otv/termine/<int:pk>/move/", own="tsb fit"),
    row("GET POST", "otv/termine/", own="tsb fit", foreign="tsb fit"),  # each finds its own
    row("POST", "otv/termine/person/", own="tsb fit", foreign="tsb fit"),  # each finds its own
    row("POST", "otv/termine/<int:pk>/absage/", own="tsb fit"),
    row("GET", "otv/nachrichten/", own="tsb fit", foreign="tsb fit"),
    row("POST", "otv/nachrichten/<int:pk>/erledigt/", own="tsb fit"),
    everybody("GET", "otv/ez/<str:key>/"),  # leads to the sheet of today
    row("GET", "otv/ez/<str:key>/<str:day>/", own="ez_staff ez_lead"),
    row("GET", "otv/ez/<str:key>/zahlen/", own="ez_lead rd sc_region koordinator"),
    row("POST", "otv/ez/<str:key>/laufkundschaft/", own="ez_staff ez_lead"),
    row("POST", "otv/ez/termin/<int:pk>/schritt/", own="ez_staff ez_lead", body={"act": "angekommen"}),
    row("GET", "otv/ez/<str:key>/<str:day>/csv/", own="ez_staff ez_lead"),
    row("GET", "otv/ez/<str:key>/zahlen/csv/", own="ez_lead rd sc_region koordinator"),
    # ---- socl.orga ----
    everybody("GET", "zustaendigkeit/"),
    everybody("GET", "rechte/"),
    row("GET", "personal/", own=APPOINTING, foreign=APPOINTING),
    row("GET", "personal/<str:unit>/", own="sc_lead sc_region betrieb", foreign="betrieb"),
    row("GET POST", "personal/<str:unit>/aufnehmen/", own="sc_lead sc_region betrieb", foreign="betrieb"),
    row("GET POST", "personal/<str:unit>/einlesen/", own="sc_lead sc_region betrieb", foreign="betrieb"),
    row("POST", "personal/<str:unit>/benennen/", own="sc_lead sc_region"),
    row("POST", "personal/benennung/<int:pk>/ende/", own="sc_lead sc_region"),
    row("GET", "personal/person/<int:pk>/", own="sc_lead sc_region betrieb", foreign="betrieb"),
    row("POST", "personal/person/<int:pk>/schulung/", own="sc_lead sc_region", body={"step": "name"}),
    row("POST", "personal/person/<int:pk>/berechtigung/", own="sc_lead sc_region"),
    row("POST", "personal/person/<int:pk>/konto/", own="sc_lead sc_region", body={"step": "lock"}),
    row("POST", "personal/berechtigung/<int:pk>/", own="sc_lead sc_region", body={"step": "grant"}),
    row("GET POST", "personal/dienstposten/<int:pk>/", own="sc_lead sc_region"),
    everybody("GET", "api/v1/roles/"),
    row("GET", "api/v1/units/<str:unit>/people/", own="sc_lead sc_region betrieb", foreign="betrieb"),
    row("POST", "api/v1/units/<str:unit>/people/", own="sc_lead sc_region", body=NEWCOMER),
    row(
        "POST",
        "api/v1/units/<str:unit>/people/list/",
        own="sc_lead sc_region betrieb",  # who may give nothing here is told so line by line
        foreign="betrieb",
    ),
    row("GET", "api/v1/units/<str:unit>/coordinators/", own="sc_lead sc_region betrieb", foreign="betrieb"),
    row("POST", "api/v1/units/<str:unit>/coordinators/", own="sc_lead sc_region"),
    row("GET", "api/v1/people/<int:pk>/", own="sc_lead sc_region betrieb", foreign="betrieb"),
    row("POST", "api/v1/people/<int:pk>/first-password/", own="sc_lead sc_region"),
    row("POST", "api/v1/people/<int:pk>/training/", own="sc_lead sc_region"),
    row("POST", "api/v1/people/<int:pk>/clearances/", own="sc_lead sc_region"),
    row("POST", "api/v1/clearances/<int:pk>/grant/", own="sc_lead sc_region"),
    row("POST", "api/v1/clearances/<int:pk>/withdraw/", own="sc_lead sc_region"),
    row("POST", "api/v1/dienstposten/<int:pk>/end/", own="sc_lead sc_region"),
    row("POST", "api/v1/dienstposten/<int:pk>/move/", own="sc_lead sc_region"),
    row("POST", "api/v1/coordinators/<int:pk>/end/", own="sc_lead sc_region"),
    # ---- socl.post and socl.journal ----
    # ---- routing.rufkreis: pages ----
    mine("GET", "leitung/<int:pk>/warum/"),
    mine("POST", "leitung/<int:pk>/halten/"),
    mine("POST", "leitung/<int:pk>/zurueck/"),
    mine("POST", "api/v1/calls/<int:pk>/hold/"),
    mine("POST", "api/v1/calls/<int:pk>/unhold/"),
    row("GET", "telefonie/nummern/", own=NUMBERS, foreign=NUMBERS),  # each sees its own region's
    row("GET", "telefonie/nummern/<int:pk>/", own=NUMBERS, foreign="betrieb revision"),
    row("POST", "telefonie/nummern/<int:pk>/", own="sc_region betrieb", foreign="betrieb"),
    row("POST", "telefonie/nummern/<int:pk>/tag/", own="sc_region betrieb", foreign="betrieb"),
    row("GET", "api/v1/entry-numbers/", own=NUMBERS, foreign=NUMBERS),
    row("GET", "api/v1/entry-numbers/<int:pk>/", own=NUMBERS, foreign="betrieb revision"),
    row("PUT", "api/v1/entry-numbers/<int:pk>/", own="sc_region betrieb", foreign="betrieb"),
    row("DELETE", "api/v1/entry-numbers/<int:pk>/next-week/", own="sc_region betrieb", foreign="betrieb"),
    row(
        "PUT DELETE",
        "api/v1/entry-numbers/<int:pk>/days/<day:day>/",
        own="sc_region betrieb",
        foreign="betrieb",
    ),
    mine("POST", "leitung/<int:pk>/weiter/<str:topic>/"),
    mine("POST", "api/v1/calls/<int:pk>/requeue/", body={"topic": "general"}),
    row("GET", "telefonie/rufkreise/", own="betrieb revision", foreign="betrieb revision"),
    row("GET POST", "telefonie/rufkreise/<str:key>/<str:topic>/", own="betrieb", foreign="betrieb"),
    row("GET", "lagebild/", own="sc_lead sc_region koordinator", foreign="sc_lead sc_region koordinator"),
    row("GET", "lagebild/<str:key>/", own="sc_lead sc_region koordinator"),
    row("GET", "lagebild/<str:key>/anliegen/", own="sc_lead sc_region koordinator"),
    row("GET", "lagebild/<str:key>/stand/", own="sc_lead sc_region koordinator"),
    everybody("GET", "plan/<str:key>/"),  # leads to today
    row("GET POST", "plan/<str:key>/<day:day>/", own="sc_lead"),
    row("POST", "plan/<str:key>/<day:day>/woche/", own="sc_lead"),
    row("POST", "plan/<str:key>/jetzt/", own="sc_lead"),
    row("GET", "plan/<str:key>/<day:day>/bedarf/", own="sc_lead sc_region koordinator"),
    everybody("POST", "api/v1/staffing/"),
    row("GET", "telefonie/", own="betrieb revision", foreign="betrieb revision"),
    row("POST", "telefonie/<int:pk>/schluessel/", own="betrieb", foreign="betrieb"),
    row("GET", "versand/", own="betrieb", foreign="betrieb"),
    row("GET", "versand/<int:pk>/", own="betrieb", foreign="betrieb"),
    row("POST", "versand/<int:pk>/nochmal/", own="betrieb", foreign="betrieb"),
    row("GET", "aufbewahrung/", own="revision betrieb", foreign="revision betrieb"),
    row("GET POST", "journal/", own="revision", foreign="revision"),
    row("POST", "journal/ausgabe/", own="revision", foreign="revision"),
    # ---- atv.kalender: pages ----
    row("GET", "kalender/<str:team>/", own=OS),  # leads to today
    row("GET", "kalender/<str:team>/ueberfaellig/", own=OS),
    row("GET", "kalender/<str:team>/<str:day>/", own=OS),
    row("GET", "kalender/<str:team>/<str:day>/platz/<int:number>/", own=OS),
    row("GET", "kalender/termin/<int:pk>/", own=f"tsb ez_staff {OS}"),
    row("POST", "kalender/termin/<int:pk>/versuch/", own=OS),
    row("POST", "kalender/termin/<int:pk>/abschluss/", own=OS),
    row("POST", "kalender/termin/<int:pk>/schutz/", own=f"tsb ez_staff {OS}"),
    row("POST", "kalender/termin/<int:pk>/absage/", own=f"tsb ez_staff {OS}"),
    row("GET POST", "kalender/termin/<int:pk>/verschieben/", own=f"tsb ez_staff {OS}"),
    row("POST", "kalender/termin/<int:pk>/uebernahme/", own=OS),
    row("GET POST", "kalender/termin/<int:pk>/folgetermin/", own=OS),
    row("GET", "kalender/buchen/", own="tsb ez_staff portal", foreign="tsb ez_staff portal"),
    row("GET POST", "kalender/buchen/<str:team>/<str:art>/", own="tsb ez_staff portal", foreign="portal"),
    row(
        "POST",
        "kalender/buchen/<str:team>/<str:art>/vormerkung/",
        own="tsb ez_staff portal",
        foreign="portal",
        body={"act": "hold"},
    ),
    row("GET", "kalender/<str:team>/regeln/", own=OS),
    row("POST", "kalender/<str:team>/regeln/", own="os_lead"),
    row("GET", "kalender/<str:team>/woche/", own=OS),
    row("GET", "kalender/<str:team>/woche/<str:day>/platz/<int:number>/", own=OS),
    row("GET", "kalender/<str:team>/woche/<str:day>/platz/<int:number>/tag/", own=OS),
    row("GET", "kalender/<str:team>/<str:day>/csv/", own=OS),
    row("GET", "kalender/<str:team>/<str:day>/ics/", own=OS),
    row("GET", "kalender/<str:team>/abo/", own=OS),
    row("POST", "kalender/<str:team>/abo/neu/", own="os_lead"),
    row("POST", "kalender/<str:team>/abo/widerruf/", own="os_lead"),
    row("GET", "kalender/abo/<str:secret>.ics"),  # whoever has the secret, and nobody without
    public("GET POST", "rueckruf/"),  # asks for the reference and a second fact itself
    mine("GET", "verlauf/anliegen/<int:pk>/"),  # and who was asked: test_story
    mine("GET", "verlauf/anruf/<int:pk>/", own="fit sc_lead"),  # one of its Anliegen was asked about
    everybody("GET", "verlauf/rueckruf/<int:pk>/"),  # lead on to pages that ask for themselves
    everybody("GET", "verlauf/auftrag/<int:pk>/"),
    mine("GET", "api/v1/anliegen/<int:pk>/timeline/"),
    everybody("GET", "leitfaeden/"),
    everybody("GET", "leitfaeden/<slug:code>/"),
    everybody("GET", "leitfaeden/<slug:code>/unterschied/"),
    row("GET POST", "leitfaeden/<slug:code>/entwurf/", own="redaktion", foreign="redaktion"),
    row("POST", "leitfaeden/<slug:code>/freigeben/", own="redaktion", foreign="redaktion"),
    row("POST", "leitfaeden/<slug:code>/zurueckziehen/", own="redaktion", foreign="redaktion"),
    everybody("GET", "api/v1/guides/"),
    everybody("GET", "api/v1/guides/<slug:code>/"),
    row("GET", "erstkontakt/", own=FIRST_CONTACT, foreign=FIRST_CONTACT),  # each sees its own region
    row("GET", "erstkontakt/csv/", own=FIRST_CONTACT, foreign=FIRST_CONTACT),
    row("GET", "api/v1/figures/first-contact/", own=FIRST_CONTACT, foreign=FIRST_CONTACT),
    row("GET", "kalender/zahlen/", own=FIGURES, foreign=FIGURES),  # each sees its own
    row("GET", "kalender/zahlen/csv/", own=FIGURES, foreign=FIGURES),
    row("GET", "kalender/<str:team>/serviceplaetze/", own=OS),
    row("GET", "kalender/<str:team>/serviceplaetze/verlauf/", own=OS),
    row("GET POST", "kalender/<str:team>/serviceplaetze/besetzung/", own="os_lead"),
    row("GET POST", "kalender/<str:team>/serviceplaetze/neu/<slug:what>/", own="os_lead"),
    row("GET POST", "kalender/<str:team>/serviceplaetze/<slug:what>/<int:pk>/", own="os_lead"),
    row("GET", "kalender/<str:team>/neuplanung/", own="os_lead"),
    row("POST", "kalender/<str:team>/neuplanung/alle/", own="os_lead"),
    # The booking asked about lies in an open time, so there is nothing to plan anew: 404 for everybody.
    row("POST", "kalender/<str:team>/neuplanung/<int:pk>/"),
    row(
        "GET",
        "kapazitaet/",
        own="os_lead koordinator sc_region sc_lead rd",
        foreign="os_lead koordinator sc_region sc_lead rd",  # each sees its own teams
    ),
    row("GET POST", "kapazitaet/<str:team>/hinweise/", own="os_lead"),
    # ---- atv.kalender: REST ----
    public("POST", "api/v1/bookings/by-reference/"),
    row("POST", "api/v1/bookings/<int:pk>/take-over/", own=OS),
    row("POST", "api/v1/bookings/<int:pk>/follow-up/", own=OS),
    row("GET", "api/v1/teams/<str:team>/slots/", own=f"{SC} ez_staff {OS} portal", foreign="portal"),
    row("GET", "api/v1/teams/<str:team>/days/<day:day>/", own=OS),
    row("POST", "api/v1/holds/", own="tsb ez_staff portal", foreign="portal", body=PLACE),
    row("DELETE", "api/v1/holds/<int:pk>/", own="tsb ez_staff portal", foreign="tsb ez_staff portal"),
    row("POST", "api/v1/holds/<int:pk>/renew/", own="tsb ez_staff portal", foreign="tsb ez_staff portal"),
    row("POST", "api/v1/bookings/", own="tsb ez_staff portal", foreign="portal", body=BOOKING),
    row("POST", "api/v1/bookings/search/", own=f"tsb {SHEET}", foreign=f"tsb {SHEET}"),  # each finds its own
    row("POST", "api/v1/persons/search/", own=f"tsb ez_staff {SHEET}", foreign=f"tsb ez_staff {SHEET}"),
    mine("POST", "api/v1/calls/<int:pk>/answer-booking/"),
    row("GET", "api/v1/bookings/<int:pk>/", own=f"tsb ez_staff {OS}"),
    row("POST", "api/v1/bookings/<int:pk>/move/", own=f"tsb ez_staff {OS}"),
    row("POST", "api/v1/bookings/<int:pk>/cancel/", own=f"tsb ez_staff {OS}"),
    row("POST", "api/v1/bookings/<int:pk>/attempts/", own=OS),
    row("POST", "api/v1/bookings/<int:pk>/complete/", own=OS),
    row("GET", "api/v1/serviceplaetze/", own=SHEET, foreign=SHEET),  # each sees its own
    row(
        "POST",
        "api/v1/serviceplaetze/",
        own="os_lead",
        body={"unit": "alg-131", "number": 9, "active_from": "2026-11-18"},
    ),
    row("PATCH", "api/v1/serviceplaetze/<int:pk>/", own="os_lead", body={"label": "x"}),
    row("GET", "api/v1/zeitfenster/", own=SHEET, foreign=SHEET),
    row("POST", "api/v1/zeitfenster/", own=LEADS, foreign=LEADS),  # the body says where: 422
    row("PATCH DELETE", "api/v1/zeitfenster/<int:pk>/", own="os_lead"),
    row("GET", "api/v1/ausfallzeiten/", own=SHEET, foreign=SHEET),
    row("POST", "api/v1/ausfallzeiten/", own=LEADS, foreign=LEADS),
    row("DELETE", "api/v1/ausfallzeiten/<int:pk>/", own="os_lead"),
    # ---- atv.otv ----
    row("GET", "otk/", own=OTV, foreign=OTV),
    row("POST", "otk/", own="otk_admin", foreign="otk_admin"),
    row("GET", "otk/rechte/", own="agentur_lead rd", foreign="agentur_lead rd"),
    row("POST", "otk/rechte/", own="agentur_lead", foreign="agentur_lead"),
    row("POST", "otk/rechte/antrag/<int:pk>/", own="agentur_lead rd", body={"schritt": "nein"}),
    row("POST", "otk/rechte/<int:pk>/entziehen/", own="agentur_lead rd"),
    row("GET POST", "otk/textbaustein/", own="redaktion", foreign="redaktion"),
    row("GET", "otk/<slug:key>/", own=OTV),
    row("GET", "otk/<slug:key>/vorschau/", own=OTV),
    row("GET", "otk/<slug:key>/verlauf/", own=OTV),
    row("GET", "otk/<slug:key>/verlauf/<int:version>/", own=OTV),
    row("POST", "otk/<slug:key>/verlauf/<int:version>/", own="otk_admin"),
    row("GET", "otk/<slug:key>/anliegen/<slug:code>/", own=OTV),
    row("POST", "otk/<slug:key>/anliegen/<slug:code>/", own="otk_admin"),
    row("GET POST", "otk/<slug:key>/angaben/", own="otk_admin"),
    row("GET POST", "otk/<slug:key>/uebernehmen/", own="otk_admin"),
    row("GET", "otk/<slug:key>/oeffnungszeiten/", own=OTV),
    row("POST", "otk/<slug:key>/oeffnungszeiten/", own="otk_admin"),
    row("POST", "otk/<slug:key>/oeffnungszeiten/zuruecknehmen/", own="otk_admin"),
    row("POST", "otk/<slug:key>/freischalten/", own="otk_admin"),
    row("POST", "otk/<slug:key>/zurueckziehen/", own="otk_admin"),
    row("POST", "otk/<slug:key>/start/", own="otk_admin"),
    row("POST", "otk/<slug:key>/kommentar/", own="rd"),
    row("GET", "api/v1/otk/sites/<slug:key>/", own=OTV),
    row("PUT", "api/v1/otk/sites/<slug:key>/", own="otk_admin"),
    row("GET", "api/v1/otk/sites/<slug:key>/anliegen/<slug:code>/", own=OTV),
    row("PUT", "api/v1/otk/sites/<slug:key>/anliegen/<slug:code>/", own="otk_admin"),
    row("GET", "api/v1/otk/sites/<slug:key>/opening/", own=OTV),
    row("PUT", "api/v1/otk/sites/<slug:key>/opening/", own="otk_admin"),
    row("PUT DELETE", "api/v1/otk/sites/<slug:key>/opening/<day:day>/", own="otk_admin"),
    row("POST", "api/v1/otk/sites/<slug:key>/release/", own="otk_admin"),
    row("POST", "api/v1/otk/sites/<slug:key>/withdraw/", own="otk_admin"),
    row("POST", "api/v1/otk/sites/<slug:key>/report-start/", own="otk_admin"),
    # ---- eakte ----
    row("GET", "postkorb/<str:os>/", own=OS),
    row("GET", "postkorb/<str:os>/liste/", own=OS),
    row("GET", "postkorb/auftrag/<int:pk>/", own=f"tsb {OS}"),
    row("POST", "postkorb/auftrag/<int:pk>/nehmen/", own=OS),
    row("POST", "postkorb/auftrag/<int:pk>/zurueck/", own=OS),
    row("POST", "postkorb/auftrag/<int:pk>/weiter/", own=OS),
    row("POST", "postkorb/auftrag/<int:pk>/fertig/", own=OS),
    row("POST", "postkorb/auftrag/<int:pk>/wieder/", own=OS),
    row("GET", "postkorb/rueckruf/<int:pk>/"),  # no order follows from the one asked about: 404
    row("POST", "postkorb/auftrag/<int:pk>/schutz/", own=OS),
    row("POST", "postkorb/auftrag/<int:pk>/anlagen/", own=OS),
    row("GET", "postkorb/auftrag/<int:pk>/anlagen/<int:attachment>/", own=f"tsb {OS}"),
    row("GET", "api/v1/sonderpostkoerbe/<str:os>/work-orders/", own=f"tsb {OS}"),
    row("GET", "api/v1/work-orders/<int:pk>/", own=f"tsb {OS}"),
    row("POST", "api/v1/work-orders/<int:pk>/claim/", own=OS),
    row("POST", "api/v1/work-orders/<int:pk>/return/", own=OS),
    row("POST", "api/v1/work-orders/<int:pk>/forward/", own=OS, body={"os": "os-123", "note": "x"}),
    row("POST", "api/v1/work-orders/<int:pk>/finish/", own=OS, body={"result": "solved"}),
    row("POST", "api/v1/work-orders/<int:pk>/reopen/", own=OS),
    row("POST", "api/v1/work-orders/<int:pk>/attachments/", own=OS),
    row("GET", "api/v1/work-orders/<int:pk>/attachments/<int:attachment>/", own=f"tsb {OS}"),
    # ---- routing.rufkreis ----
    everybody("GET", "api/v1/me/"),
    row("PUT", "api/v1/me/presence/", own="tsb", foreign="tsb"),
    row("POST", "api/v1/me/wrap-up/finish/", own="tsb", foreign="tsb"),
    row("POST", "api/v1/me/wrap-up/extend/", own="tsb", foreign="tsb"),
    # An offer of another desk is answered 409 offer_gone, like one that never was.
    row("POST", "api/v1/offers/<int:pk>/accept/", own="tsb", foreign="tsb"),
    row("POST", "api/v1/offers/<int:pk>/decline/", own="tsb", foreign="tsb"),
    mine("POST", "api/v1/calls/<int:pk>/hangup/"),
    mine("POST", "api/v1/calls/<int:pk>/identification/"),
    # Signature and token instead of a session: tests/rufkreis/test_cti_security.py
    row("POST", "api/cti/v1/events"),
    row("POST", "api/cti/v1/snapshots"),
    row("GET", "api/cti/v1/commands"),
    row("GET", "api/cti/v1/calls/<str:call_id>"),
    # ---- routing.escalation: the desk ----
    row("GET", "platz/", own="tsb", foreign="tsb"),
    row("GET", "platz/leitung/", own="tsb", foreign="tsb"),
    row("POST", "platz/wunsch/", own="tsb", foreign="tsb", body={"wish": "off"}),
    row("POST", "platz/angebot/<int:pk>/annehmen/", own="tsb", foreign="tsb"),
    row("POST", "platz/angebot/<int:pk>/ablehnen/", own="tsb", foreign="tsb"),
    mine("POST", "platz/anruf/<int:pk>/auflegen/"),
    mine("POST", "platz/anruf/<int:pk>/identifikation/"),
    mine("POST", "platz/anruf/<int:pk>/anliegen/"),
    mine("POST", "platz/anruf/<int:pk>/beantwortet/<int:booking>/"),
    row("POST", "platz/nachbearbeitung/beenden/", own="tsb", foreign="tsb"),
    row("POST", "platz/nachbearbeitung/verlaengern/", own="tsb", foreign="tsb"),
    mine("POST", "platz/anliegen/<int:pk>/art/", body={"kind": "auskunft"}),
    mine("POST", "platz/anliegen/<int:pk>/schutz/"),
    mine("POST", "platz/anliegen/<int:pk>/besonderes/"),
    mine("POST", "platz/anliegen/<int:pk>/geklaert/"),
    mine("POST", "platz/anliegen/<int:pk>/abschluss/", body={"outcome": "referred"}),
    mine("GET POST", "platz/anliegen/<int:pk>/rueckruf/"),
    mine("POST", "platz/anliegen/<int:pk>/vormerkung/", body={"act": "hold"}),
    mine("GET POST", "platz/anliegen/<int:pk>/auftrag/"),
    mine("POST", "platz/anliegen/<int:pk>/fragen/"),
    mine("POST", "platz/anliegen/<int:pk>/ausnahme/"),
    mine("POST", "platz/ruecksprache/<int:pk>/zurueckziehen/"),
    mine("POST", "platz/zusage/<int:pk>/anrufen/"),
    mine("POST", "platz/zusage/<int:pk>/gehalten/"),
    # ---- routing.escalation: the hotline ----
    row("GET", "hotline/", own=HOTLINE, foreign=HOTLINE),
    row("GET", "hotline/fragen/", own=HOTLINE, foreign=HOTLINE),
    row("POST", "hotline/anwesenheit/", own=HOTLINE, foreign=HOTLINE, body={"wish": "off"}),
    row("POST", "hotline/einrichten/", own="sc_lead os_lead", foreign="sc_lead os_lead"),
    row("POST", "hotline/frage/<int:pk>/nehmen/", own="fit sc_lead"),
    row("POST", "hotline/frage/<int:pk>/antwort/", own="fit sc_lead"),
    row("POST", "hotline/frage/<int:pk>/uebernehmen/", own="fit sc_lead"),
    # ---- routing.escalation: REST ----
    mine("GET", "api/v1/calls/<int:pk>/"),
    mine("POST", "api/v1/calls/<int:pk>/anliegen/"),
    mine("GET PATCH", "api/v1/anliegen/<int:pk>/"),
    mine("GET", "api/v1/anliegen/<int:pk>/next-steps/"),
    mine("POST", "api/v1/anliegen/<int:pk>/resolve/"),
    mine("POST", "api/v1/anliegen/<int:pk>/close/"),
    mine("POST", "api/v1/anliegen/<int:pk>/rueckruf/"),
    mine("POST", "api/v1/anliegen/<int:pk>/work-order/"),
    mine("POST", "api/v1/anliegen/<int:pk>/consults/"),
    row("GET", "api/v1/consults/", own=f"tsb {HOTLINE}", foreign=f"tsb {HOTLINE}"),  # each finds its own
    row("POST", "api/v1/consults/<int:pk>/join/", own="fit sc_lead"),
    row("POST", "api/v1/consults/<int:pk>/answer/", own="fit sc_lead"),
    mine("POST", "api/v1/consults/<int:pk>/cancel/"),
    row("POST", "api/v1/consults/<int:pk>/take-over/", own="fit sc_lead"),
    # ---- rollout ----
    row("GET", "einfuehrung/", own=ROLLOUT, foreign=ROLLOUT),  # who is elsewhere sees the tiles alone
    row("POST", "einfuehrung/beteiligung/<int:pk>/", own="redaktion", foreign="redaktion"),
    row("GET", "einfuehrung/<str:programme>/<str:key>/", own=ROLLOUT, foreign="redaktion revision"),
    row("POST", "einfuehrung/<str:programme>/<str:key>/plan/", own="rd sc_region"),
    row("POST", "einfuehrung/<str:programme>/<str:key>/termin/", own="rd sc_region"),
    row("POST", "einfuehrung/<str:programme>/<str:key>/massnahme/", own="rd sc_region"),
    row("POST", "einfuehrung/termin/<int:pk>/gehalten/", own="rd sc_region"),
    row("POST", "einfuehrung/termin/<int:pk>/ende/", own="rd sc_region"),
    row("POST", "einfuehrung/massnahme/<int:pk>/", own="rd sc_region"),
    row("GET", "einfuehrung/regeln/", own=ROLLOUT, foreign=ROLLOUT),
    row("GET", "einfuehrung/arbeitsmittel/", own=ROLLOUT, foreign=ROLLOUT),
    row("POST", "einfuehrung/arbeitsmittel/<int:pk>/", own="redaktion", foreign="redaktion"),
    row("GET", "einfuehrung/liste/<str:unit>/", own=ROLLOUT, foreign="redaktion revision"),
    row("GET", "einfuehrung/liste/<str:unit>/csv/", own=ROLLOUT, foreign="redaktion revision"),
    row("GET", "einfuehrung/punkt/<int:pk>/", own=ROLLOUT, foreign="redaktion revision"),
    row("POST", "einfuehrung/punkt/<int:pk>/", own="sc_lead koordinator"),
    row("POST", "api/v1/rollout/items/<int:pk>/tick/", own="sc_lead koordinator", body={"note": ""}),
    row("POST", "einfuehrung/<str:programme>/<str:key>/pruefen/", own="rd sc_region"),
    row("POST", "einfuehrung/liste/<str:unit>/postkorb/", own="os_lead"),
    row("GET", "api/v1/rollout/regions/<str:key>/readiness/", own=ROLLOUT, foreign="redaktion revision"),
    row("GET", "einfuehrung/<str:programme>/<str:key>/schalten/", own="rd sc_region"),
    row("POST", "einfuehrung/<str:programme>/<str:key>/oeffnen/", own="rd sc_region"),
    row("POST", "einfuehrung/<str:programme>/<str:key>/ausnahme/", own="rd sc_region"),
    row("POST", "einfuehrung/<str:programme>/<str:key>/ruecknahme/", own="rd sc_region"),
    row("POST", "api/v1/rollout/regions/<str:key>/open/", own="rd sc_region"),
    row("POST", "api/v1/rollout/regions/<str:key>/override/", own="rd sc_region", body={"reason": "x"}),
    row("POST", "api/v1/rollout/regions/<str:key>/rollback/", own="rd sc_region", body={"reason": "x"}),
    row("GET", "api/v1/rollout/waves/", own=ROLLOUT, foreign=ROLLOUT),
    # ---- socl.lab (demo only) ----
    public("GET POST", "demo/anrufer/"),
    public("GET", "demo/anrufer/stand/"),
    public("POST", "demo/anrufer/auflegen/"),
    public("POST", "demo/anrufer/neu/"),
    public("GET", "demo/versand/"),
]
