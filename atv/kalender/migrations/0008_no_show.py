"""A customer who was called as agreed and was not there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kalender", "0007_booking_kept_at")]

    operations = [
        migrations.RemoveConstraint(model_name="booking", name="booking_state_known"),
        migrations.AlterField(
            model_name="booking",
            name="state",
            field=models.CharField(
                choices=[
                    ("held", "vorgemerkt"),
                    ("booked", "gebucht"),
                    ("in_call", "im Gespräch"),
                    ("done", "erledigt"),
                    ("not_reached", "nicht erreicht"),
                    ("no_show", "nicht wahrgenommen"),
                    ("cancelled", "abgesagt"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    state__in=["held", "booked", "in_call", "done", "not_reached", "no_show", "cancelled"]
                ),
                name="booking_state_known",
            ),
        ),
    ]
