"""Which office stands at which kind of unit, and who may give it to somebody (rule ORGA-3)."""

from socl.orga.rules.roles import Role

# Kinds of units (orga.models.UnitKind) at which a role works.
WORKS_AT: dict[Role, frozenset[str]] = {
    Role.TSB: frozenset({"sc"}),
    Role.FIT: frozenset({"sc"}),
    Role.SC_LEAD: frozenset({"sc"}),
    Role.OS_STAFF: frozenset({"alg_plus_team"}),
    Role.OS_LEAD: frozenset({"alg_plus_team"}),
    Role.EZ_STAFF: frozenset({"eingangszone"}),
    Role.EZ_LEAD: frozenset({"eingangszone"}),
    Role.OTK_ADMIN: frozenset({"agentur"}),
    Role.AGENTUR_LEAD: frozenset({"agentur"}),
    Role.RD: frozenset({"rd"}),
    Role.SC_REGION: frozenset({"sc_region"}),
    Role.KOORDINATOR: frozenset({"sc", "alg_plus_team", "os", "rd", "sc_region"}),
    Role.REDAKTION: frozenset({"sc_region"}),
    Role.REVISION: frozenset({"rd"}),
    Role.BETRIEB: frozenset({"rd"}),
    Role.SCHUTZ: frozenset({"alg_plus_team"}),
    Role.PBX: frozenset({"sc_region"}),
    Role.PORTAL: frozenset({"sc_region"}),
}

# Who gives which offices; how far, says the grant APPOINT in the table of roles. OTK-Admin: by the RD or by the
# responsible person of the Agentur (rule OTV 3/AA/2: the Agenturen ask for these rights).
APPOINTS: dict[Role, frozenset[Role]] = {
    Role.SC_LEAD: frozenset({Role.TSB, Role.FIT, Role.KOORDINATOR}),
    Role.SC_REGION: frozenset({Role.SC_LEAD, Role.TSB, Role.FIT, Role.KOORDINATOR, Role.REDAKTION}),
    Role.OS_LEAD: frozenset({Role.OS_STAFF, Role.KOORDINATOR}),
    Role.AGENTUR_LEAD: frozenset({Role.OTK_ADMIN, Role.EZ_STAFF, Role.EZ_LEAD}),
    Role.RD: frozenset(
        {Role.OS_LEAD, Role.OS_STAFF, Role.AGENTUR_LEAD, Role.OTK_ADMIN, Role.KOORDINATOR, Role.SCHUTZ}
    ),
    Role.BETRIEB: frozenset({Role.RD, Role.SC_REGION, Role.REVISION, Role.BETRIEB, Role.PBX, Role.PORTAL}),
}
# Trained and cleared for SOC-L are those who answer questions about Arbeitslosengeld in a Service Center.
FOR_SOC_L = frozenset({Role.TSB, Role.FIT})


def offices_given_by(roles: frozenset[Role], unit_kind: str) -> list[Role]:
    """The roles that somebody with ``roles`` may give at a unit of this kind, in the order of the table."""
    given = {role for giver in roles for role in APPOINTS.get(giver, frozenset())}
    return [role for role in Role if role in given and unit_kind in WORKS_AT[role]]
