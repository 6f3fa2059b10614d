"""Who may read restricted records (§ 35 (1) S. 3 SGB I) is a role."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orga", "0008_ez_lead")]

    operations = [
        migrations.RemoveConstraint(
            model_name="dienstposten",
            name="dienstposten_role",
        ),
        migrations.AlterField(
            model_name="dienstposten",
            name="role",
            field=models.CharField(
                choices=[
                    ("tsb", "Telefonserviceberater/in (TSB)"),
                    ("fit", "Fachkraft im Telefonservice (FiT)"),
                    ("sc_lead", "Teamleitung Service Center"),
                    ("os_staff", "Sachbearbeiter/in Alg Plus-Team"),
                    ("os_lead", "Teamleitung Alg Plus-Team"),
                    ("ez_staff", "Eingangszone"),
                    ("ez_lead", "Teamleitung Eingangszone"),
                    ("otk_admin", "OTK-Admin der Agentur"),
                    ("agentur_lead", "Verantwortliche Person der Agentur"),
                    ("rd", "Regionaldirektion"),
                    ("sc_region", "Regionalleitung SC"),
                    ("koordinator", "Koordinator/in SOC-L"),
                    ("redaktion", "Redaktion Gesprächsleitfäden"),
                    ("revision", "Revision"),
                    ("betrieb", "Betrieb"),
                    ("schutz", "Geschützte Datensätze (Beschäftigte und Angehörige)"),
                    ("pbx", "Telefonanlage"),
                    ("portal", "Online-Portal"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="dienstposten",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "agentur_lead",
                            "betrieb",
                            "ez_lead",
                            "ez_staff",
                            "fit",
                            "koordinator",
                            "os_lead",
                            "os_staff",
                            "otk_admin",
                            "pbx",
                            "portal",
                            "rd",
                            "redaktion",
                            "revision",
                            "sc_lead",
                            "sc_region",
                            "schutz",
                            "tsb",
                        ],
                    )
                ),
                name="dienstposten_role",
            ),
        ),
    ]
