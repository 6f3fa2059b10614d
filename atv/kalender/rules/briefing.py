"""The briefing of a Rückruf, read in its three parts: the question, what was checked, what was said."""

import re
from typing import NamedTuple

HEADINGS = ("Frage", "Geprüft", "Gesagt", "Folgetermin")
PART = re.compile(rf"(?:^|(?<=[\s.;,])){'(' + '|'.join(HEADINGS) + ')'}:[ \t]*")


class Part(NamedTuple):
    """One part of a briefing; ``heading`` is empty for what stands before the first one."""

    heading: str
    text: str


def parts(briefing: str) -> list[Part]:
    """The parts of ``briefing`` that say something, in the order in which they were written.

    A text without headings is one part: nothing that somebody wrote is ever left out.
    """
    before, *rest = PART.split(briefing)
    found = [
        Part("", before.strip()),
        *(Part(h, t.strip()) for h, t in zip(rest[::2], rest[1::2], strict=True)),
    ]
    return [part for part in found if part.text]
