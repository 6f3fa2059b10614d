"""Every page, empty, full and refused, at 1280 and 320 px: no axe finding, no console fault, no sideways scroll."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Desk, axe

Window = Callable[[str | None], Desk]
pytestmark = (
    pytest.mark.django_db
)  # says that a database is needed; the world is committed by its own fixture

ANYBODY = ["/", "/anmelden/", "/hilfe/tastatur/", "/api/v1/docs/", "/demo/anrufer/", "/gibt-es-nicht/"]
TEAM = [
    "/kalender/alg-131/",
    "/kalender/alg-131/2030-01-01/",
    "/kalender/alg-131/2029-03-04/",
    "/kalender/alg-347/",
]


@pytest.mark.parametrize("path", ANYBODY)
def test_a_page_for_everybody_has_no_finding(window: Window, path: str) -> None:
    desk = window(None)
    desk.open(path)
    desk.look()


def test_a_refused_login_has_no_finding(window: Window) -> None:
    desk = window(None)
    desk.open("/anmelden/")
    desk.page.fill("[name=username]", "tsb1")
    desk.page.fill("[name=password]", "falsch")
    desk.page.click("main button[type=submit]")
    desk.page.wait_for_selector("text=Bitte prüfen Sie Ihre Angaben")
    desk.look()


@pytest.mark.parametrize("path", TEAM)
def test_a_day_of_the_team_has_no_finding(window: Window, path: str) -> None:
    desk = window("os1")
    desk.open(path)
    desk.look()


def test_booking_and_moving_have_no_finding(window: Window) -> None:
    desk = window("os1")
    for _ in range(14):
        if desk.page.locator("a[href*='/kalender/termin/']").count():
            break
        desk.page.locator("a[rel=next]").click()
        desk.page.wait_for_load_state()
    desk.look()
    desk.page.locator("a[href*='/kalender/termin/']").first.click()
    desk.look()
    desk.page.get_by_role("region", name="Termin absagen").get_by_role("button").click()
    desk.page.wait_for_selector("text=Bitte prüfen Sie")
    desk.look()
    desk.page.get_by_role("link", name="Freie Zeiten zeigen").click()
    desk.look()


@pytest.mark.parametrize("username", ["tsb9", "rd1"])
def test_a_start_page_has_no_finding(window: Window, username: str) -> None:
    desk = window(username)
    desk.look()


@pytest.mark.parametrize("path", ["/zustaendigkeit/", "/zustaendigkeit/?ort=10115", "/zustaendigkeit/?ort=x"])
def test_the_look_up_has_no_finding(window: Window, path: str) -> None:
    desk = window("ez1")
    desk.open(path)
    desk.look()


def test_who_may_not_take_calls_is_told_so(window: Window) -> None:
    desk = window("os1")
    desk.open("/platz/")
    desk.look()


def test_a_planted_contrast_error_is_found(window: Window) -> None:
    desk = window(None)
    desk.open("/anmelden/")
    plant(desk.page)
    assert any(finding.startswith("color-contrast") for finding in axe(desk.page))


def plant(page: Page) -> None:
    """Grey on white, through the DOM: the policy forbids inline styles in markup only."""
    page.evaluate(
        """() => {
            const text = document.createElement("p");
            text.textContent = "kaum zu lesen";
            text.style.color = "#bbb";
            text.style.background = "#fff";
            document.querySelector("main").append(text);
        }"""
    )
