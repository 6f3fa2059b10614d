"""A real browser before the whole house: demo world, pages, stream, all in this process but Chromium."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from django.conf import settings
from django.db import connection, connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Response, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from rollout.actions.loading import load
from socl.core import clock
from socl.lab import demo
from socl.orga.actions.territory import load_territory
from socl.run.ready import free_port
from socl.settings import BASE_DIR
from socl.web.stream import application
from tests import database
from tests.browser.chromium import ARGUMENTS, find

# Playwright's loop runs in this thread while fixtures use the ORM: no view is async here.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WIDTHS = (1280, 320)
expect.set_options(timeout=20_000)  # two busy cores; what never comes still fails
AXE = (BASE_DIR / "node_modules" / "axe-core" / "axe.min.js").read_text()
RUN_AXE = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The Chromium of this machine; ``make test`` has made sure that there is one."""
    path = find()
    assert path, "No Chromium: run make test, or set CHROMIUM."
    return {"executable_path": path, "args": list(ARGUMENTS)}


@pytest.fixture(scope="session")
def demo_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of a database with the demo world, which takes ten seconds to build and one to copy."""
    here = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), override_settings(SOCL_DEMO=True):
        load_territory()
        load(at=clock.now())
        demo.build(clock.now())
        database.replace(f"{here}_world", by=here)
    yield f"{here}_world"
    database.drop(f"{here}_world")


@pytest.fixture(scope="session")
def nobody_connected(demo_world: str, playwright: Playwright) -> Iterator[None]:
    """Close what tests of this process have opened while Playwright's loop ran in its thread.

    Django keeps another connection for code beside a running loop. It cannot be reached any more once the loop has
    stopped, and would keep the test database from being dropped.
    """
    yield
    connections.close_all()


@pytest.fixture(scope="module")
def world(demo_world: str, nobody_connected: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of a running house with the demo world, for each module as if nobody had been in it."""
    port = free_port()
    with django_db_blocker.unblock(), override_settings(SOCL_DEMO=True, STREAM_PORT=port):
        database.replace(connection.settings_dict["NAME"], by=demo_world)
        pages = LiveServer("127.0.0.1:0")
        stream = uvicorn.Server(uvicorn.Config(application, port=port, log_level="warning"))
        thread = threading.Thread(target=stream.run, daemon=True)
        thread.start()
        with override_settings(BASE_URL=pages.url):
            yield pages.url
        stream.should_exit = True
        thread.join(10)
        pages.stop()
        # Beside Playwright's loop this thread has another connection, of the tests before, which nobody closes.
        database.replace(connection.settings_dict["NAME"], by=database.template())


@dataclass
class Desk:
    """One browser window of one person, with everything that went wrong in it."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)
    status: int = 0  # of the document that is shown
    pages: int = 0  # that were drawn in it so far

    def watch(self) -> None:
        """Note console errors (CSP reports among them) and failed sub-resources."""
        self.page.on("console", lambda m: self._note(m.type in ("error", "warning"), f"console: {m.text}"))
        self.page.on("response", self._answered)

    def _answered(self, answer: Response) -> None:
        if answer.request.resource_type == "document":
            self.status = answer.status
            self.pages += answer.status not in (301, 302)
        else:
            self._note(answer.status >= 400, f"{answer.status} {answer.url}")

    def _note(self, wrong: bool, what: str) -> None:
        # A document that is answered 4xx or 5xx on purpose is reported by the console as well; the rest is noted
        # by its answer.
        if wrong and "Failed to load resource" not in what:
            self.faults.append(what)

    def open(self, path: str) -> None:
        """Go to a page of the house."""
        self.page.goto(self.base + path, wait_until="load")

    def look(self) -> None:
        """The page as it stands has no axe finding and no fault, and does not scroll sideways, at 1280 and 320 px."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 720})
            findings = axe(self.page)
            assert findings == [], f"{self.page.url} at {width} px: {findings}"
            scroll = self.page.evaluate("document.documentElement.scrollWidth")
            assert scroll <= width, f"{self.page.url} is {scroll} px wide at {width} px"
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 720})
        assert self.faults == []


def axe(page: Page) -> list[str]:
    """What axe-core finds, as ``rule: element``."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return [f"{v['id']}: {n['html'][:120]}" for v in page.evaluate(RUN_AXE) for n in v["nodes"]]


def sign_in(context: BrowserContext, username: str, base: str) -> None:
    """Log a demo person in by the real form, without drawing it."""
    context.request.get(f"{base}/anmelden/")
    [token] = [c["value"] for c in context.cookies() if c["name"] == settings.CSRF_COOKIE_NAME]
    form: dict[str, Any] = {
        "username": username,
        "password": demo.secret_for(username),
        "csrfmiddlewaretoken": token,
    }
    answer = context.request.post(f"{base}/anmelden/", form=form, max_redirects=0)
    assert answer.status == 302, f"{username} cannot log in"


@pytest.fixture
def window(world: str, browser: Browser) -> Iterator[Callable[[str | None], Desk]]:
    """Open a window of its own for a person of the demo world, or for nobody."""
    contexts = []

    def open_window(username: str | None) -> Desk:
        context = browser.new_context(locale="de-DE", viewport={"width": WIDTHS[0], "height": 720})
        contexts.append(context)
        desk = Desk(context.new_page(), world)
        desk.watch()
        if username:
            sign_in(context, username, world)
            desk.open("/")
        return desk

    yield open_window
    for context in contexts:
        context.close()
