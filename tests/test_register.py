"""The register docs/rules.md, code and tests name the same rules; the tests know every address."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from tests.browser.tour import pages_without_a_stop
from tests.floors import ROOTS
from tests.urls import TABLES, routes

HOUSE = Path(__file__).resolve().parents[1]
REGISTER = HOUSE / "docs" / "rules.md"
RULE = re.compile(
    r"(?:SOCL|OTV) \d+(?:\.\d+)?(?:/[A-Z]+)?/\d+|\b(?:ATV|RUF|ORGA|OTK|OTVT|POST|DS|EAKTE|ESK|EINF)-\d+"
)
TABLE_HEAD = ["Regel", "Satz", "Modul", "Test"]


@dataclass(frozen=True)
class Row:
    """One rule: its sentence, the modules that keep it, the tests that read it aloud."""

    rule: str
    sentence: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]


def rows(text: str) -> list[Row]:
    """The rows of the one table in ``text``."""
    cells = [
        [c.strip() for c in line.strip().strip("|").split("|")]
        for line in text.splitlines()
        if line[:1] == "|"
    ]
    assert cells[0] == TABLE_HEAD
    assert all(len(row) == len(TABLE_HEAD) for row in cells)
    return [Row(r, s, tuple(m.split(", ")), tuple(t.split(", "))) for r, s, m, t in cells[2:]]


def cited(text: str) -> set[str]:
    """The ids that ``text`` names."""
    return set(RULE.findall(text))


def strings_of_refusals(source: str) -> Iterator[str]:
    """Every constant given as ``rule=...``: what refusals and the journal carry."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "rule" and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def markers(source: str) -> set[str]:
    """The ids given to ``@pytest.mark.rule``; a string that only looks like one does not count."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rule":
            mark = node.func.value
            if isinstance(mark, ast.Attribute) and mark.attr == "mark":
                found |= {str(a.value) for a in node.args if isinstance(a, ast.Constant)}
    return found


@lru_cache(maxsize=1)
def code() -> dict[str, str]:
    """Path -> text of everything that may cite a rule."""
    files = (
        p
        for root in (*ROOTS, "templates")
        for kind in ("py", "html", "js", "toml", "csv")
        for p in (HOUSE / root).rglob(f"*.{kind}")
    )
    return {str(p.relative_to(HOUSE)): p.read_text(encoding="utf-8") for p in files}


@lru_cache(maxsize=1)
def read_aloud() -> dict[str, set[str]]:
    """Path of a test module -> ids of the rules it reads."""
    return {
        str(p.relative_to(HOUSE)): markers(p.read_text(encoding="utf-8"))
        for p in sorted((HOUSE / "tests").rglob("test_*.py"))
    }


ROWS = rows(REGISTER.read_text(encoding="utf-8"))
BY_RULE = {row.rule: row for row in ROWS}


def test_every_rule_stands_in_the_register_once():
    assert len(BY_RULE) == len(ROWS) > 30
    assert all(RULE.fullmatch(row.rule) for row in ROWS)


def test_code_and_register_name_the_same_rules():
    assert {rule for text in code().values() for rule in cited(text)} == set(BY_RULE)


def test_no_refusal_carries_a_rule_that_is_not_in_the_register():
    carried = {r for path, text in code().items() if path.endswith(".py") for r in strings_of_refusals(text)}
    assert carried - {""} <= set(BY_RULE)
    assert len(carried) > 10


def test_every_test_reads_a_rule_of_the_register():
    assert {rule for rules in read_aloud().values() for rule in rules} == set(BY_RULE)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_the_modules_of_a_rule_cite_it(row):
    for module in row.modules:
        assert row.rule in cited(code_at(module)), f"{module} does not cite {row.rule}"


def code_at(path: str) -> str:
    return (HOUSE / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_the_tests_of_a_rule_read_it_aloud(row):
    known = read_aloud()
    for path in row.tests:
        assert row.rule in known[path], f"{path} does not read {row.rule}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_a_sentence_is_the_directives_or_marked_as_ours(row):
    ours = row.sentence.startswith("Vorschlag: ")
    assert ours != row.rule.startswith(("SOCL ", "OTV "))
    assert len(row.sentence) > 20


def test_ids_are_read_as_they_are_written():
    text = "Rules SOCL 2.1/8, SOCL 2.1/10 and SOCL 3/SC/2; ATV-2 to ATV-5, not XATV-9, nor SOCL 2.1."
    assert cited(text) == {"SOCL 2.1/8", "SOCL 2.1/10", "SOCL 3/SC/2", "ATV-2", "ATV-5"}
    assert set(strings_of_refusals("f(rule='ATV-2')\ng(rule=x, code='a')\n")) == {"ATV-2"}
    planted = (
        "@pytest.mark.rule('ATV-1')\ndef f():\n    '@pytest.mark.rule(\"ATV-2\")'\n    x.rule('ATV-3')\n"
    )
    assert markers(planted) == {"ATV-1"}


def test_a_row_that_does_not_fit_is_noticed():
    head = "| Regel | Satz | Modul | Test |\n|---|---|---|---|\n"
    assert rows(head + "| ATV-1 | Satz | a.py, b.py | t.py |\n") == [
        Row("ATV-1", "Satz", ("a.py", "b.py"), ("t.py",))
    ]
    with pytest.raises(AssertionError):
        rows(head + "| ATV-1 | Satz | a.py |\n")


def test_every_address_of_the_url_table_stands_once_in_tests_urls() -> None:
    """One line there: what kind of address it is, and how to reach it."""
    assert Counter(route for table in TABLES for route in table) == Counter(routes())


def test_every_page_is_a_stop_of_the_browser_tour() -> None:
    """One line in tests/browser/tour.py: who opens it, in which states."""
    assert pages_without_a_stop() == set()
