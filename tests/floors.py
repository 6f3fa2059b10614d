"""Reading the house: what each module imports, and what house.md says about it. A finding is one line of text."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOTS = ("socl", "routing", "atv", "eakte", "rollout")

# The table of house.md, the longest prefix counts. Journal stands under post on floor 2.
FLOORS: dict[str, float] = {
    "socl.lib": 0,
    "socl.core": 1,
    "socl.journal": 2,
    "socl.post": 2.5,
    "socl.orga": 3,
    "routing.rufkreis": 4,
    "atv.kalender": 4,
    "eakte": 4,
    "routing.escalation": 5,
    "atv.otv": 5,
    "rollout": 6,
    **dict.fromkeys(("socl.lab", "socl.web", "socl.run", "socl.urls", "socl.celery"), 7.0),
    **dict.fromkeys(("socl.settings", "socl.asgi", "socl.wsgi"), 7.0),
}
ROOF = 7
GATEWAY, STEPS = 3.5, {"rules": 0, "models": 1, "queries": 2, "actions": 3, "tasks": 4, "web": 5}
STEPS_ALIKE = {"gates": 3, "record": 3, "bell": 3, "gateway": GATEWAY, "management": 5}
OFFSTAGE = {"apps", "migrations"}  # not part of the staircase
OPEN_TO_OTHERS = {"rules", "models", "queries", "actions"}
ALSO_OPEN = {"socl.orga.gates", "socl.journal.record", "socl.journal.bell"}
PURE_PACKAGES = {"phonenumbers", "holidays"}
CLOCKS = {"socl.core.clock", "django.utils.timezone"}
MOST_LINES, LONGEST_FUNCTION = 300, 40


@dataclass(frozen=True)
class Import:
    """One imported name: the module it names, and where it stands."""

    module: str
    line: int
    inside: str  # the function around it; empty at module level


class Module:
    """One file of the house."""

    def __init__(self, path: Path, tree: Path) -> None:
        self.path, self.relative = path, path.relative_to(tree)
        parts = self.relative.with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def syntax(self) -> ast.Module:
        return ast.parse(self.source)

    @cached_property
    def imports(self) -> list[Import]:
        return list(_imports(self.syntax, ""))

    @cached_property
    def app(self) -> str:
        return app_of(self.name)

    @cached_property
    def step(self) -> str:
        return step_of(self.name)

    @property
    def is_app(self) -> bool:
        """True for the apps with a staircase: floors 2 to 6."""
        return 2 <= FLOORS.get(self.app, 0) < ROOF

    def at(self, line: int, text: str) -> str:
        return f"{self.relative}:{line}: {text}"


def _imports(node: ast.AST, inside: str) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, inside) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = "." * child.level + (child.module or "")
            yield from (Import(f"{base}.{alias.name}", child.lineno, inside) for alias in child.names)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _imports(child, child.name)
        else:
            yield from _imports(child, inside)


def app_of(name: str) -> str:
    """``atv.kalender.web.api`` -> ``atv.kalender``; empty for what is not ours or stands on no floor."""
    found = [known for known in FLOORS if name == known or name.startswith(f"{known}.")]
    return max(found, key=len, default="")


def step_of(name: str) -> str:
    """``atv.kalender.web.api`` -> ``web``; empty for the app itself."""
    return name.removeprefix(app_of(name)).lstrip(".").split(".")[0]


def rank(step: str) -> float | None:
    """How high on the staircase; None for what is not part of it."""
    return {**STEPS, **STEPS_ALIKE}.get(step)


def modules(tree: Path) -> Iterator[Module]:
    """Every Python file below the roots that exist in ``tree``."""
    for root in ROOTS:
        for path in sorted((tree / root).rglob("*.py")):
            yield Module(path, tree)


def is_ours(name: str) -> bool:
    return name.split(".")[0] in ROOTS


def every_module_has_a_floor(module: Module) -> Iterator[str]:
    if not module.app and module.source.strip() and module.name not in ROOTS:
        yield module.at(1, "stands on no floor")
    if module.is_app and module.step and rank(module.step) is None and module.step not in OFFSTAGE:
        yield module.at(1, f"{module.step} is no step of the staircase")


def imports_only_go_down(module: Module) -> Iterator[str]:
    """Between floors; apps on one floor are strangers, but for the roof."""
    if module.app:
        here = FLOORS[module.app]
        for found in module.imports:
            other = app_of(found.module)
            if not is_ours(found.module) or other == module.app or found.module in ROOTS:
                continue
            if not other:
                yield module.at(found.line, f"{found.module} stands on no floor")
            elif FLOORS[other] > here:
                yield module.at(found.line, f"{found.module} is above {module.app}")
            elif FLOORS[other] == here != ROOF:
                yield module.at(found.line, f"{found.module} is a stranger on the same floor")


def imports_go_down_the_staircase(module: Module) -> Iterator[str]:
    """Within an app: rules < models < queries < actions < tasks < web."""
    here = rank(module.step)
    if module.is_app and here is not None:
        for found in module.imports:
            there = rank(step_of(found.module)) if app_of(found.module) == module.app else None
            if there is not None and there > here:
                yield module.at(found.line, f"{module.step} may not import {found.module}")


def others_are_met_at_their_front_doors(module: Module) -> Iterator[str]:
    """From another app only rules, models, queries, actions (and gates, record, bell); the roof may see all."""
    if not module.is_app:
        return
    for found in module.imports:
        other = app_of(found.module)
        if not other or other == module.app or not 2 <= FLOORS[other] < ROOF:
            continue
        is_open = any(found.module == door or found.module.startswith(f"{door}.") for door in ALSO_OPEN)
        if step_of(found.module) not in OPEN_TO_OTHERS and not is_open:
            yield module.at(found.line, f"{found.module} is not for other apps")


def rules_are_pure(module: Module) -> Iterator[str]:
    """Rules import the standard library, ``socl.lib`` and rules: no Django, no clock, no models."""
    if module.is_app and module.step == "rules":
        for found in module.imports:
            top = found.module.split(".")[0]
            ours = app_of(found.module) == "socl.lib" or step_of(found.module) == "rules"
            if not ours and top not in sys.stdlib_module_names:
                yield module.at(found.line, f"rules may not import {found.module}")
    if module.app == "socl.lib":
        for found in module.imports:
            top = found.module.split(".")[0]
            ours = app_of(found.module) == "socl.lib"
            if not ours and top not in sys.stdlib_module_names | PURE_PACKAGES:
                yield module.at(found.line, f"socl.lib may not import {found.module}")


def only_the_clock_reads_the_time(module: Module) -> Iterator[str]:
    """Actions, queries and models take ``at``: the clock is asked by faces and tasks."""
    if module.is_app and module.step not in ("web", "tasks", "management"):
        for found in module.imports:
            if any(found.module == clock or found.module.startswith(f"{clock}.") for clock in CLOCKS):
                yield module.at(found.line, f"{module.step} may not read the time ({found.module})")


def imports_stand_at_the_top(module: Module) -> Iterator[str]:
    for found in module.imports:
        if found.inside:
            yield module.at(found.line, f"import inside {found.inside}()")
        if found.module.startswith("."):
            yield module.at(found.line, "relative import")


def faces_ask_no_manager(module: Module) -> Iterator[str]:
    """No ``.objects`` in ``web/``."""
    if "web" in module.relative.parts:
        for node in ast.walk(module.syntax):
            if isinstance(node, ast.Attribute) and node.attr in (
                "objects",
                "_default_manager",
                "_base_manager",
            ):
                yield module.at(node.lineno, f".{node.attr} in web/")


def modules_and_functions_are_short(module: Module) -> Iterator[str]:
    if "migrations" in module.relative.parts:
        return
    lines = len(module.source.splitlines())
    if lines > MOST_LINES:
        yield module.at(lines, f"{lines} lines (at most {MOST_LINES})")
    for node in ast.walk(module.syntax):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield module.at(node.lineno, f"{node.name}() has {length} lines (at most {LONGEST_FUNCTION})")


FORBIDDEN_IN_TEMPLATES = {
    "style=": r"\sstyle\s*=",
    "on...=": r"<[^>]*\son[a-z]+\s*=",
    "<style>": r"<style\b",
    "inline <script>": r"<script\b(?![^>]*\ssrc\s*=)",
    "hx-on": r"\shx-on\b",
    "hx-vals js:": r"hx-(?:vals|headers)[\w:]*\s*=\s*[\"']\s*js(?:on)?\s*:|hx-vars\b",
    "trigger filter": r"hx-trigger\s*=\s*[\"'][^\"']*\[",
    "javascript:": r"[\"'\s]javascript\s*:",
}


def templates_obey_the_policy(tree: Path) -> Iterator[str]:
    """What the content security policy would forbid, or what only looks as if it worked."""
    for path in sorted(p for root in ("templates", *ROOTS) for p in (tree / root).rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for name, pattern in FORBIDDEN_IN_TEMPLATES.items():
            for hit in re.finditer(pattern, text, re.IGNORECASE):
                line = text.count("\n", 0, hit.end()) + 1
                yield f"{path.relative_to(tree)}:{line}: {name}"


CHECKS: tuple[Callable[[Module], Iterator[str]], ...] = (
    every_module_has_a_floor,
    imports_only_go_down,
    imports_go_down_the_staircase,
    others_are_met_at_their_front_doors,
    rules_are_pure,
    only_the_clock_reads_the_time,
    imports_stand_at_the_top,
    faces_ask_no_manager,
    modules_and_functions_are_short,
)
