"""``manage.py restore FILE``: the whole database from one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from socl.run.backup import restore
from socl.run.processes import Failed


class Command(BaseCommand):
    help = "Fill the database from FILE, all or nothing, then apply newer migrations. Stop web, worker and beat before."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="throw away what is in the database")

    def handle(self, *args: Any, **options: Any) -> None:
        connection.close()  # ours must not hold up the new schema
        try:
            restore(settings.DATABASES["default"], options["file"], replace=options["replace"])
        except Failed as reason:
            raise CommandError(str(reason)) from None
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write("Wiederhergestellt.")
