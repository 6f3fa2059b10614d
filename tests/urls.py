"""Every address of the house and how a test reaches it, one line each; the rights table and the browser tour share it.

A new address fails ``tests/test_register.py`` until it stands here. Left is the route as Django's resolver spells it,
right the path to ask for; a word in braces is a *subject* that the asking world fills in, for example
``{"team": "alg-131", "booking": 7}``.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Whole pages: opened by the tour of tests/browser/tour.py, empty, full and refused.
PAGES = {
    "": "/",
    "anmelden/": "/anmelden/",
    "hilfe/tastatur/": "/hilfe/tastatur/",
    "hilfe/begriffe/": "/hilfe/begriffe/",
    "hilfe/barrierefreiheit/": "/hilfe/barrierefreiheit/",
    "hilfe/lizenzen/": "/hilfe/lizenzen/",
    "nachschlagen/": "/nachschlagen/",
    "zustaendigkeit/": "/zustaendigkeit/",
    "kalender/zahlen/": "/kalender/zahlen/",
    "kalender/<str:team>/serviceplaetze/": "/kalender/{team}/serviceplaetze/",
    "kalender/<str:team>/serviceplaetze/verlauf/": "/kalender/{team}/serviceplaetze/verlauf/",
    "kalender/<str:team>/serviceplaetze/besetzung/": "/kalender/{team}/serviceplaetze/besetzung/",
    "kalender/<str:team>/serviceplaetze/neu/<slug:what>/": "/kalender/{team}/serviceplaetze/neu/zeitfenster/",
    "kalender/<str:team>/serviceplaetze/<slug:what>/<int:pk>/": (
        "/kalender/{team}/serviceplaetze/platz/{serviceplatz}/"
    ),
    "kalender/<str:team>/neuplanung/": "/kalender/{team}/neuplanung/",
    "konto/": "/konto/",
    "konto/kennwort/": "/konto/kennwort/",
    "konto/zweiter-faktor/": "/konto/zweiter-faktor/",
    "konto/zweiter-faktor/einrichten/": "/konto/zweiter-faktor/einrichten/",
    "maschinen/": "/maschinen/",
    "rechte/": "/rechte/",
    "personal/": "/personal/",
    "personal/<str:unit>/": "/personal/{unit}/",
    "personal/<str:unit>/aufnehmen/": "/personal/{unit}/aufnehmen/",
    "personal/<str:unit>/einlesen/": "/personal/{unit}/einlesen/",
    "personal/person/<int:pk>/": "/personal/person/{colleague}/",
    "personal/dienstposten/<int:pk>/": "/personal/dienstposten/{office}/",
    "platz/": "/platz/",
    "platz/anliegen/<int:pk>/rueckruf/": "/platz/anliegen/{anliegen}/rueckruf/",
    "platz/anliegen/<int:pk>/auftrag/": "/platz/anliegen/{anliegen}/auftrag/",
    "kalender/termin/<int:pk>/": "/kalender/termin/{booking}/",
    "kalender/termin/<int:pk>/verschieben/": "/kalender/termin/{booking}/verschieben/",
    "kalender/termin/<int:pk>/folgetermin/": "/kalender/termin/{booking}/folgetermin/",
    "rueckruf/": "/rueckruf/",
    "kalender/buchen/": "/kalender/buchen/",
    "kalender/buchen/<str:team>/<str:art>/": "/kalender/buchen/{team}/sonstiges/",
    "kalender/<str:team>/abo/": "/kalender/{team}/abo/",
    "kalender/<str:team>/regeln/": "/kalender/{team}/regeln/",
    "kalender/<str:team>/woche/": "/kalender/{team}/woche/",
    "kalender/<str:team>/woche/<str:day>/platz/<int:number>/": "/kalender/{team}/woche/2026-11-16/platz/1/",
    "kalender/<str:team>/": "/kalender/{team}/",
    "kalender/<str:team>/<str:day>/": "/kalender/{team}/{day}/",
    "postkorb/<str:os>/": "/postkorb/{os}/",
    "postkorb/auftrag/<int:pk>/": "/postkorb/auftrag/{order}/",
    "hotline/": "/hotline/",
    "erstkontakt/": "/erstkontakt/",
    "api/v1/docs/": "/api/v1/docs/",
    "telefonie/": "/telefonie/",
    "lagebild/": "/lagebild/",
    "leitung/<int:pk>/warum/": "/leitung/{call}/warum/",
    "telefonie/nummern/": "/telefonie/nummern/",
    "telefonie/nummern/<int:pk>/": "/telefonie/nummern/{entry}/",
    "telefonie/rufkreise/": "/telefonie/rufkreise/",
    "telefonie/rufkreise/<str:key>/<str:topic>/": "/telefonie/rufkreise/sc-nord/alg/",
    "lagebild/<str:key>/": "/lagebild/{sc}/",
    "plan/<str:key>/": "/plan/{sc}/",
    "plan/<str:key>/<day:day>/": "/plan/{sc}/{day}/",
    "plan/<str:key>/<day:day>/bedarf/": "/plan/{sc}/{day}/bedarf/",
    "versand/": "/versand/",
    "journal/": "/journal/",
    "kapazitaet/": "/kapazitaet/",
    "kapazitaet/<str:team>/hinweise/": "/kapazitaet/{team}/hinweise/",
    "aufbewahrung/": "/aufbewahrung/",
    "versand/<int:pk>/": "/versand/{letter}/",
    "einfuehrung/": "/einfuehrung/",
    "einfuehrung/arbeitsmittel/": "/einfuehrung/arbeitsmittel/",
    "einfuehrung/liste/<str:unit>/": "/einfuehrung/liste/{unit}/",
    "einfuehrung/punkt/<int:pk>/": "/einfuehrung/punkt/{item}/",
    "einfuehrung/<str:programme>/<str:key>/": "/einfuehrung/soc_l/sc-region-nord/",
    "demo/anrufer/": "/demo/anrufer/",
    "demo/versand/": "/demo/versand/",
}
# Parts of a page that a browser reloads.
FRAGMENTS = {
    "lagebild/<str:key>/stand/": "/lagebild/{sc}/stand/",
    "platz/leitung/": "/platz/leitung/",
    "kalender/<str:team>/ueberfaellig/": "/kalender/{team}/ueberfaellig/",
    "kalender/<str:team>/<str:day>/platz/<int:number>/": "/kalender/{team}/{day}/platz/1/",
    "hotline/fragen/": "/hotline/fragen/",
    "postkorb/rueckruf/<int:pk>/": "/postkorb/rueckruf/{booking}/",
    "postkorb/<str:os>/liste/": "/postkorb/{os}/liste/",
    "kalender/<str:team>/woche/<str:day>/platz/<int:number>/tag/": "/kalender/{team}/woche/{day}/platz/1/tag/",
    "kalender/<str:team>/<str:day>/csv/": "/kalender/{team}/{day}/csv/",
    "kalender/<str:team>/<str:day>/ics/": "/kalender/{team}/{day}/ics/",
    "demo/anrufer/stand/": "/demo/anrufer/stand/",
}
# Forms without a page of their own: POST only.
VERBS = {
    "leitung/<int:pk>/halten/": "/leitung/{call}/halten/",
    "leitung/<int:pk>/zurueck/": "/leitung/{call}/zurueck/",
    "plan/<str:key>/jetzt/": "/plan/{sc}/jetzt/",
    "plan/<str:key>/<day:day>/woche/": "/plan/{sc}/{day}/woche/",
    "abmelden/": "/abmelden/",
    "maschinen/<int:pk>/": "/maschinen/{client}/",
    "personal/<str:unit>/benennen/": "/personal/{unit}/benennen/",
    "personal/benennung/<int:pk>/ende/": "/personal/benennung/{coordinator}/ende/",
    "personal/person/<int:pk>/schulung/": "/personal/person/{colleague}/schulung/",
    "personal/person/<int:pk>/berechtigung/": "/personal/person/{colleague}/berechtigung/",
    "personal/person/<int:pk>/konto/": "/personal/person/{colleague}/konto/",
    "personal/berechtigung/<int:pk>/": "/personal/berechtigung/{clearance}/",
    "platz/wunsch/": "/platz/wunsch/",
    "platz/angebot/<int:pk>/annehmen/": "/platz/angebot/{offer}/annehmen/",
    "platz/angebot/<int:pk>/ablehnen/": "/platz/angebot/{offer}/ablehnen/",
    "platz/anruf/<int:pk>/auflegen/": "/platz/anruf/{call}/auflegen/",
    "platz/anruf/<int:pk>/identifikation/": "/platz/anruf/{call}/identifikation/",
    "platz/anruf/<int:pk>/anliegen/": "/platz/anruf/{call}/anliegen/",
    "platz/anruf/<int:pk>/beantwortet/<int:booking>/": "/platz/anruf/{call}/beantwortet/{booking}/",
    "platz/nachbearbeitung/beenden/": "/platz/nachbearbeitung/beenden/",
    "platz/nachbearbeitung/verlaengern/": "/platz/nachbearbeitung/verlaengern/",
    "platz/anliegen/<int:pk>/schutz/": "/platz/anliegen/{anliegen}/schutz/",
    "platz/anliegen/<int:pk>/art/": "/platz/anliegen/{anliegen}/art/",
    "platz/anliegen/<int:pk>/geklaert/": "/platz/anliegen/{anliegen}/geklaert/",
    "platz/anliegen/<int:pk>/abschluss/": "/platz/anliegen/{anliegen}/abschluss/",
    "platz/anliegen/<int:pk>/vormerkung/": "/platz/anliegen/{anliegen}/vormerkung/",
    "kalender/buchen/<str:team>/<str:art>/vormerkung/": "/kalender/buchen/{team}/sonstiges/vormerkung/",
    "kalender/<str:team>/abo/neu/": "/kalender/{team}/abo/neu/",
    "kalender/<str:team>/abo/widerruf/": "/kalender/{team}/abo/widerruf/",
    "kalender/termin/<int:pk>/versuch/": "/kalender/termin/{booking}/versuch/",
    "kalender/termin/<int:pk>/abschluss/": "/kalender/termin/{booking}/abschluss/",
    "kalender/termin/<int:pk>/schutz/": "/kalender/termin/{booking}/schutz/",
    "kalender/termin/<int:pk>/absage/": "/kalender/termin/{booking}/absage/",
    "journal/ausgabe/": "/journal/ausgabe/",
    "telefonie/<int:pk>/schluessel/": "/telefonie/{pbx}/schluessel/",
    "versand/<int:pk>/nochmal/": "/versand/{letter}/nochmal/",
    "platz/anliegen/<int:pk>/fragen/": "/platz/anliegen/{anliegen}/fragen/",
    "platz/anliegen/<int:pk>/ausnahme/": "/platz/anliegen/{anliegen}/ausnahme/",
    "platz/ruecksprache/<int:pk>/zurueckziehen/": "/platz/ruecksprache/{consult}/zurueckziehen/",
    "platz/zusage/<int:pk>/gehalten/": "/platz/zusage/{promise}/gehalten/",
    "hotline/anwesenheit/": "/hotline/anwesenheit/",
    "hotline/einrichten/": "/hotline/einrichten/",
    "hotline/frage/<int:pk>/nehmen/": "/hotline/frage/{consult}/nehmen/",
    "hotline/frage/<int:pk>/antwort/": "/hotline/frage/{consult}/antwort/",
    "hotline/frage/<int:pk>/uebernehmen/": "/hotline/frage/{consult}/uebernehmen/",
    "postkorb/auftrag/<int:pk>/nehmen/": "/postkorb/auftrag/{order}/nehmen/",
    "postkorb/auftrag/<int:pk>/zurueck/": "/postkorb/auftrag/{order}/zurueck/",
    "postkorb/auftrag/<int:pk>/weiter/": "/postkorb/auftrag/{order}/weiter/",
    "postkorb/auftrag/<int:pk>/fertig/": "/postkorb/auftrag/{order}/fertig/",
    "postkorb/auftrag/<int:pk>/wieder/": "/postkorb/auftrag/{order}/wieder/",
    "postkorb/auftrag/<int:pk>/schutz/": "/postkorb/auftrag/{order}/schutz/",
    "postkorb/auftrag/<int:pk>/anlagen/": "/postkorb/auftrag/{order}/anlagen/",
    "kalender/termin/<int:pk>/uebernahme/": "/kalender/termin/{booking}/uebernahme/",
    "kalender/<str:team>/neuplanung/alle/": "/kalender/{team}/neuplanung/alle/",
    "kalender/<str:team>/neuplanung/<int:pk>/": "/kalender/{team}/neuplanung/{booking}/",
    "einfuehrung/beteiligung/<int:pk>/": "/einfuehrung/beteiligung/{beteiligung}/",
    "einfuehrung/arbeitsmittel/<int:pk>/": "/einfuehrung/arbeitsmittel/{mittel}/",
    "einfuehrung/termin/<int:pk>/gehalten/": "/einfuehrung/termin/{meeting}/gehalten/",
    "einfuehrung/termin/<int:pk>/ende/": "/einfuehrung/termin/{meeting}/ende/",
    "einfuehrung/massnahme/<int:pk>/": "/einfuehrung/massnahme/{massnahme}/",
    "einfuehrung/<str:programme>/<str:key>/termin/": "/einfuehrung/soc_l/sc-region-nord/termin/",
    "einfuehrung/<str:programme>/<str:key>/massnahme/": "/einfuehrung/soc_l/sc-region-nord/massnahme/",
    "einfuehrung/<str:programme>/<str:key>/plan/": "/einfuehrung/soc_l/sc-region-nord/plan/",
    "demo/anrufer/auflegen/": "/demo/anrufer/auflegen/",
    "demo/anrufer/neu/": "/demo/anrufer/neu/",
}
# The REST contract (design: api.md).
REST = {
    "api/v1/roles/": "/api/v1/roles/",
    "api/v1/units/<str:unit>/people/": "/api/v1/units/{unit}/people/",
    "api/v1/units/<str:unit>/people/list/": "/api/v1/units/{unit}/people/list/",
    "api/v1/units/<str:unit>/coordinators/": "/api/v1/units/{unit}/coordinators/",
    "api/v1/people/<int:pk>/": "/api/v1/people/{colleague}/",
    "api/v1/people/<int:pk>/first-password/": "/api/v1/people/{colleague}/first-password/",
    "api/v1/people/<int:pk>/training/": "/api/v1/people/{colleague}/training/",
    "api/v1/people/<int:pk>/clearances/": "/api/v1/people/{colleague}/clearances/",
    "api/v1/clearances/<int:pk>/grant/": "/api/v1/clearances/{clearance}/grant/",
    "api/v1/clearances/<int:pk>/withdraw/": "/api/v1/clearances/{clearance}/withdraw/",
    "api/v1/dienstposten/<int:pk>/end/": "/api/v1/dienstposten/{office}/end/",
    "api/v1/dienstposten/<int:pk>/move/": "/api/v1/dienstposten/{office}/move/",
    "api/v1/coordinators/<int:pk>/end/": "/api/v1/coordinators/{coordinator}/end/",
    "api/v1/staffing/": "/api/v1/staffing/",
    "api/v1/me/": "/api/v1/me/",
    "api/v1/me/presence/": "/api/v1/me/presence/",
    "api/v1/me/wrap-up/finish/": "/api/v1/me/wrap-up/finish/",
    "api/v1/me/wrap-up/extend/": "/api/v1/me/wrap-up/extend/",
    "api/v1/offers/<int:pk>/accept/": "/api/v1/offers/{offer}/accept/",
    "api/v1/offers/<int:pk>/decline/": "/api/v1/offers/{offer}/decline/",
    "api/v1/calls/<int:pk>/": "/api/v1/calls/{call}/",
    "api/v1/calls/<int:pk>/hold/": "/api/v1/calls/{call}/hold/",
    "api/v1/calls/<int:pk>/unhold/": "/api/v1/calls/{call}/unhold/",
    "api/v1/calls/<int:pk>/hangup/": "/api/v1/calls/{call}/hangup/",
    "api/v1/calls/<int:pk>/identification/": "/api/v1/calls/{call}/identification/",
    "api/v1/calls/<int:pk>/anliegen/": "/api/v1/calls/{call}/anliegen/",
    "api/v1/anliegen/<int:pk>/": "/api/v1/anliegen/{anliegen}/",
    "api/v1/anliegen/<int:pk>/next-steps/": "/api/v1/anliegen/{anliegen}/next-steps/",
    "api/v1/anliegen/<int:pk>/resolve/": "/api/v1/anliegen/{anliegen}/resolve/",
    "api/v1/anliegen/<int:pk>/close/": "/api/v1/anliegen/{anliegen}/close/",
    "api/v1/anliegen/<int:pk>/rueckruf/": "/api/v1/anliegen/{anliegen}/rueckruf/",
    "api/v1/anliegen/<int:pk>/consults/": "/api/v1/anliegen/{anliegen}/consults/",
    "api/v1/consults/": "/api/v1/consults/",
    "api/v1/consults/<int:pk>/join/": "/api/v1/consults/{consult}/join/",
    "api/v1/consults/<int:pk>/answer/": "/api/v1/consults/{consult}/answer/",
    "api/v1/consults/<int:pk>/cancel/": "/api/v1/consults/{consult}/cancel/",
    "api/v1/consults/<int:pk>/take-over/": "/api/v1/consults/{consult}/take-over/",
    "api/v1/anliegen/<int:pk>/work-order/": "/api/v1/anliegen/{anliegen}/work-order/",
    "api/v1/teams/<str:team>/slots/": "/api/v1/teams/{team}/slots/?kind=sonstiges",
    "api/v1/teams/<str:team>/days/<day:day>/": "/api/v1/teams/{team}/days/{day}/",
    "api/v1/holds/": "/api/v1/holds/",
    "api/v1/holds/<int:pk>/": "/api/v1/holds/{hold}/",
    "api/v1/holds/<int:pk>/renew/": "/api/v1/holds/{hold}/renew/",
    "api/v1/persons/search/": "/api/v1/persons/search/",
    "api/v1/calls/<int:pk>/answer-booking/": "/api/v1/calls/{call}/answer-booking/",
    "api/v1/figures/first-contact/": "/api/v1/figures/first-contact/",
    "api/v1/bookings/": "/api/v1/bookings/",
    "api/v1/bookings/search/": "/api/v1/bookings/search/",
    "api/v1/bookings/by-reference/": "/api/v1/bookings/by-reference/",
    "api/v1/bookings/<int:pk>/": "/api/v1/bookings/{booking}/",
    "api/v1/bookings/<int:pk>/move/": "/api/v1/bookings/{booking}/move/",
    "api/v1/bookings/<int:pk>/cancel/": "/api/v1/bookings/{booking}/cancel/",
    "api/v1/bookings/<int:pk>/attempts/": "/api/v1/bookings/{booking}/attempts/",
    "api/v1/bookings/<int:pk>/complete/": "/api/v1/bookings/{booking}/complete/",
    "api/v1/bookings/<int:pk>/take-over/": "/api/v1/bookings/{booking}/take-over/",
    "api/v1/bookings/<int:pk>/follow-up/": "/api/v1/bookings/{booking}/follow-up/",
    "api/v1/serviceplaetze/": "/api/v1/serviceplaetze/",
    "api/v1/serviceplaetze/<int:pk>/": "/api/v1/serviceplaetze/{serviceplatz}/",
    "api/v1/zeitfenster/": "/api/v1/zeitfenster/",
    "api/v1/zeitfenster/<int:pk>/": "/api/v1/zeitfenster/{zeitfenster}/",
    "api/v1/ausfallzeiten/": "/api/v1/ausfallzeiten/",
    "api/v1/ausfallzeiten/<int:pk>/": "/api/v1/ausfallzeiten/{ausfallzeit}/",
    "api/v1/sonderpostkoerbe/<str:os>/work-orders/": "/api/v1/sonderpostkoerbe/{os}/work-orders/",
    "api/v1/work-orders/<int:pk>/": "/api/v1/work-orders/{order}/",
    "api/v1/work-orders/<int:pk>/claim/": "/api/v1/work-orders/{order}/claim/",
    "api/v1/work-orders/<int:pk>/return/": "/api/v1/work-orders/{order}/return/",
    "api/v1/work-orders/<int:pk>/forward/": "/api/v1/work-orders/{order}/forward/",
    "api/v1/work-orders/<int:pk>/finish/": "/api/v1/work-orders/{order}/finish/",
    "api/v1/work-orders/<int:pk>/reopen/": "/api/v1/work-orders/{order}/reopen/",
    "api/v1/work-orders/<int:pk>/attachments/": "/api/v1/work-orders/{order}/attachments/",
    "api/v1/work-orders/<int:pk>/attachments/<int:attachment>/": (
        "/api/v1/work-orders/{order}/attachments/{attachment}/"
    ),
    "api/v1/rollout/waves/": "/api/v1/rollout/waves/",
    "api/v1/rollout/items/<int:pk>/tick/": "/api/v1/rollout/items/{item}/tick/",
}
# Files: a download, no page.
FILES = {
    "einfuehrung/liste/<str:unit>/csv/": "/einfuehrung/liste/{unit}/csv/",
    "kalender/zahlen/csv/": "/kalender/zahlen/csv/",
    "erstkontakt/csv/": "/erstkontakt/csv/",
    "postkorb/auftrag/<int:pk>/anlagen/<int:attachment>/": "/postkorb/auftrag/{order}/anlagen/{attachment}/",
}
# For machines alone, each with a guard of its own.
MACHINES = {
    "kalender/abo/<str:secret>.ics": "/kalender/abo/geheim.ics",
    "healthz": "/healthz",
    "readyz": "/readyz",
    "metrics": "/metrics",
    "oauth/token/": "/oauth/token/",
    "api/v1/schema/": "/api/v1/schema/",
    "api/cti/v1/events": "/api/cti/v1/events",
    "api/cti/v1/snapshots": "/api/cti/v1/snapshots",
    "api/cti/v1/commands": "/api/cti/v1/commands",
    "api/cti/v1/calls/<str:call_id>": "/api/cti/v1/calls/{call_id}",
}
ADDRESSES = {**PAGES, **FRAGMENTS, **VERBS, **REST, **FILES, **MACHINES}
# What a subject may look like where only the shape of an address counts.
SAMPLES: dict[str, Any] = {
    "team": "alg-131",
    "day": "2026-11-18",
    "call_id": "c1",
    "unit": "sc-nord",
    "sc": "sc-nord",
    "os": "os-123",
}


class Sampled(dict[str, Any]):
    """Subjects of which nothing is known but their shape: a number unless SAMPLES says otherwise."""

    def __missing__(self, name: str) -> Any:
        return SAMPLES.get(name, 1)


def reach(path: str, subjects: Mapping[str, Any]) -> str:
    """The path with its subjects filled in; KeyError names the one that the world lacks."""
    return path.format_map(subjects)


TABLES = (PAGES, FRAGMENTS, VERBS, REST, FILES, MACHINES)


def routes(patterns: Iterable[Any] | None = None, prefix: str = "") -> Iterator[str]:
    """Every route of the URL table, as the resolver spells it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            assert isinstance(pattern, URLPattern)
            yield prefix + str(pattern.pattern)
