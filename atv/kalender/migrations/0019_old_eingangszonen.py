"""Calendars of Eingangszonen that were there before they took visits: what a new one begins with."""

from django.db import migrations

# Only what nobody has changed since: the old proposals become the new ones. Backwards nothing is known to undo.
FILL = """
UPDATE kalender_kalender k SET takes_visits = true,
  lead_days = CASE lead_days WHEN 1 THEN 0 ELSE lead_days END,
  horizon_days = CASE horizon_days WHEN 60 THEN 180 ELSE horizon_days END,
  raster_minutes = CASE raster_minutes WHEN 10 THEN 5 ELSE raster_minutes END
FROM orga_unit u
WHERE u.id = k.unit_id AND NOT k.takes_visits AND u.kind IN ('eingangszone', 'geschaeftsstelle', 'agentur')
"""


class Migration(migrations.Migration):
    dependencies = [("kalender", "0018_booking_ended_by_order")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
