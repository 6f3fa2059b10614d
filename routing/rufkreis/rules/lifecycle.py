"""States of calls, offers and desks."""

from enum import StrEnum

from socl.lib.states import Move


class CallState(StrEnum):
    """Monotone: a call never goes back before ``queued``, and ``ended`` is final."""

    QUEUED = "queued"
    OFFERED = "offered"
    ANSWERED = "answered"
    ENDED = "ended"


OFFER_CALL = Move({CallState.QUEUED}, CallState.OFFERED)
REQUEUE = Move({CallState.OFFERED}, CallState.QUEUED)
ANSWER = Move({CallState.QUEUED, CallState.OFFERED}, CallState.ANSWERED)
END = Move({CallState.QUEUED, CallState.OFFERED, CallState.ANSWERED}, CallState.ENDED)


class OfferState(StrEnum):
    """``accepted`` means that the desk said yes; the call is answered when the telephone system says so."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


ACCEPT = Move({OfferState.OPEN}, OfferState.ACCEPTED)
DECLINE = Move({OfferState.OPEN}, OfferState.DECLINED)
EXPIRE = Move({OfferState.OPEN, OfferState.ACCEPTED}, OfferState.EXPIRED)
WITHDRAW = Move({OfferState.OPEN, OfferState.ACCEPTED}, OfferState.WITHDRAWN)


class Wish(StrEnum):
    """What a person wants to do: set by the person alone."""

    ALG = "alg"
    GENERAL = "general"
    BOTH = "both"
    HOTLINE = "hotline"
    BREAK = "break"
    TRAINING = "training"
    OFF = "off"


WISH_LABELS = {
    Wish.ALG: "Arbeitslosengeld",
    Wish.GENERAL: "Allgemein",
    Wish.BOTH: "Alg und Allgemein",
    Wish.HOTLINE: "Hotline",
    Wish.BREAK: "Pause",
    Wish.TRAINING: "Schulung",
    Wish.OFF: "Abgemeldet",
}
TSB_WISHES = {wish: label for wish, label in WISH_LABELS.items() if wish is not Wish.HOTLINE}


class Activity(StrEnum):
    """What a desk is doing: set by the system alone. ``lagging`` is judged when read, never stored."""

    IDLE = "idle"
    OFFERED = "offered"
    TALKING = "talking"
    CONSULTING = "consulting"
    WRAP_UP = "wrap_up"
    NOT_RESPONDING = "not_responding"
    LAGGING = "lagging"


ACTIVITY_LABELS = {
    Activity.IDLE: "Bereit",
    Activity.OFFERED: "Anruf liegt an",
    Activity.TALKING: "Im Gespräch",
    Activity.CONSULTING: "In Rücksprache",
    Activity.WRAP_UP: "Nachbearbeitung",
    Activity.NOT_RESPONDING: "Meldet sich nicht",
    Activity.LAGGING: "Keine Verbindung",
}
STORED_ACTIVITIES = tuple(a for a in Activity if a is not Activity.LAGGING)
IN_CONVERSATION = (Activity.TALKING, Activity.CONSULTING)


class DeviceState(StrEnum):
    """The telephone at a desk, as the telephone system tells it."""

    REGISTERED = "registered"
    UNREGISTERED = "unregistered"
    IN_USE = "inUse"
    FREE = "free"
