"""The one table of rights: which role may do what, and how far it reaches.

Names of the roles are those of directives 202302002 and 202202013; the table itself is our reading of
"need to know" (§ 35 (1) SGB I, §§ 67a-67c SGB X).
"""

from enum import StrEnum

from socl.orga.rules.names import LABELS as LABELS
from socl.orga.rules.names import Role as Role
from socl.orga.rules.reach import REACH_LABELS as REACH_LABELS
from socl.orga.rules.reach import Reach as Reach


class Grant(StrEnum):
    """One right. Its meaning is the same wherever it is asked for."""

    TAKE_CALLS = "take_calls"  # be offered calls, work at the desk
    READ_SLOTS = "read_slots"  # see free times, no personal data
    BOOK = "book"  # hold and book a Rueckruf
    READ_BOOKING = "read_booking"  # read, search one person's bookings
    CHANGE_BOOKING = "change_booking"  # move and cancel
    READ_DAY_SHEET = "read_day_sheet"  # the team's whole day with names
    WORK_BOOKING = "work_booking"  # log attempts, complete
    SET_UP_SUPPLY = "set_up_supply"  # Serviceplätze, Zeitfenster, Ausfallzeiten, re-planning
    READ_FIGURES = "read_figures"  # figures of teams, never of persons
    WRITE_GUIDES = "write_guides"  # draft, release, withdraw Gesprächsleitfäden
    READ_FIRST_CONTACT = "read_first_contact"  # how much is solved at first contact, never of persons
    LEAD_CALLBACKS = "lead_callbacks"  # how often the team calls, whom it helps, its subscriptions
    READ_CAPACITY = "read_capacity"  # what teams can still book, without personal data
    READ_ORDERS = "read_orders"  # work orders of a Sonderpostkorb
    WORK_ORDERS = "work_orders"  # claim, return, forward, finish
    LEAD_ORDERS = "lead_orders"  # return for a holder who is away
    READ_RESTRICTED = "read_restricted"  # with another right: records of staff, § 35 (1) S. 3 SGB I
    ANSWER_CONSULTS = "answer_consults"  # join and answer the questions of a hotline
    SET_UP_HOTLINE = "set_up_hotline"
    SEND_CTI = "send_cti"  # telephone system
    READ_NUMBERS = "read_numbers"  # when the numbers that customers dial are open
    SET_NUMBERS = "set_numbers"  # set it
    READ_LAGEBILD = "read_lagebild"  # what happens at the telephone right now, in counts
    PLAN_SHIFTS = "plan_shifts"  # the roster, who is free now, the switch for right now
    READ_STATE = "read_state"  # technical state without personal data
    READ_JOURNAL = "read_journal"  # who did what, and who read whose data
    MANAGE_POST = "manage_post"  # read what could not be delivered, send it again
    READ_PEOPLE = "read_people"  # who works at a unit, and how far each is qualified
    APPOINT = "appoint"  # accounts and Dienstposten, for the roles of APPOINTS
    TRAIN = "train"  # name for SOC-L, register and record the training
    REQUEST_CLEARANCE = "request_clearance"  # ask for Berechtigungen
    GRANT_CLEARANCE = "grant_clearance"  # grant and withdraw them
    NAME_COORDINATOR = "name_coordinator"  # Koordinator/in, Hauptansprechpartner/in
    MANAGE_CLIENTS = "manage_clients"  # machine clients and their secrets
    SERVE_OTV = "serve_otv"  # find and cancel citizens' Termine, answer their messages
    WORK_ZONE = "work_zone"  # the Eingangszone's day: who has come, who has not, walk-ins
    READ_ROLLOUT = "read_rollout"  # programmes, checklists and readiness of a region
    TICK_ROLLOUT = "tick_rollout"  # the checklist of one's own unit
    LEAD_ROLLOUT = "lead_rollout"  # plan, check, open and roll back a region
    KEEP_PROGRAMME = "keep_programme"  # Arbeitsmittel and Beteiligung of a programme
    READ_OTV = "read_otv"  # what a Dienststelle offers for online booking, its history and comments
    CONFIGURE_OTV = "configure_otv"  # the OTK: choose, word, release, withdraw
    REQUEST_OTK = "request_otk"  # ask for the right to configure
    GRANT_OTK = "grant_otk"  # grant and revoke it
    COMMENT_OTV = "comment_otv"  # the RD's word on it
    PRESCRIBE_OTV = "prescribe_otv"  # the prescribed text of Anlage 2


