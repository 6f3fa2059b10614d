"""``manage.py bench``: what the house costs beside the bare database; ``make bench`` gives it a database."""

import json
import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from socl.core import clock
from socl.lab.bench import figures, machine, plan
from socl.lib.workdays import berlin_iso
from socl.run.home import LOCAL

RESULT = LOCAL / "bench.json"


class Command(BaseCommand):
    help = "Measure ours beside raw SQL in one run. Needs an empty database; a missed goal is no error."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="a first impression in less than a minute")
        parser.add_argument(
            "--full", action="store_true", help="with a million old Rückrufe and calls in the tables"
        )
        parser.add_argument("--big", type=int, metavar="N", help="old calls in the table (200000)")
        parser.add_argument(
            "--only", default="", metavar="WORD", help="sections named so, such as Buchen or Angebote"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.introspection.table_names():
            raise CommandError("Die Messung braucht eine leere Datenbank: make bench")
        # However we are told to stop: children end and the temporary folder goes.
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        facts = machine.facts()
        wanted = plan.size(quick=options["quick"], full=options["full"], old_calls=options["big"])
        rows = plan.run(wanted, options["only"])
        for name, fact in facts.items():
            self.stdout.write(f"{name:<15} {fact}")
        self.stdout.write(f"\n{figures.report(rows)}\n")
        result = {"at": berlin_iso(clock.now()), "machine": facts, "rows": [figures.as_json(r) for r in rows]}
        RESULT.write_text(json.dumps(result, indent=1, ensure_ascii=False))
        self.stdout.write(f"Ergebnis: {RESULT}")
