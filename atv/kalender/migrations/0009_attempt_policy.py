"""How often a team calls, and what a customer gets who is not reached; until now it was a letter."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kalender", "0008_no_show")]

    operations = [
        migrations.AddField(
            model_name="kalender",
            name="attempts_wanted",
            field=models.PositiveSmallIntegerField(default=3),
        ),
        migrations.AddField(
            model_name="kalender",
            name="attempt_spacing_minutes",
            field=models.PositiveSmallIntegerField(default=5),
        ),
        migrations.AddField(
            model_name="kalender",
            name="ending",
            field=models.CharField(
                choices=[
                    ("letter", "Brief"),
                    ("message", "Nachricht (E-Mail oder SMS)"),
                    ("work_order", "Bearbeitungsauftrag in der E-AKTE"),
                ],
                default="letter",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="kalender",
            constraint=models.CheckConstraint(
                condition=models.Q(attempts_wanted__gte=1), name="kalender_attempts_wanted"
            ),
        ),
        migrations.AddConstraint(
            model_name="kalender",
            constraint=models.CheckConstraint(
                condition=models.Q(ending__in=["letter", "message", "work_order"]),
                name="kalender_ending_known",
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="ending",
            field=models.CharField(blank=True, db_default="", default="", max_length=10),
        ),
        migrations.RunSQL(
            "UPDATE kalender_booking SET ending = 'letter' WHERE state = 'not_reached'",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ending__in=["letter", "message", "work_order"], state__in=["not_reached", "no_show"]
                )
                | (models.Q(ending="") & ~models.Q(state="not_reached")),
                name="booking_in_vain_has_ending",
            ),
        ),
    ]
