"""Reading Gesprächsleitfäden: the one in force, all versions of one, and the one that speaks of something."""

from collections.abc import Iterable

from routing.escalation.models import Gespraechsleitfaden
from routing.escalation.rules.leitfaden import GuideState, speaks_of


def in_force(codes: Iterable[str]) -> dict[str, Gespraechsleitfaden]:
    """Code -> its released version; a code without one is missing. Rule SOCL 2.3/1."""
    found = Gespraechsleitfaden.objects.filter(code__in=set(codes), state=GuideState.RELEASED)
    return {guide.code: guide for guide in found}


def version_in_force(code: str) -> int:
    """The number of the released version; 0 without one. Rule SOCL 3/SC/1."""
    found = Gespraechsleitfaden.objects.filter(code=code, state=GuideState.RELEASED)
    number: int = found.values_list("version", flat=True).first() or 0
    return number


def versions_of(code: str) -> list[Gespraechsleitfaden]:
    """All versions, the latest first."""
    found = Gespraechsleitfaden.objects.filter(code=code).select_related("drafted_by", "released_by")
    return list(found.order_by("-version"))


def that_speak_of(words: str, *, drafts: bool = False) -> list[Gespraechsleitfaden]:
    """Released guides with all the words, by code; all of them for no word. ``drafts``: each code's draft as well."""
    states = [GuideState.RELEASED, *([GuideState.DRAFT] if drafts else [])]
    found = Gespraechsleitfaden.objects.filter(state__in=states).order_by("code", "-version")
    return [guide for guide in found if speaks_of(guide.code, guide.title, guide.content, words)]
