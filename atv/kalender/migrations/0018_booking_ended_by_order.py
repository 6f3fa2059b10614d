"""The Rückrufe that ended with a work order are found among a million without reading them."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("kalender", "0017_visits")]
    operations = [
        migrations.AddIndex(
            "booking",
            models.Index(
                fields=["closed_at"],
                condition=Q(result="work_order") | Q(ending="work_order"),
                name="booking_ended_by_order",
            ),
        ),
    ]
