"""Reading Gesprächsleitfäden: the one in force, all versions of one, and the one that speaks of something."""

from collections.abc import Iterable
from datetime import date

from routing.escalation.models import Gespraechsleitfaden
from routing.escalation.rules.leitfaden import GuideState, speaks_of
from socl.lib.workdays import berlin_midnight

OF_NOW = (GuideState.RELEASED, GuideState.SCHEDULED)


def as_of(rows: Iterable[Gespraechsleitfaden], day: date) -> list[Gespraechsleitfaden]:
    """The versions by code and number, in the state they have on ``day``.

    One whose day has come counts from midnight on, whenever the task gets round to noting it. Rule ESK-10.
    """
    found = sorted(rows, key=lambda guide: (guide.code, guide.version))
    standing: dict[str, Gespraechsleitfaden] = {}
    for guide in found:
        due = guide.state == GuideState.SCHEDULED and guide.in_force_on is not None
        if due and guide.in_force_on <= day:  # type: ignore[operator]  # asked in the line above
            guide.state = GuideState.RELEASED
        if guide.state == GuideState.RELEASED:
            if (before := standing.get(guide.code)) is not None and guide.in_force_on is not None:
                before.state, before.withdrawn_at = (
                    GuideState.WITHDRAWN,
                    berlin_midnight(guide.in_force_on),
                )
            standing[guide.code] = guide
    return found


def in_force(codes: Iterable[str], day: date) -> dict[str, Gespraechsleitfaden]:
    """Code -> its version in force on ``day``; a code without one is missing. Rule SOCL 2.3/1."""
    rows = Gespraechsleitfaden.objects.filter(code__in=set(codes), state__in=OF_NOW)
    return {guide.code: guide for guide in as_of(rows, day) if guide.state == GuideState.RELEASED}


def version_in_force(code: str, day: date) -> int:
    """The number of the version in force on ``day``; 0 without one. Rule SOCL 3/SC/1."""
    found = in_force([code], day)
    return found[code].version if found else 0


def versions_of(code: str, day: date) -> list[Gespraechsleitfaden]:
    """All versions, the latest first."""
    rows = Gespraechsleitfaden.objects.filter(code=code).select_related("drafted_by", "released_by")
    return as_of(rows, day)[::-1]


def that_speak_of(words: str, day: date, *, drafts: bool = False) -> list[Gespraechsleitfaden]:
    """Guides in force with all the words, by code; all of them for no word.

    ``drafts``: what the Redaktion has under way as well, the latest of each code first.
    """
    states = [*OF_NOW, *([GuideState.DRAFT] if drafts else [])]
    rows = as_of(Gespraechsleitfaden.objects.filter(state__in=states), day)
    wanted = {GuideState.RELEASED, *({GuideState.DRAFT, GuideState.SCHEDULED} if drafts else ())}
    shown = sorted((g for g in rows if g.state in wanted), key=lambda g: (g.code, -g.version))
    return [guide for guide in shown if speaks_of(guide.code, guide.title, guide.content, words)]
