"""What may be attached to a work order."""

from dataclasses import dataclass

KINDS = {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG"}
MOST_BYTES = 5 * 1024 * 1024
MOST_FILES = 10


@dataclass(frozen=True)
class Fault:
    """Why a file is refused: the code of the answer, its status, and the sentence for the screen."""

    code: str
    status: int
    message: str


def fault_of(kind: str, size: int, already: int) -> Fault | None:
    """Why a file whose content is of ``kind`` (a MIME type, or empty) is refused; None if it is taken.

    ``size`` in bytes, ``already``: files attached before. Rule EAKTE-3.
    """
    if size > MOST_BYTES:
        return Fault("too_large", 413, "Eine Anlage darf höchstens 5 MB groß sein.")
    if kind not in KINDS:
        return Fault("unsupported_media_type", 415, "Anlagen sind PDF, PNG oder JPEG.")
    if already >= MOST_FILES:
        return Fault("too_many", 409, f"Ein Auftrag hat höchstens {MOST_FILES} Anlagen.")
    return None


def plain_name(given: str) -> str:
    """A file name without path, control signs and length that a file system could not bear."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    return f"{stem[:80]}{dot}{suffix[:10]}" if stem else kept[:80] or "Anlage"