GRANT_LABELS = {
    Grant.SERVE_OTV: "OTV-Termine suchen und absagen, Nachrichten erledigen",
    Grant.WORK_ZONE: "Termine der Eingangszone führen",
    Grant.TAKE_CALLS: "Anrufe annehmen",
    Grant.READ_SLOTS: "freie Zeiten sehen",
    Grant.BOOK: "Rückrufe buchen",
    Grant.READ_BOOKING: "Rückrufe lesen und suchen",
    Grant.CHANGE_BOOKING: "Rückrufe verschieben und absagen",
    Grant.READ_DAY_SHEET: "Tagesblatt lesen",
    Grant.WORK_BOOKING: "Rückrufe erledigen",
    Grant.READ_ORDERS: "Bearbeitungsaufträge lesen",
    Grant.WORK_ORDERS: "Bearbeitungsaufträge bearbeiten",
    Grant.LEAD_ORDERS: "Bearbeitungsaufträge für Abwesende zurückgeben",
    Grant.READ_CAPACITY: "Kapazität der Teams sehen",
    Grant.SEND_CTI: "Ereignisse der Telefonanlage senden",
    Grant.READ_STATE: "technischen Zustand lesen",
    Grant.READ_JOURNAL: "Journal lesen",
    Grant.MANAGE_POST: "Versand prüfen und wiederholen",
    Grant.LEAD_CALLBACKS: "Rückrufe des Teams führen",
    Grant.READ_RESTRICTED: "geschützte Datensätze lesen",
    Grant.ANSWER_CONSULTS: "Rücksprachen beantworten",
    Grant.SET_UP_HOTLINE: "Hotline einrichten",
    Grant.READ_FIGURES: "Kennzahlen lesen",
    Grant.WRITE_GUIDES: "Gesprächsleitfäden schreiben und freigeben",
    Grant.READ_FIRST_CONTACT: "Zahlen zum Erstkontakt lesen",
    Grant.SET_UP_SUPPLY: "Serviceplätze und Zeitfenster einrichten",
    Grant.READ_PEOPLE: "Personal sehen",
    Grant.APPOINT: "Konten und Dienstposten geben",
    Grant.TRAIN: "für SOC-L vorsehen, Schulung eintragen",
    Grant.REQUEST_CLEARANCE: "Berechtigungen beantragen",
    Grant.GRANT_CLEARANCE: "Berechtigungen erteilen und entziehen",
    Grant.NAME_COORDINATOR: "Koordination und Ansprechpartner benennen",
    Grant.MANAGE_CLIENTS: "Maschinenzugänge verwalten",
    Grant.READ_ROLLOUT: "Einführung sehen",
    Grant.TICK_ROLLOUT: "Checkliste der eigenen Einheit führen",
    Grant.LEAD_ROLLOUT: "Einführung einer Region leiten",
    Grant.KEEP_PROGRAMME: "Arbeitsmittel und Beteiligung pflegen",
    Grant.READ_OTV: "OTV-Konfiguration lesen",
    Grant.CONFIGURE_OTV: "OTV konfigurieren (OTK)",
    Grant.REQUEST_OTK: "Rechte für die OTK beantragen",
    Grant.GRANT_OTK: "Rechte für die OTK erteilen und entziehen",
    Grant.COMMENT_OTV: "OTV-Konfiguration kommentieren",
    Grant.PRESCRIBE_OTV: "vorgegebenen Textbaustein der OTV pflegen",
    Grant.READ_LAGEBILD: "Lagebild lesen",
    Grant.READ_NUMBERS: "Zeiten der Rufnummern sehen",
    Grant.SET_NUMBERS: "Zeiten der Rufnummern setzen",
    Grant.PLAN_SHIFTS: "Dienste planen, sehen, wer gerade frei ist",
}


