"""The Gesprächsleitfäden of the 40 Anliegen: what to ask, do, say, and not to forget (202302002, 2.3).

Proposals written from the catalogue and the law it names: the BA's own guides are not public. Screens say so.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "data" / "leitfaeden.toml"


@dataclass(frozen=True)
class Leitfaden:
    """The guide of one Anliegen. ``needs_clearance``: a step needs the additional access to the Fachverfahren."""

    code: str
    version: int
    questions: tuple[str, ...]
    steps: tuple[str, ...]
    may_say: str
    must_say: str
    needs_clearance: bool


def _read() -> dict[str, Leitfaden]:
    with FILE.open("rb") as file:
        found = tomllib.load(file)
    version = found.pop("stand")
    return {
        code: Leitfaden(
            code=code,
            version=version,
            questions=tuple(said["fragen"]),
            steps=tuple(said["schritte"]),
            may_say=said["sagen"],
            must_say=said["pflicht"],
            needs_clearance=said["zugriff"],
        )
        for code, said in found.items()
    }


# Rules SOCL 2.3/1, SOCL 3/SC/1: at hand for every Anliegen, and worked by.
LEITFAEDEN = _read()
