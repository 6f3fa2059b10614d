"""The Gesprächsleitfäden: what to ask, do, say, and not to forget (202302002, 2.3), as versions of the Redaktion.

Those that we ship, version 1 of each, are proposals written from the catalogues and the law they name: the BA's own
guides are not public. Screens say so. Those of the Eingangszone stand beside its Anliegen (OTV 2/14).
"""

import tomllib
from dataclasses import dataclass
from difflib import ndiff
from enum import StrEnum
from pathlib import Path

from routing.escalation.rules.catalogue import CATALOGUE
from socl.lib.states import Move

CLEARED = "(braucht die zusätzlichen Berechtigungen)"
DATA = Path(__file__).resolve().parent.parent / "data"


class GuideState(StrEnum):
    """The way of one version; at most one of a code is released, and one scheduled: released for a later day."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


GUIDE_LABELS = {
    GuideState.DRAFT: "Entwurf",
    GuideState.SCHEDULED: "freigegeben, gilt noch nicht",
    GuideState.RELEASED: "gilt",
    GuideState.WITHDRAWN: "zurückgezogen",
}
RELEASE = Move({GuideState.DRAFT, GuideState.SCHEDULED}, GuideState.RELEASED)
SCHEDULE = Move({GuideState.DRAFT}, GuideState.SCHEDULED)
WITHDRAW = Move({GuideState.SCHEDULED, GuideState.RELEASED}, GuideState.WITHDRAWN)


@dataclass(frozen=True)
class Leitfaden:
    """What one version says. ``cleared_steps``: those, counted from 1, that need the additional Berechtigungen."""

    questions: tuple[str, ...]
    steps: tuple[str, ...]
    may_say: str
    must_say: str
    cleared_steps: tuple[int, ...]
    links: tuple[str, ...] = ()

    @property
    def numbered_steps(self) -> list[tuple[str, bool]]:
        """Each step in order, and whether it needs the additional access."""
        return [(text, number in self.cleared_steps) for number, text in enumerate(self.steps, start=1)]

    @property
    def sections(self) -> list[tuple[str, list[str]]]:
        """Heading and lines, as they are compared and searched."""
        steps = [f"{text} {CLEARED}" if needs else text for text, needs in self.numbered_steps]
        return [
            ("Fragen", list(self.questions)),
            ("Schritte", steps),
            ("Sagen", [self.may_say]),
            ("Wichtig", [self.must_say]),
            ("Verweise", list(self.links)),
        ]


@dataclass(frozen=True)
class Shipped:
    """A guide as it comes with the application."""

    code: str
    title: str
    version: int
    content: Leitfaden


def _read(file: str) -> dict[str, Shipped]:
    with (DATA / file).open("rb") as opened:
        found = tomllib.load(opened)
    version = found.pop("stand")
    return {
        code: Shipped(
            code,
            said["titel"] if "titel" in said else CATALOGUE[code].title,
            version,
            Leitfaden(
                questions=tuple(said["fragen"]),
                steps=tuple(said["schritte"]),
                may_say=said["sagen"],
                must_say=said["pflicht"],
                cleared_steps=tuple(said["zugriff"]),
            ),
        )
        for code, said in found.items()
    }


# Rules SOCL 2.3/1, SOCL 3/SC/1: at hand for every Anliegen, and worked by.
LEITFAEDEN = _read("leitfaeden.toml") | _read("otv_leitfaeden.toml")


def difference(old: Leitfaden, new: Leitfaden) -> list[tuple[str, list[tuple[str, str]]]]:
    """By section the lines of both: sign ("-" gone, "+" new, "" the same) and text; unchanged sections left out."""
    found = []
    for (heading, before), (_, after) in zip(old.sections, new.sections, strict=True):
        if before != after:
            lines = [line for line in ndiff(before, after) if not line.startswith("?")]
            found.append((heading, [(line[:2].strip(), line[2:]) for line in lines]))
    return found


def speaks_of(code: str, title: str, content: Leitfaden, words: str) -> bool:
    """True if every word (two letters or more) stands somewhere in the guide, in either case."""
    text = " ".join([code, title, *(line for _, lines in content.sections for line in lines)]).casefold()
    return all(word in text for word in words.casefold().split() if len(word) > 1)
