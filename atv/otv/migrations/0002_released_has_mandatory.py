"""A released Eingangszone points at its active "Persönliche Arbeitslosmeldung" (202202013, 2).

The check on the site fills both columns while it is released; the foreign key binds the row they name, so that it
cannot be switched off, deleted or given to another site, also by raw SQL.
"""

from django.db import migrations

TIE = """
ALTER TABLE otv_otvsite ADD CONSTRAINT otv_site_mandatory_is_active
    FOREIGN KEY (id, mandatory, mandatory_active) REFERENCES otv_otvanliegen (site_id, code, active);
"""
UNTIE = "ALTER TABLE otv_otvsite DROP CONSTRAINT otv_site_mandatory_is_active"


class Migration(migrations.Migration):
    dependencies = [("otv", "0001_site")]
    operations = [migrations.RunSQL(TIE, UNTIE)]
