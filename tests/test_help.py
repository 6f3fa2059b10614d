"""The help pages: open to everybody, plain, and true to what is installed."""

import re
from importlib.metadata import version

import pytest
from django.conf import settings
from django.test import Client

from routing.escalation.rules.catalogue import CATALOGUE
from socl.web.help_facts import UNKNOWN, browser_packages, python_packages, terms
from tests.factories.orga import PersonFactory


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["tastatur", "begriffe", "barrierefreiheit", "lizenzen"])
def test_help_needs_no_login_and_is_linked_from_every_page(page: str) -> None:
    path = f"/hilfe/{page}/"
    assert Client().get(path).status_code == 200
    assert f'href="{path}"' in Client().get("/").content.decode()


def test_every_word_is_explained_once_in_order_and_with_its_source() -> None:
    words = [term.word for term in terms()]
    assert len(words) == len(set(words)) >= 65
    assert words[words.index("TSB") :][:4] == ["TSB", "Übergabe", "Unterschrift", "Versuch"], (
        "sorted as in German"
    )
    every_storey = {"Befund", "Programm, Welle", "OTK", "Textbaustein", "Öffnungszeiten", "Lagebild"}
    assert every_storey <= set(words)
    assert {"Rufkreis", "Serviceplatz", "Rückruf", "TSB", "Sonderpostkorb"} <= set(words)
    assert [t for t in terms() if not t.source or not t.meaning.endswith((".", ".)"))] == []


def test_the_keyboard_help_names_every_key_of_the_pages_and_no_other() -> None:
    """A key stands on its button as ``aria-keyshortcuts``."""
    pages = " ".join(p.read_text() for p in (settings.BASE_DIR / "templates").rglob("*.html"))
    told = Client().get("/hilfe/tastatur/").content.decode()
    keys = set(re.findall(r'aria-keyshortcuts="Alt\+(\w)"', pages))
    assert set(re.findall(r"<kbd>Alt</kbd> \+ <kbd>(\w)</kbd>", told)) == keys
    assert len(keys) >= 13


def test_every_package_is_told_with_its_installed_version_and_a_licence() -> None:
    found = {package.name: package for package in python_packages()}
    assert found["django"].version == version("django")
    assert found["django"].licence == "BSD-3-Clause"
    assert "pytest" not in found
    assert len(found) > 40
    assert [p.name for p in found.values() if p.licence == UNKNOWN] == []
    assert [(p.name, p.licence) for p in browser_packages()] == [
        ("@kern-ux/native", "EUPL-1.2"),
        ("htmx.org", "BSD-0-Clause"),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("territory")
def test_the_look_up_answers_an_anliegen_and_a_place_together() -> None:
    client = Client()
    client.force_login(PersonFactory.create())
    page = client.get("/nachschlagen/?anliegen=ALG-27&ort=24103").content.decode()
    assert "Alg Plus-Team Kiel" in page
    titles = {
        code: f'<th class="kern-table__header" scope="row">{e.title}<br>' for code, e in CATALOGUE.items()
    }
    assert [code for code, title in titles.items() if title in page] == ["ALG-27"]
    everything = client.get("/nachschlagen/").content.decode()
    assert [code for code, title in titles.items() if title not in everything] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("territory")
@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ("ort=Nirgendwo", 200, "Dazu wurde nichts gefunden"),
        ("ort=10115", 200, "bitte nach dem Wohnort fragen"),
        ("ort=x", 422, "mindestens zwei Zeichen"),
        ("anliegen=ALG-99", 422, "Bitte prüfen Sie Ihre Angaben"),
    ],
)
def test_the_look_up_says_what_it_did_not_find(asked: str, status: int, words: str) -> None:
    client = Client()
    client.force_login(PersonFactory.create())
    answer = client.get(f"/nachschlagen/?{asked}")
    assert (answer.status_code, words in answer.content.decode()) == (status, True)
