"""Who may be offered a call of a Rufkreis, and why not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from routing.rufkreis.rules import roster
from routing.rufkreis.rules.lifecycle import Activity, Wish

SILENT_AFTER = timedelta(seconds=30)
POLLED_WITHIN = timedelta(seconds=5)


class Topic(StrEnum):
    """What a Rufkreis is for: all "Fragen zum Arbeitslosengeld", or everything else."""

    ALG = "alg"
    GENERAL = "general"


TOPIC_LABELS = {Topic.ALG: "Arbeitslosengeld", Topic.GENERAL: "Allgemeine Anliegen"}


class Hotline(StrEnum):
    """A Rufkreis that serves colleagues, not callers (202302002, 2.1 and 3 OS): it is asked, nothing is routed to it."""

    FIT = "fit"
    OS = "os"


HOTLINE_LABELS = {Hotline.FIT: "Hotline der FiT", Hotline.OS: "Hotline des Operativen Service"}
WISHES = {Topic.ALG: (Wish.ALG, Wish.BOTH), Topic.GENERAL: (Wish.GENERAL, Wish.BOTH)}


class Reason(StrEnum):
    """Why a desk is not offered calls of a Rufkreis."""

    NO_DIENSTPOSTEN = "no_dienstposten"
    NOT_TRAINED = "not_trained"
    NOT_CLEARED = "not_cleared"
    NOT_LIVE = "not_live"
    WISH = "wish"
    ROSTER = "roster"
    BUSY = "busy"
    DEVICE = "device"
    LAGGING = "lagging"


REASON_LABELS = {
    Reason.NO_DIENSTPOSTEN: "kein Dienstposten als TSB in diesem Service Center",
    Reason.NOT_TRAINED: "eintägige Schulung SOC-L nicht abgeschlossen",
    Reason.NOT_CLEARED: "zusätzliche Berechtigungen nicht erteilt",
    Reason.NOT_LIVE: "SOC-L ist in dieser Region noch nicht eingeführt",
    Reason.WISH: "nicht für diesen Rufkreis angemeldet",
    Reason.ROSTER: "laut Plan jetzt nicht für diesen Rufkreis eingeteilt",
    Reason.BUSY: "gerade beschäftigt",
    Reason.DEVICE: "Telefon nicht erreichbar",
    Reason.LAGGING: "keine Verbindung zum Arbeitsplatz",
}


@dataclass(frozen=True)
class Desk:
    """The dated facts about one person at one moment."""

    has_dienstposten: bool
    trained: bool
    cleared: bool
    wish: Wish
    activity: Activity
    last_seen_at: datetime
    reachable: bool = True  # by the telephone system
    planned: str | None = None  # a letter of ``rules.roster``; None: no plan for this person today


def reasons(desk: Desk, topic: Topic, *, live: bool, at: datetime) -> list[Reason]:
    """Every reason against offering this desk a call of ``topic``; none means eligible.

    SOC-L calls need training AND Berechtigungen (rule SOCL 2.1/3), the wave (SOCL 2.2/1), the roster where there is
    one, the wish and a free, connected desk. The general queue needs no training.
    """
    found = [] if desk.has_dienstposten else [Reason.NO_DIENSTPOSTEN]
    if topic is Topic.ALG:
        found += [] if desk.trained else [Reason.NOT_TRAINED]
        found += [] if desk.cleared else [Reason.NOT_CLEARED]
        found += [] if live else [Reason.NOT_LIVE]
    if desk.wish not in WISHES[topic]:
        found.append(Reason.WISH)
    if not roster.allows(desk.planned, topic.value):
        found.append(Reason.ROSTER)
    if desk.activity is not Activity.IDLE:
        found.append(Reason.BUSY)
    if not desk.reachable:
        found.append(Reason.DEVICE)
    if desk.last_seen_at < at - SILENT_AFTER:
        found.append(Reason.LAGGING)
    return found
