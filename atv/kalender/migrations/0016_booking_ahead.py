"""What is booked for the next hours, over all calendars: for the reminders."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kalender", "0015_notices_and_readings")]
    operations = [
        migrations.AddIndex(
            "booking",
            models.Index(fields=["starts_at"], condition=models.Q(state="booked"), name="booking_ahead"),
        ),
    ]
