"""The prescribed wording of the "Persönliche Arbeitslosmeldung" (Anlage 2), or our draft of it."""

from dataclasses import dataclass, replace

from django.conf import settings

from atv.otv.models import TextBlock
from atv.otv.rules.anliegen import Values
from atv.otv.rules.catalogue import MANDATORY, OFFERED


@dataclass(frozen=True)
class Prescribed:
    """What citizens read, and whether it is official. ``source`` is empty for the draft."""

    title: str
    text: str
    hint: str
    source: str = ""

    @property
    def is_draft(self) -> bool:
        return not self.source


def text_block() -> Prescribed:
    """The newest official text with the legal dates; without one the draft of the catalogue.

    Rules OTV 3/AA/3, OTV 2/17.
    """
    entry = OFFERED[MANDATORY]
    block = TextBlock.objects.filter(code=MANDATORY).order_by("-version").first()
    if block is None:
        return Prescribed(entry.customer_title, entry.text, entry.hint)
    return Prescribed(entry.customer_title, block.text, block.hint, block.source)


def is_missing() -> bool:
    """True if nothing may be released because the official text is not there yet. Rule OTV 3/AA/3."""
    return settings.OTV_NEEDS_OFFICIAL_TEXT and not settings.SOCL_DEMO and text_block().is_draft


def as_prescribed(wanted: Values) -> Values:
    """``wanted`` with the title, the text and the hint of the block."""
    found = text_block()
    return replace(wanted, title=found.title, text=found.text, hint=found.hint)
