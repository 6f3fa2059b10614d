"""What the help pages know: the words of the directives, and what we are built of under which licence."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from typing import Any

from django.conf import settings

from socl.lib.german import german_order

LOCK = "requirements.lock"
UNKNOWN = "nicht angegeben"


@dataclass(frozen=True, order=True)
class Package:
    """One package with its licence, in the package's own words."""

    name: str
    version: str
    licence: str


@lru_cache(maxsize=1)
def python_packages() -> list[Package]:
    """The packages of the lock file that are installed here, by name; tools for tests are not among them."""
    lock = (settings.BASE_DIR / LOCK).read_text(encoding="utf-8")
    found = []
    for name in re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE):
        try:
            known = metadata.metadata(name)
        except metadata.PackageNotFoundError:  # for another kind of machine
            continue
        found.append(Package(name, known["Version"], _licence(known)))
    return sorted(found)


def _licence(known: Any) -> str:
    """The expression; else the classifiers; else the first line of what older packages wrote there."""
    if known.get("License-Expression"):
        return str(known["License-Expression"])
    classified = [
        c.split(" :: ")[-1] for c in known.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    return " und ".join(classified) or str(known.get("License") or UNKNOWN).strip().split("\n")[0]


@lru_cache(maxsize=1)
def browser_packages() -> list[Package]:
    """What pages bring into the browser: the dependencies of package.json as they are installed."""
    wanted = json.loads((settings.BASE_DIR / "package.json").read_text(encoding="utf-8"))["dependencies"]
    found = []
    for name in wanted:
        known = json.loads((settings.BASE_DIR / "node_modules" / name / "package.json").read_text("utf-8"))
        found.append(Package(name, known["version"], known.get("license", UNKNOWN)))
    return sorted(found)


@dataclass(frozen=True)
class Term:
    """One word of the directives in plain words, and where it comes from."""

    word: str
    meaning: str
    source: str


@lru_cache(maxsize=1)
def terms() -> list[Term]:
    """The words of docs/glossary.md that have an explanation for people, in the order of the alphabet."""
    table = (settings.BASE_DIR / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table if line.startswith("| ")]
    explained = [Term(row[0], row[3], row[4]) for row in rows[1:] if len(row) == len(rows[0])]
    return sorted(explained, key=lambda term: german_order(term.word))
