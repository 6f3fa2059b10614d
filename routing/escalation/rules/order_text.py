"""What a work order says that follows from a Rückruf: all that is known, so that nobody has to look anything up."""

from collections.abc import Sequence


def subject(reference: str, *, in_vain: bool) -> str:
    """The subject: why there is an order."""
    return f"Rückruf {reference}: {'nicht erreicht' if in_vain else 'weitere Bearbeitung nötig'}"


def text(*, number: str, briefing: str, closing_note: str, attempts: Sequence[str]) -> str:
    """Number, briefing, what was noted at the end, and the attempts; what says nothing is left out. Rule ATV-37."""
    parts = [
        f"Rückrufnummer: {number}",
        briefing,
        f"Notiz zum Ende: {closing_note}" if closing_note else "",
        "\n".join(["Versuche:", *attempts]) if attempts else "",
    ]
    return "\n\n".join(part for part in parts if part)
