"""``manage.py demo_credentials``: logins, tokens and client secrets of the demo world as JSON."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from socl.core import clock
from socl.lab import demo
from socl.orga.models import Person


class Command(BaseCommand):
    help = "Print the credentials of the demo world as JSON; tokens are valid for a day. Refuses elsewhere."

    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.SOCL_DEMO and demo.is_demo()):
            raise CommandError("Dies ist keine Demo-Datenbank.")
        at = clock.now()
        people = Person.objects.in_bulk([*demo.PEOPLE, *demo.CLIENTS], field_name="username")
        persons = {
            name: {"password": demo.secret_for(name), "token": demo.token_for(people[name], at)}
            for name in demo.PEOPLE
        }
        clients: dict[str, dict[str, str]] = {}
        for name in demo.CLIENTS:
            clients[name] = {
                "client_id": f"demo-{name}",
                "client_secret": demo.secret_for(f"{name} client"),
                "token": demo.token_for(people[name], at),
            }
            if demo.CLIENTS[name][1] == "pbx":
                clients[name]["secret"] = demo.secret_for(f"{name} secret")
        answer = {"base_url": settings.BASE_URL, "persons": persons, "clients": clients}
        self.stdout.write(json.dumps(answer, indent=2))
