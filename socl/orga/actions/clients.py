"""Machine clients: a person of kind machine, bound to its OAuth 2 application (RFC 6749, client credentials)."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from oauth2_provider.models import AccessToken, Application

from socl.journal.record import record
from socl.orga.actions.people import appoint, create_person, set_active
from socl.orga.models import Person, PersonKind, Unit
from socl.orga.rules.roles import Role


@dataclass(frozen=True)
class Issued:
    """What is said once: only a digest of the secret is stored."""

    client_id: str
    secret: str


@transaction.atomic
def create_client(
    *, username: str, name: str, role: Role, unit: Unit, valid_from: date, by: Person, at: datetime
) -> Issued:
    """A client with its office and its first secret. Refusals: ``username_taken``, those of ``appoint``."""
    client = create_person(
        username=username, name=name, kind=PersonKind.MACHINE, password=None, demo=by.demo, by=by, at=at
    )
    appoint(person=client, unit=unit, role=role, valid_from=valid_from, by=by, at=at)
    secret = secrets.token_urlsafe(32)
    application = Application.objects.create(
        name=username,
        user=client,
        client_secret=secret,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
    return Issued(application.client_id, secret)


@transaction.atomic
def rotate_secret(*, application: Application, by: Person, at: datetime) -> Issued:
    """A new secret; the old one and every token issued with it are worth nothing from this moment on."""
    found = Application.objects.select_for_update().get(pk=application.pk)
    secret = secrets.token_urlsafe(32)
    found.client_secret = secret
    found.save(update_fields=["client_secret"])
    AccessToken.objects.filter(application=found).delete()
    record("rotate_secret", found.user, by=by, at=at)
    return Issued(found.client_id, secret)


@transaction.atomic
def revoke_client(*, application: Application, by: Person, at: datetime) -> None:
    """Lock the client out: its tokens end at once, its secret is forgotten, its account is locked."""
    rotate_secret(application=application, by=by, at=at)
    set_active(person=application.user, active=False, by=by, at=at)
    record("revoke_client", application.user, by=by, at=at)
