"""Gesprächsleitfäden of the demo world: those that come with the application, and one that waits for its day."""

from dataclasses import replace
from datetime import datetime, timedelta

from routing.escalation.actions.guides import draft_guide, release_guide, ship_guides
from routing.escalation.rules.leitfaden import LEITFAEDEN
from socl.lib.workdays import berlin_day
from socl.orga.models import Person

CODE = "ALG-04"
IN_DAYS = timedelta(days=14)


def some_guides(system: Person, at: datetime) -> None:
    """Ship them, and let the Redaktion have released a version for a day two weeks ahead."""
    ship_guides(at=at)
    said = LEITFAEDEN[CODE].content
    new = replace(said, questions=(*said.questions, "Hat sich Ihre Bankverbindung geändert?"))
    draft_guide(code=CODE, content=new, edit=0, by=system, at=at)
    release_guide(code=CODE, edit=1, on=berlin_day(at) + IN_DAYS, by=system, at=at)
