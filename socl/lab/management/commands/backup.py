"""``manage.py backup FILE``: the whole database in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from socl.run.backup import backup
from socl.run.processes import Failed


class Command(BaseCommand):
    help = "Write the whole database to FILE (new, mode 0600). It holds social data: encrypt it before it travels."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            backup(settings.DATABASES["default"], file)
        except Failed as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"{file}: {file.stat().st_size:,} Bytes")
