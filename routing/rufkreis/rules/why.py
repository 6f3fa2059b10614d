"""Why a call was offered, or not yet: counts of desks, never a list of persons."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping

from routing.rufkreis.rules.eligibility import REASON_LABELS, WISHES, Reason, Topic
from routing.rufkreis.rules.lifecycle import ACTIVITY_LABELS, Activity, Wish
from routing.rufkreis.rules.matching import Idle

VERSION = "2026-11"  # of the rules by which desks and calls are matched
FREE = "free"
LABELS = {
    FREE: "frei",
    **{str(reason): label for reason, label in REASON_LABELS.items()},
    **{str(activity): label for activity, label in ACTIVITY_LABELS.items() if activity is not Activity.IDLE},
    str(Reason.WISH): "anderer Wunsch",
    str(Reason.NOT_LIVE): "nicht live",
    str(Activity.LAGGING): "ohne Verbindung",
}
Busy = Mapping[tuple[int, Wish, Activity], int]  # (Service Center, wish, activity or lagging) -> desks


def counts(
    topic: Topic, reach: Container[int], idle: Iterable[Idle], busy: Busy, live: Mapping[int, bool]
) -> dict[str, int]:
    """How many signed-in desks within ``reach`` are free for ``topic``, and how many are not, by their first reason.

    Idle desks nearby that could help if SOC-L were ``live`` there (Service Center -> is it) are counted as that.
    Rule RUF-13: nobody is named.
    """
    found: Counter[str] = Counter()
    for desk in idle:
        if desk.unit in reach:
            found[FREE if topic in desk.topics else str(desk.why.get(topic, Reason.WISH))] += 1
        elif not live.get(desk.unit, True) and desk.why.get(topic, Reason.NOT_LIVE) is Reason.NOT_LIVE:
            found[str(Reason.NOT_LIVE)] += 1
    for (unit, wish, activity), number in busy.items():
        if unit in reach:
            found[str(activity) if wish in WISHES[topic] else str(Reason.WISH)] += number
    return {FREE: found.pop(FREE, 0), **dict(sorted(found.items()))}


def sentence(found: Mapping[str, int]) -> str:
    """'9 frei, 3 Nachbearbeitung, 2 nicht live': free desks first, even none, then the most frequent reason."""
    others = sorted(
        (-number, LABELS.get(key, key)) for key, number in found.items() if number and key != FREE
    )
    said = [(found.get(FREE, 0), LABELS[FREE]), *((-number, label) for number, label in others)]
    return ", ".join(f"{number} {label}" for number, label in said)
