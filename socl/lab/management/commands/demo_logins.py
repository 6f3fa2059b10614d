"""``manage.py demo_logins``: one login per role, as people read it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from socl.lab import demo
from socl.orga.rules.roles import LABELS


class Command(BaseCommand):
    help = "Print one demo login per role."

    def handle(self, *args: Any, **options: Any) -> None:
        if not demo.is_demo():
            raise CommandError("Dies ist keine Demo-Datenbank.")
        seen = set()
        for username, (_, role, _, _) in demo.PEOPLE.items():
            if role not in seen:
                seen.add(role)
                self.stdout.write(f"  {username:<11} {demo.secret_for(username):<15} {LABELS[role]}")
