"""The roles and what the screens call them, in the words of directives 202302002 and 202202013."""

from enum import StrEnum


class Role(StrEnum):
    """What a Dienstposten is for."""

    TSB = "tsb"
    FIT = "fit"
    SC_LEAD = "sc_lead"
    OS_STAFF = "os_staff"
    OS_LEAD = "os_lead"
    EZ_STAFF = "ez_staff"
    EZ_LEAD = "ez_lead"
    OTK_ADMIN = "otk_admin"
    AGENTUR_LEAD = "agentur_lead"
    RD = "rd"
    SC_REGION = "sc_region"
    KOORDINATOR = "koordinator"
    REDAKTION = "redaktion"
    REVISION = "revision"
    BETRIEB = "betrieb"
    SCHUTZ = "schutz"
    PBX = "pbx"
    PORTAL = "portal"


LABELS = {
    Role.TSB: "Telefonserviceberater/in (TSB)",
    Role.FIT: "Fachkraft im Telefonservice (FiT)",
    Role.SC_LEAD: "Teamleitung Service Center",
    Role.OS_STAFF: "Sachbearbeiter/in Alg Plus-Team",
    Role.OS_LEAD: "Teamleitung Alg Plus-Team",
    Role.EZ_STAFF: "Eingangszone",
    Role.EZ_LEAD: "Teamleitung Eingangszone",
    Role.OTK_ADMIN: "OTK-Admin der Agentur",
    Role.AGENTUR_LEAD: "Verantwortliche Person der Agentur",
    Role.RD: "Regionaldirektion",
    Role.SC_REGION: "Regionalleitung SC",
    Role.KOORDINATOR: "Koordinator/in SOC-L",
    Role.REDAKTION: "Redaktion Gesprächsleitfäden",
    Role.REVISION: "Revision",
    Role.BETRIEB: "Betrieb",
    Role.SCHUTZ: "Geschützte Datensätze (Beschäftigte und Angehörige)",
    Role.PBX: "Telefonanlage",
    Role.PORTAL: "Online-Portal",
}
