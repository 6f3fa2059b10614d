"""Calls and rosters: 90 days; who took one: a day; what the telephone system said: 30 days (proposals)."""

from socl.lib.retention import Retention

PERSONS = Retention(
    "rufkreis.persons", "Anrufe: wer das Gespräch führte (danach nur noch das Service Center)", 1
)
OFFERS = Retention("rufkreis.offers", "Angebote an Arbeitsplätze", 1)
EVENTS = Retention("rufkreis.events", "Meldungen der Telefonanlage", 30)
CALLS = Retention("rufkreis.calls", "Anrufe mit Identifikation", 90)
PLANS = Retention("rufkreis.plans", "Pläne: wer an einem Tag wofür eingeteilt war", 90)
