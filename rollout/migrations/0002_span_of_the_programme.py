"""The span and the wave of a region are its programme's: foreign keys over several columns, which Django cannot write."""

from django.db import migrations

FORWARD = """
ALTER TABLE rollout_waveregion
    ADD CONSTRAINT wave_region_span FOREIGN KEY (programme_id, not_before, not_after)
    REFERENCES rollout_programme (id, starts_on, ends_on) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE rollout_waveregion
    ADD CONSTRAINT wave_region_wave_of_programme FOREIGN KEY (wave_id, programme_id)
    REFERENCES rollout_wave (id, programme_id) ON DELETE CASCADE;
"""
BACK = """
ALTER TABLE rollout_waveregion DROP CONSTRAINT wave_region_wave_of_programme;
ALTER TABLE rollout_waveregion DROP CONSTRAINT wave_region_span;
"""


class Migration(migrations.Migration):
    dependencies = [("rollout", "0001_programmes")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
