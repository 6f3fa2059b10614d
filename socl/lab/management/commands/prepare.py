"""``manage.py prepare``: everything a start needs, in one process: migrations, territory, demo world, static files."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from rollout.actions.loading import load
from routing.escalation.actions.guides import ship_guides
from socl.core import clock
from socl.lab import demo
from socl.orga.actions.territory import load_territory


class Command(BaseCommand):
    help = "Migrations, territory, demo world and static files; quick if they are there already."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        load_territory()
        load(at=clock.now())
        ship_guides(at=clock.now())
        if settings.SOCL_DEMO:
            demo.build(clock.now())
        call_command("collectstatic", interactive=False, verbosity=0)
