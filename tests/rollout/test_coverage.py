"""The register page: every rule sentence of both directives is kept by code with a test, or is an item of a checklist."""

import pytest
from django.test import Client

from rollout.rules.register import coverage, proposals, register
from socl.orga.rules.roles import Role
from tests.factories.orga import nord, person

SOC_L, OTV = coverage()


def test_the_register_quotes_the_directives_in_their_own_words():
    quoted = {rule.rule for c in coverage() for s in c.sentences for rule in s.rules}
    ours = {rule.rule for rule in proposals()}
    assert {rule.rule for rule in register()} - ours == quoted


def test_every_rule_sentence_of_202302002_is_kept_by_something():
    assert [s.text for s in SOC_L.open] == []
    assert len(SOC_L.rules) == 49
    assert 0 < SOC_L.conduct < SOC_L.kept
    words = {s.rules[0].rule: s.words for s in SOC_L.rules}
    assert words["SOCL 3/OS/2"] == "vom System gehalten, auch Punkt der Checkliste"
    assert words["SOCL 2.1/4"] == "vom System gehalten"
    assert words["SOCL 3/RD/1"] == "Verhalten: Punkt der Checkliste"


def test_every_rule_sentence_of_202202013_is_kept_by_something():
    assert [s.text for s in OTV.open] == []
    assert len(OTV.rules) == 37
    assert 0 < OTV.conduct < OTV.kept


@pytest.mark.django_db
def test_the_page_prints_every_sentence_with_what_keeps_it():
    client = Client()
    client.force_login(person(Role.KOORDINATOR, nord().sc))
    page = client.get("/einfuehrung/regeln/").content.decode()
    assert page.count("<tr") >= len(SOC_L.sentences) + len(OTV.sentences)
    assert "Verhalten: Punkt der Checkliste" in page
    assert "tests/rollout/test_checklist.py" in page
