"""``manage.py first_account``: the one account that nobody in the browser could give, because nobody is there yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from socl.core import clock
from socl.lib.refusal import Refusal
from socl.orga.actions.intake import take_in
from socl.orga.actions.system import ensure_system_person
from socl.orga.queries import unit_by_key
from socl.orga.queries.accounts import is_held
from socl.orga.rules.roles import Role


class Command(BaseCommand):
    help = (
        "Make the first account of Betrieb, who then takes in everybody else; prints its first password once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and at which Regionaldirektion."""
        parser.add_argument("username")
        parser.add_argument("name")
        parser.add_argument("--unit", required=True, help="key of a Regionaldirektion, for example rd-nord")

    def handle(self, *args: Any, username: str, name: str, unit: str, **options: Any) -> None:
        """Refused as soon as anybody of Betrieb can log in: then rights are given in the browser, with four eyes."""
        at, today = clock.now(), clock.today()
        if is_held(Role.BETRIEB, today):
            raise CommandError("Somebody of Betrieb has an account already and can make further ones.")
        found = unit_by_key(unit, today)
        if found is None:
            raise CommandError(f"There is no unit {unit!r}.")
        by = ensure_system_person(username="aufbau", name="Aufbau", at=at)
        try:
            taken = take_in(
                username=username, name=name, unit=found, role=Role.BETRIEB, valid_from=today, by=by, at=at
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from None
        self.stdout.write(f"{username}: {taken.first_password} (must be changed at the first login)")
