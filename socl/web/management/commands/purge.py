"""``manage.py purge``: what the nightly task does; ``--dry-run`` says what it would do and writes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from socl.core import clock
from socl.web.retention import prospects, purge_everything


class Command(BaseCommand):
    help = "Purge what has been kept long enough (docs/decisions/0011)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per duty."""
        if options["dry_run"]:
            for row in prospects(clock.now()):
                self.stdout.write(f"{row.code}: {row.due} due (kept {row.days} days)")
            return
        for run in purge_everything(clock.now()):
            self.stdout.write(f"{run.code}: {run.rows} purged{' (FAILED)' if run.failed else ''}")
