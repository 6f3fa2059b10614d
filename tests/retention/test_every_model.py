"""Every table of the house is in the retention plan: a duty purges it, it goes with another, or it may stay."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django_otp.plugins.otp_totp.models import TOTPDevice

from atv.otv.models import OtvTermin
from socl.orga.actions.qualification import name_for_soc_l
from socl.orga.actions.retention import FORMER_NAME
from socl.orga.models import Dienstposten, Person, Training
from socl.web.retention import DUTIES, purge_everything
from tests.factories.kalender import AT, system
from tests.factories.orga import nord, tsb

# Table -> the codes of the duties that delete its rows or empty them.
PURGED = {
    "core.IdempotencyKey": "core.answers",
    "journal.Entry": "journal.acts",
    "journal.AccessEntry": "journal.accesses",
    "journal.RetentionRun": "journal.runs",
    "post.Outbox": "post.messages",
    "orga.Person": "orga.former",
    "sessions.Session": "orga.sessions",
    "oauth2_provider.AccessToken": "orga.tokens",
    "eakte.WorkOrder": "eakte.orders",
    "kalender.Booking": "kalender.contact kalender.online",
    "kalender.Besetzung": "kalender.besetzung",
    "kalender.Reading": "kalender.readings",
    "otv.OtvTermin": "otv.termine otv.unconfirmed",
    "otv.OtvMessage": "otv.messages",
    "rufkreis.Call": "rufkreis.calls rufkreis.persons",
    "rufkreis.Offer": "rufkreis.offers",
    "rufkreis.CtiEvent": "rufkreis.events",
    "rufkreis.Plan": "rufkreis.plans",
    "escalation.Anliegen": "escalation.anliegen",
    "escalation.Outcome": "escalation.outcomes",
    "escalation.FigureCell": "escalation.figures",
}
# Goes in the same transaction as a row of another table.
GOES_WITH = {
    "eakte.OrderStep": "eakte.WorkOrder",
    "eakte.Attachment": "eakte.WorkOrder",
    "eakte.Delivery": "eakte.WorkOrder",
    "kalender.Attempt": "kalender.Booking",
    "rufkreis.Decision": "rufkreis.Call",
    "rufkreis.Identification": "rufkreis.Call",
    "rufkreis.CtiCommand": "rufkreis.Call",
    "rufkreis.TransferPermit": "rufkreis.Call",
    "escalation.Consult": "escalation.Anliegen",
    "orga.Dienstposten": "orga.Person",
    "orga.Training": "orga.Person",
    "orga.Clearance": "orga.Person",
    "orga.Coordinator": "orga.Person",
    "otp_totp.TOTPDevice": "orga.Person",
    "otp_static.StaticDevice": "orga.Person",
    "otp_static.StaticToken": "otp_static.StaticDevice",
}
WHO_SET_IT = "what is set up and by which colleague, who is forgotten with the account"
ABOUT_UNITS = "about units and their work, no person"
UNUSED = "of a library, nothing is written into it here"
STAYS = {
    **dict.fromkeys(
        (
            "orga.Unit", "orga.PlzArea", "orga.Responsibility", "orga.OpeningHours", "eakte.Sonderpostkorb",
            "kalender.Kalender", "kalender.Serviceplatz", "kalender.Terminart", "kalender.Zeitfenster",
            "kalender.Ausfallzeit", "rufkreis.Pbx", "rufkreis.Pbx_regions", "rufkreis.Rufkreis",
            "rufkreis.EntryNumber", "rufkreis.NumberDay", "rollout.Programme", "rollout.Beteiligung",
            "rollout.Wave", "rollout.WaveRegion", "rollout.Einzelauftrag", "rollout.ChecklistItem",
            "rollout.Meeting", "rollout.Massnahme", "rollout.Arbeitsmittel", "rollout.ReadinessReport",
            "otv.OtvSite", "otv.OtvAnliegen", "kalender.Notices", "rollout.Effect",
        ),
        ABOUT_UNITS,
    ),
    **dict.fromkeys(
        (
            "kalender.SupplyChange", "kalender.Feed", "rufkreis.NumberChange", "rollout.Tick", "rollout.Switch",
            "rollout.Signature", "otv.OtvChange", "otv.OtvComment", "otv.TextBlock",
            "escalation.Gespraechsleitfaden", "oauth2_provider.Application", "otv.OtkRequest",
        ),
        WHO_SET_IT,
    ),
    **dict.fromkeys(
        (
            "auth.Permission", "auth.Group", "auth.Group_permissions", "contenttypes.ContentType",
            "oauth2_provider.Grant", "oauth2_provider.RefreshToken", "oauth2_provider.IDToken",
            "oauth2_provider.DeviceGrant", "axes.AccessLog", "axes.AccessFailureLog",
            "axes.AccessAttemptExpiration",
        ),
        UNUSED,
    ),
    "rufkreis.Presence": "one row per desk, always the present; its person is forgotten with the account",
    "axes.AccessAttempt": "goes with its pause of fifteen minutes, at the next login of anybody",
}  # fmt: skip
# Columns that speak of customers wherever they stand.
OF_CUSTOMERS = {
    "email", "phone", "kundennummer", "rueckruf_number", "from_raw", "from_e164", "briefing", "question",
    "answer", "closing_note", "communication_aid", "language", "recipient", "payload",
}  # fmt: skip


def test_every_table_has_its_place_in_the_plan() -> None:
    there = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    planned = [*PURGED, *GOES_WITH, *STAYS]
    assert len(planned) == len(set(planned)), "in two places"
    assert set(planned) == there


def test_every_duty_purges_the_table_that_the_plan_says() -> None:
    found: dict[str, set[str]] = {}
    for duty in DUTIES:
        found.setdefault(duty.due(AT).model._meta.label, set()).add(duty.rule.code)
    assert found == {table: set(codes.split()) for table, codes in PURGED.items()}


def test_what_goes_with_another_hangs_on_it_and_what_stays_says_nothing_of_customers() -> None:
    for table, other in GOES_WITH.items():
        relations = {
            f.related_model._meta.label
            for f in apps.get_model(table)._meta.concrete_fields
            if isinstance(f, models.ForeignKey)
        }
        assert other in relations, table
    telling = {
        table: {f.name for f in apps.get_model(table)._meta.concrete_fields} & OF_CUSTOMERS for table in STAYS
    }
    assert {table: names for table, names in telling.items() if names} == {}
    assert {f.name for f in OtvTermin._meta.concrete_fields} & OF_CUSTOMERS == set()


@pytest.mark.django_db
@pytest.mark.rule("DS-3")
def test_a_year_after_the_last_dienstposten_nobody_remains_who_is_named() -> None:
    region = nord()
    gone = tsb(region, username="mara", password="ein langes Kennwort")
    stays = tsb(region, username="jan", qualified=False)
    name_for_soc_l(person=stays, by=system(), at=AT)
    TOTPDevice.objects.create(user=gone, name="Codegenerator")
    Dienstposten.objects.filter(person=gone).update(valid_until=AT.date())
    purge_everything(AT + timedelta(days=364))
    assert Person.objects.get(pk=gone.pk).username == "mara"
    purge_everything(AT + timedelta(days=367))
    left = Person.objects.get(pk=gone.pk)
    assert (left.username, left.name, left.is_active) == (f"ehemals-{gone.pk}", FORMER_NAME, False)
    assert not left.has_usable_password()
    assert set(Dienstposten.objects.values_list("person__username", flat=True)) >= {"jan"}
    assert not Dienstposten.objects.filter(person=gone).exists() and not TOTPDevice.objects.exists()
    assert list(Training.objects.values_list("person", flat=True)) == [stays.pk]
    assert {run.rows for run in purge_everything(AT + timedelta(days=368)) if run.code == "orga.former"} == {
        0
    }