TABLE: dict[Role, dict[Grant, Reach]] = {
    Role.TSB: {
        Grant.TAKE_CALLS: Reach.UNIT,
        Grant.READ_SLOTS: Reach.REGION,
        Grant.BOOK: Reach.REGION,
        Grant.READ_BOOKING: Reach.REGION,
        Grant.CHANGE_BOOKING: Reach.REGION,
        Grant.READ_ORDERS: Reach.REGION,
        Grant.SERVE_OTV: Reach.REGION,
    },
    Role.FIT: {
        Grant.READ_SLOTS: Reach.REGION,
        Grant.SERVE_OTV: Reach.REGION,
        Grant.ANSWER_CONSULTS: Reach.UNIT,
    },
    Role.SC_LEAD: {
        Grant.READ_CAPACITY: Reach.REGION,
        Grant.READ_FIRST_CONTACT: Reach.REGION,
        Grant.READ_LAGEBILD: Reach.UNIT,
        Grant.READ_NUMBERS: Reach.REGION,
        Grant.PLAN_SHIFTS: Reach.UNIT,
        Grant.READ_SLOTS: Reach.REGION,
        Grant.ANSWER_CONSULTS: Reach.UNIT,
        Grant.SET_UP_HOTLINE: Reach.UNIT,
        Grant.READ_PEOPLE: Reach.UNIT,
        Grant.APPOINT: Reach.UNIT,
        Grant.TRAIN: Reach.UNIT,
        Grant.REQUEST_CLEARANCE: Reach.UNIT,
        Grant.GRANT_CLEARANCE: Reach.UNIT,
        Grant.NAME_COORDINATOR: Reach.UNIT,
        Grant.READ_ROLLOUT: Reach.REGION,
        Grant.TICK_ROLLOUT: Reach.UNIT,
    },
    Role.OS_STAFF: {
        Grant.READ_SLOTS: Reach.UNIT,
        Grant.READ_BOOKING: Reach.UNIT,
        Grant.CHANGE_BOOKING: Reach.UNIT,
        Grant.READ_DAY_SHEET: Reach.UNIT,
        Grant.WORK_BOOKING: Reach.UNIT,
        Grant.READ_ORDERS: Reach.OS,
        Grant.WORK_ORDERS: Reach.OS,
        Grant.ANSWER_CONSULTS: Reach.OS,
    },
    Role.OS_LEAD: {
        Grant.READ_CAPACITY: Reach.OS,
        Grant.LEAD_CALLBACKS: Reach.OS,
        Grant.READ_SLOTS: Reach.OS,
        Grant.READ_BOOKING: Reach.OS,
        Grant.CHANGE_BOOKING: Reach.OS,
        Grant.READ_DAY_SHEET: Reach.OS,
        Grant.WORK_BOOKING: Reach.OS,
        Grant.READ_ORDERS: Reach.OS,
        Grant.WORK_ORDERS: Reach.OS,
        Grant.LEAD_ORDERS: Reach.OS,
        Grant.ANSWER_CONSULTS: Reach.OS,
        Grant.SET_UP_HOTLINE: Reach.OS,
        Grant.READ_PEOPLE: Reach.OS,
        Grant.APPOINT: Reach.OS,
        Grant.NAME_COORDINATOR: Reach.OS,
        Grant.SET_UP_SUPPLY: Reach.OS,
        Grant.READ_FIGURES: Reach.OS,
        Grant.READ_ROLLOUT: Reach.REGION,
        Grant.TICK_ROLLOUT: Reach.OS,
        Grant.READ_FIRST_CONTACT: Reach.REGION,
    },
    Role.EZ_STAFF: {
        Grant.READ_SLOTS: Reach.REGION,
        Grant.BOOK: Reach.REGION,
        Grant.READ_BOOKING: Reach.REGION,
        Grant.CHANGE_BOOKING: Reach.REGION,
        Grant.READ_DAY_SHEET: Reach.UNIT,
        Grant.WORK_BOOKING: Reach.UNIT,
        Grant.WORK_ZONE: Reach.UNIT,
    },
    Role.EZ_LEAD: {
        Grant.READ_SLOTS: Reach.UNIT,
        Grant.READ_BOOKING: Reach.UNIT,
        Grant.CHANGE_BOOKING: Reach.UNIT,
        Grant.READ_DAY_SHEET: Reach.UNIT,
        Grant.WORK_BOOKING: Reach.UNIT,
        Grant.SET_UP_SUPPLY: Reach.UNIT,
        Grant.READ_FIGURES: Reach.UNIT,
        Grant.WORK_ZONE: Reach.UNIT,
    },
    Role.OTK_ADMIN: {
        Grant.READ_OTV: Reach.BELOW,
        Grant.CONFIGURE_OTV: Reach.BELOW,
        Grant.SET_UP_SUPPLY: Reach.BELOW,
    },
    Role.AGENTUR_LEAD: {
        Grant.READ_OTV: Reach.BELOW,
        Grant.REQUEST_OTK: Reach.UNIT,
        Grant.GRANT_OTK: Reach.UNIT,
        Grant.READ_PEOPLE: Reach.BELOW,
        Grant.APPOINT: Reach.BELOW,
        Grant.NAME_COORDINATOR: Reach.BELOW,
        Grant.READ_ROLLOUT: Reach.REGION,
        Grant.TICK_ROLLOUT: Reach.UNIT,
    },
    Role.RD: {
        Grant.READ_OTV: Reach.DISTRICT,
        Grant.COMMENT_OTV: Reach.DISTRICT,
        Grant.GRANT_OTK: Reach.DISTRICT,
        Grant.READ_CAPACITY: Reach.DISTRICT,
        Grant.READ_FIGURES: Reach.REGION,
        Grant.READ_FIRST_CONTACT: Reach.REGION,
        Grant.READ_PEOPLE: Reach.DISTRICT,
        Grant.APPOINT: Reach.DISTRICT,
        Grant.NAME_COORDINATOR: Reach.DISTRICT,
        Grant.READ_ROLLOUT: Reach.REGION,
        Grant.TICK_ROLLOUT: Reach.UNIT,
        Grant.LEAD_ROLLOUT: Reach.REGION,
    },
    Role.SC_REGION: {
        Grant.READ_CAPACITY: Reach.REGION,
        Grant.READ_FIGURES: Reach.REGION,
        Grant.READ_FIRST_CONTACT: Reach.REGION,
        Grant.READ_LAGEBILD: Reach.REGION,
        Grant.READ_NUMBERS: Reach.REGION,
        Grant.SET_NUMBERS: Reach.REGION,
        Grant.READ_PEOPLE: Reach.REGION,
        Grant.APPOINT: Reach.REGION,
        Grant.TRAIN: Reach.REGION,
        Grant.REQUEST_CLEARANCE: Reach.REGION,
        Grant.GRANT_CLEARANCE: Reach.REGION,
        Grant.NAME_COORDINATOR: Reach.REGION,
        Grant.READ_ROLLOUT: Reach.REGION,
        Grant.TICK_ROLLOUT: Reach.UNIT,
        Grant.LEAD_ROLLOUT: Reach.REGION,
    },
    Role.KOORDINATOR: {
        Grant.READ_CAPACITY: Reach.REGION,
        Grant.READ_FIGURES: Reach.REGION,
        Grant.READ_FIRST_CONTACT: Reach.REGION,
        Grant.READ_LAGEBILD: Reach.UNIT,
        Grant.READ_NUMBERS: Reach.REGION,
        Grant.READ_ROLLOUT: Reach.REGION,
        Grant.TICK_ROLLOUT: Reach.UNIT,
    },
    Role.REDAKTION: {
        Grant.WRITE_GUIDES: Reach.NATION,
        Grant.READ_ROLLOUT: Reach.NATION,
        Grant.KEEP_PROGRAMME: Reach.NATION,
        Grant.PRESCRIBE_OTV: Reach.NATION,
    },
    Role.REVISION: {
        Grant.READ_JOURNAL: Reach.NATION,
        Grant.READ_NUMBERS: Reach.NATION,
        Grant.READ_STATE: Reach.NATION,
        Grant.READ_ROLLOUT: Reach.NATION,
    },
    Role.BETRIEB: {
        Grant.READ_STATE: Reach.NATION,
        Grant.MANAGE_POST: Reach.NATION,
        Grant.READ_NUMBERS: Reach.NATION,
        Grant.SET_NUMBERS: Reach.NATION,
        Grant.READ_PEOPLE: Reach.NATION,
        Grant.APPOINT: Reach.NATION,
        Grant.MANAGE_CLIENTS: Reach.NATION,
    },
    # Held besides another Dienstposten, which says what may be done with such a record.
    Role.SCHUTZ: {Grant.READ_RESTRICTED: Reach.OS},
    Role.PBX: {Grant.SEND_CTI: Reach.REGION},
    Role.PORTAL: {Grant.READ_SLOTS: Reach.NATION, Grant.BOOK: Reach.NATION},
}

# Who configures, appoints or reads across units signs in with a second factor (BSI CON.10.A16; a proposal).
SECOND_FACTOR = frozenset({
    Role.SC_LEAD, Role.OS_LEAD, Role.EZ_LEAD, Role.OTK_ADMIN, Role.AGENTUR_LEAD, Role.RD, Role.SC_REGION,
    Role.REDAKTION, Role.REVISION, Role.BETRIEB,
})  # fmt: skip
