"""A caller in the wrong Rufkreis is sent on to the other one: names of the queues, and why not."""

from routing.rufkreis.rules.eligibility import Topic

PREFIX = "queue."


def target_of(topic: Topic) -> str:
    """The name by which the telephone system hands a call to the Rufkreis of ``topic``."""
    return f"{PREFIX}{topic}"


def topic_of_target(target: str) -> Topic | None:
    """The topic of a queue's name; None for everything else, such as an account."""
    name = target.removeprefix(PREFIX)
    return Topic(name) if target.startswith(PREFIX) and name in list(Topic) else None


REFUSALS = {
    "same_rufkreis": "Die Kundin oder der Kunde ist schon in diesem Rufkreis.",
    "not_live": "SOC-L ist hier noch nicht eingeführt: Fragen zum Arbeitslosengeld bleiben im allgemeinen Rufkreis.",
    "beratung_open": "Eine Leistungsberatung ist erfasst: Sie wird als Rückruf gebucht, nicht weitergegeben.",
}


def refusal_code(here: Topic, topic: Topic, reached: Topic, *, is_barred: bool) -> str:
    """Why a call of ``here`` does not go on to ``topic``; empty if it does. Rule RUF-20.

    ``reached``: where such a call would arrive right now. ``is_barred``: the ladder forbids to hand it over.
    """
    if topic is here:
        return "same_rufkreis"
    if reached is not topic:
        return "not_live"
    return "beratung_open" if is_barred else ""
