"""A past booking may be emptied: it needs a number only until then."""

from django.db import migrations, models
from django.db.models import Q

NAME = "booking_has_reference_and_number"


class Migration(migrations.Migration):
    dependencies = [("kalender", "0011_reach")]
    operations = [
        migrations.AddField("booking", "purged_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("booking", NAME),
        migrations.AddConstraint(
            "booking",
            models.CheckConstraint(
                name=NAME,
                condition=Q(state="held", reference=None)
                | (
                    ~Q(state="held")
                    & Q(reference__isnull=False)
                    & (~Q(rueckruf_number="") | Q(purged_at__isnull=False))
                ),
            ),
        ),
        migrations.AddIndex(
            "booking",
            models.Index(
                fields=["ends_at"], condition=Q(purged_at=None) & ~Q(state="held"), name="booking_unpurged"
            ),
        ),
    ]
