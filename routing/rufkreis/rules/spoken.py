"""The state of a desk in words: what stands on the line, and what a screen reader says about it."""

from routing.rufkreis.rules.eligibility import TOPIC_LABELS, Topic
from routing.rufkreis.rules.lifecycle import ACTIVITY_LABELS, WISH_LABELS, Activity, Wish

# What the desk asked of the telephone system, in words.
ASKED = {
    "hold": "Halten",
    "unhold": "Zurückholen",
    "consult": "Rücksprache",
    "transfer": "Weitergeben",
    "hangup": "Auflegen",
}
RESTING = (Wish.BREAK, Wish.TRAINING, Wish.OFF)


def state_label(activity: Activity | None, wish: Wish) -> str:
    """Who has nothing to do and wants no calls is not *bereit*, but in a break, at a training, signed off."""
    if activity is None:
        return WISH_LABELS[Wish.OFF]
    idle = activity in (Activity.IDLE, Activity.LAGGING)
    return WISH_LABELS[wish] if idle and wish in RESTING else ACTIVITY_LABELS[activity]


def not_done(command: str) -> str:
    """That the telephone system could not do what it was asked; what it says about why is not for the desk."""
    return f"{ASKED.get(command, 'Auftrag')}: Die Telefonanlage konnte das nicht ausführen. Bitte noch einmal versuchen."


def spoken(activity: Activity | None, wish: Wish, topic: Topic | None, *, held: bool, rings: bool) -> str:
    """The words for the status region: no counter, no person; empty while a call rings, which the alert says.

    ``topic``: of the call at this desk.
    """
    if rings:
        return ""
    if activity is Activity.OFFERED:
        return "Angenommen. Die Telefonanlage verbindet."
    if activity in (Activity.TALKING, Activity.CONSULTING) and held:
        return "Gehalten. Die Kundin oder der Kunde hört die Warteansage."
    if activity is Activity.TALKING and topic is not None:
        return f"Im Gespräch: {TOPIC_LABELS[topic]}."
    return f"{state_label(activity, wish)}."
