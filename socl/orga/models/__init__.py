"""Units, people, what they are allowed to do, and which place belongs to whom."""

from socl.orga.models.opening import OpeningHours
from socl.orga.models.people import (
    Clearance,
    Coordinator,
    CoordinatorKind,
    Dienstposten,
    Person,
    PersonKind,
    ProgrammeCode,
    Training,
)
from socl.orga.models.units import (
    SINGLE,
    VALID,
    PlzArea,
    Responsibility,
    Unit,
    UnitKind,
    ValidityQuerySet,
    single,
    single_text,
)
from socl.orga.rules.lifecycle import ClearanceState, TrainingState

__all__ = [
    "SINGLE",
    "VALID",
    "Clearance",
    "ClearanceState",
    "Coordinator",
    "CoordinatorKind",
    "Dienstposten",
    "OpeningHours",
    "Person",
    "PersonKind",
    "PlzArea",
    "ProgrammeCode",
    "Responsibility",
    "Training",
    "TrainingState",
    "Unit",
    "UnitKind",
    "ValidityQuerySet",
    "single",
    "single_text",
]
