"""``manage.py lab``: a busy hour at the telephone against the instance that ``make run`` has started."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from socl.core import clock
from socl.lab import demo
from socl.lab.busy import report
from socl.lab.busy.cast import cast
from socl.lab.busy.hour import NAMES, Hour
from socl.lab.busy.play import play
from socl.lib.workdays import berlin_iso
from socl.run.home import LOCAL

RESULT = LOCAL / "lab.json"
WIDTH = 30


class Command(BaseCommand):
    help = "Play a busy hour in four minutes against the running demo; exit code 1 if a promise is broken."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        usual = Hour()
        for name in NAMES:
            first = getattr(usual, name)
            parser.add_argument(f"--{name}", type=type(first), default=first, help=f"({first})")

    def handle(self, *args: Any, **options: Any) -> None:
        hour = Hour(**{name: options[name] for name in NAMES})
        try:
            there = settings.SOCL_DEMO and demo.is_demo()
        except DatabaseError:
            there = False
        if not there:
            raise CommandError(
                "Hier läuft keine Demo: erst make run, dann in einem zweiten Fenster make lab."
            )
        seen = play(hour, cast(hour.desks, clock.now()), self.tell)
        sys.stderr.write("\n")
        self.stdout.write(report.as_text(hour, seen))
        found = {"at": berlin_iso(clock.now()), **report.as_json(hour, seen)}
        RESULT.write_text(json.dumps(found, indent=1, ensure_ascii=False))
        self.stdout.write(f"\nErgebnis: {RESULT}")
        if not found["kept"]:
            raise SystemExit(1)

    def tell(self, share: float, words: str) -> None:
        """The progress bar."""
        done = round(WIDTH * share)
        sys.stderr.write(f"\r[{'#' * done}{'-' * (WIDTH - done)}] {words:<76.76}")
        sys.stderr.flush()
