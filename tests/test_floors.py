"""The house stands: no file imports upwards, and each check finds a violation that is planted for it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.floors import (
    CHECKS,
    FLOORS,
    LONGEST_FUNCTION,
    MOST_LINES,
    ROOF,
    ROOTS,
    Module,
    app_of,
    every_module_has_a_floor,
    faces_ask_no_manager,
    imports_go_down_the_staircase,
    imports_only_go_down,
    imports_stand_at_the_top,
    modules,
    modules_and_functions_are_short,
    only_the_clock_reads_the_time,
    others_are_met_at_their_front_doors,
    rules_are_pure,
    step_of,
    templates_obey_the_policy,
)

HOUSE = Path(__file__).resolve().parents[1]
MODULES = list(modules(HOUSE))  # each is read and parsed once for all checks
Check = Callable[[Module], Iterator[str]]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_obeys(check):
    assert [finding for module in MODULES for finding in check(module)] == []


def test_the_templates_obey():
    assert list(templates_obey_the_policy(HOUSE)) == []


def test_every_file_is_walked():
    walked = {str(module.relative) for module in MODULES}
    there = {str(p.relative_to(HOUSE)) for root in ROOTS for p in (HOUSE / root).rglob("*.py")}
    assert walked == there
    assert len(walked) > 100
    assert {app_of(module.name) for module in MODULES} >= {
        "socl.lib",
        "socl.core",
        "socl.journal",
        "socl.orga",
        "routing.rufkreis",
        "atv.kalender",
        "routing.escalation",
        "socl.web",
    }


def test_names_are_read_as_the_table_means_them():
    assert [
        app_of(n) for n in ("atv.kalender.web.api", "socl.web.api", "socl", "django.db", "eakte.models")
    ] == [
        "atv.kalender",
        "socl.web",
        "",
        "",
        "eakte",
    ]
    assert [step_of(n) for n in ("atv.kalender.web.api", "atv.kalender.models.Booking", "eakte")] == [
        "web",
        "models",
        "",
    ]
    assert all(0 <= floor <= ROOF for floor in FLOORS.values())


def findings(tree: Path, check: Check, path: str, source: str) -> list[str]:
    """What ``check`` finds in a house with this one file."""
    file = tree / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source)
    return [finding.partition(": ")[2] for module in modules(tree) for finding in check(module)]


PLANTED: list[tuple[Check, str, str, str]] = [
    (every_module_has_a_floor, "socl/attic/models.py", "x = 1\n", "stands on no floor"),
    (every_module_has_a_floor, "atv/kalender/utils.py", "x = 1\n", "utils is no step of the staircase"),
    (
        imports_only_go_down,
        "atv/kalender/queries/free.py",
        "from routing.escalation.models import Anliegen\n",
        "routing.escalation.models.Anliegen is above atv.kalender",
    ),
    (
        imports_only_go_down,
        "atv/kalender/queries/free.py",
        "import routing.rufkreis.models\n",
        "routing.rufkreis.models is a stranger on the same floor",
    ),
    (
        imports_only_go_down,
        "socl/journal/record.py",
        "from socl.post import models\n",
        "socl.post.models is above socl.journal",
    ),
    (
        imports_only_go_down,
        "socl/lib/spans.py",
        "from socl.core import clock\n",
        "socl.core.clock is above socl.lib",
    ),
    (
        imports_only_go_down,
        "socl/orga/gates.py",
        "from socl.urls import x\n",
        "socl.urls.x is above socl.orga",
    ),
    (
        imports_only_go_down,
        "rollout/models.py",
        "from socl.attic import x\n",
        "socl.attic.x stands on no floor",
    ),
    (
        imports_only_go_down,
        "routing/rufkreis/tasks.py",
        "if TYPE_CHECKING:\n    from socl.web.views import home\n",
        "socl.web.views.home is above routing.rufkreis",
    ),
    (
        imports_go_down_the_staircase,
        "atv/kalender/models.py",
        "from atv.kalender.queries import free\n",
        "models may not import atv.kalender.queries.free",
    ),
    (
        imports_go_down_the_staircase,
        "atv/kalender/actions/booking.py",
        "from atv.kalender import tasks\n",
        "actions may not import atv.kalender.tasks",
    ),
    (
        imports_go_down_the_staircase,
        "socl/orga/queries.py",
        "from socl.orga import gates\n",
        "queries may not import socl.orga.gates",
    ),
    (
        others_are_met_at_their_front_doors,
        "routing/escalation/web/api.py",
        "from atv.kalender.web.api import BookingOut\n",
        "atv.kalender.web.api.BookingOut is not for other apps",
    ),
    (
        others_are_met_at_their_front_doors,
        "routing/escalation/actions/anliegen.py",
        "from atv.kalender import tasks\n",
        "atv.kalender.tasks is not for other apps",
    ),
    (
        rules_are_pure,
        "atv/kalender/rules/lead.py",
        "from django.db.models import Q\n",
        "rules may not import django",
    ),
    (
        rules_are_pure,
        "atv/kalender/rules/lead.py",
        "from socl.core import clock\n",
        "rules may not import socl.core",
    ),
    (
        rules_are_pure,
        "routing/escalation/rules/ladder.py",
        "from atv.kalender.models import Booking\n",
        "rules may not import atv.kalender.models.Booking",
    ),
    (rules_are_pure, "socl/lib/spans.py", "import django\n", "socl.lib may not import django"),
    (
        only_the_clock_reads_the_time,
        "atv/kalender/actions/booking.py",
        "from socl.core import clock\n",
        "actions may not read the time",
    ),
    (
        only_the_clock_reads_the_time,
        "socl/orga/models.py",
        "from django.utils.timezone import now\n",
        "models may not read the time",
    ),
    (imports_stand_at_the_top, "eakte/models.py", "def f():\n    import os\n", "import inside f()"),
    (
        imports_stand_at_the_top,
        "eakte/models.py",
        "class A:\n    def g(self):\n        from x import y\n",
        "inside g()",
    ),
    (imports_stand_at_the_top, "eakte/models.py", "from . import rules\n", "relative import"),
    (faces_ask_no_manager, "eakte/web/pages.py", "rows = Booking.objects.all()\n", ".objects in web/"),
    (faces_ask_no_manager, "socl/web/views.py", "Booking._default_manager\n", "._default_manager in web/"),
    (
        modules_and_functions_are_short,
        "eakte/rules/a.py",
        "x = 1\n" * (MOST_LINES + 1),
        "301 lines (at most 300)",
    ),
    (
        modules_and_functions_are_short,
        "eakte/rules/a.py",
        "async def f():\n" + "    x = 1\n" * LONGEST_FUNCTION,
        "f() has 41 lines (at most 40)",
    ),
]


@pytest.mark.parametrize(("check", "path", "source", "expected"), PLANTED)
def test_a_planted_violation_is_found(tmp_path, check, path, source, expected):
    found = findings(tmp_path, check, path, source)
    assert len(found) == 1
    assert expected in found[0]


def test_every_check_has_a_planted_violation():
    assert {check for check, *_ in PLANTED} == set(CHECKS)


ALLOWED: list[tuple[Check, str, str]] = [
    (imports_only_go_down, "routing/escalation/models.py", "from atv.kalender.models import Booking\n"),
    (imports_only_go_down, "socl/post/models.py", "from socl.journal.record import record\n"),
    (imports_only_go_down, "socl/urls.py", "from socl.web import views\nfrom eakte.web import pages\n"),
    (imports_only_go_down, "atv/kalender/models.py", "import socl\nfrom django.db import models\n"),
    (
        imports_go_down_the_staircase,
        "eakte/web/api.py",
        "from eakte.actions import file\nfrom eakte.web import forms\n",
    ),
    (others_are_met_at_their_front_doors, "eakte/web/api.py", "from socl.orga import gates\n"),
    (others_are_met_at_their_front_doors, "eakte/actions/a.py", "from socl.journal import bell\n"),
    (others_are_met_at_their_front_doors, "socl/urls.py", "from eakte.web import pages\n"),
    (rules_are_pure, "rollout/rules/waves.py", "import enum\nfrom socl.lib.states import Move\n"),
    (rules_are_pure, "rollout/rules/waves.py", "from routing.rufkreis.rules.lifecycle import Wish\n"),
    (only_the_clock_reads_the_time, "eakte/web/api.py", "from socl.core import clock\n"),
    (modules_and_functions_are_short, "eakte/migrations/0001_initial.py", "x = 1\n" * 1000),
]


@pytest.mark.parametrize(("check", "path", "source"), ALLOWED)
def test_what_the_house_allows_is_not_found(tmp_path, check, path, source):
    assert findings(tmp_path, check, path, source) == []


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color: red">',
        "<p\n  style='x'>",
        '<a href="/" onclick="go()">',
        "<style>p {}</style>",
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<p hx-on:click="go()">',
        '<p hx-on="click: go()">',
        """<p hx-vals='js:{a: 1}'>""",
        """<p hx-headers:inherited='js:{a: 1}'>""",
        """<p hx-trigger="keyup[event.key=='a']">""",
        '<a href="javascript:go()">',
    ],
)
def test_planted_markup_is_found(tmp_path, markup):
    page = tmp_path / "templates" / "web" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text(f"<html>\n{markup}\n</html>")
    assert len(list(templates_obey_the_policy(tmp_path))) == 1


def test_honest_markup_is_not_found(tmp_path):
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text(
        '<script src="/static/a.js" defer></script>\n<body hx-headers:inherited=\'{"X-CSRFToken": "x"}\'>\n'
        '<p class="style" data-on="x" hx-trigger="every 15s">Lebensstil=Stil, on = an</p>\n'
        "<input hx-vals='{\"a\": 1}'>\n"
    )
    assert list(templates_obey_the_policy(tmp_path)) == []
