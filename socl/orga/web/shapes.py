"""REST: what people, offices and trainings look like."""

from typing import Any

from rest_framework import serializers

from socl.core.api.parsing import DayField
from socl.core.api.shapes import UnitOut
from socl.orga.models import ClearanceState, CoordinatorKind, ProgrammeCode, TrainingState
from socl.orga.rules.intake import COLUMNS, MOST_ROWS, USERNAME
from socl.orga.rules.roles import LABELS, Grant, Reach, Role

ROLES = [(role.value, label) for role, label in LABELS.items()]


class OfficeOut(serializers.Serializer[Any]):
    """A Dienstposten; ``valid_until`` is the first day without it."""

    id = serializers.IntegerField()
    unit = UnitOut()
    role = serializers.ChoiceField(ROLES)
    name = serializers.CharField()
    main = serializers.BooleanField()
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)


class TrainingOut(serializers.Serializer[Any]):
    state = serializers.ChoiceField([s.value for s in TrainingState], allow_null=True)
    planned_on = serializers.DateField(allow_null=True)
    completed_on = serializers.DateField(allow_null=True)


class ClearanceOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    state = serializers.ChoiceField([s.value for s in ClearanceState])
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)


class ColleagueOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    active = serializers.BooleanField()
    dienstposten = OfficeOut(many=True)
    training = TrainingOut()
    clearances = ClearanceOut(many=True)


class ColleagueListOut(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ColleagueOut(many=True)


class TakeInIn(serializers.Serializer[Any]):
    """``name`` is needed for a new account only."""

    username = serializers.RegexField(rf"^{USERNAME.pattern}\Z", max_length=60)
    name = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    role = serializers.ChoiceField(ROLES)
    valid_from = DayField()
    valid_until = DayField(required=False, allow_null=True, default=None)


class ListAsked(serializers.Serializer[Any]):
    """``dry_run``: say what would become of each line and write nothing."""

    dry_run = serializers.BooleanField(default=False)


class ListIn(serializers.Serializer[Any]):
    csv = serializers.CharField(
        max_length=60_000,
        trim_whitespace=False,
        help_text=f"Erste Zeile: {';'.join(COLUMNS)}; höchstens {MOST_ROWS} Zeilen.",
    )


class ListLineOut(serializers.Serializer[Any]):
    """One line of the list; ``problem`` is empty if the person is (or would be) taken in."""

    line = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(ROLES, allow_null=True)
    problem = serializers.CharField()
    new_account = serializers.BooleanField()


class ListReportOut(serializers.Serializer[Any]):
    dry_run = serializers.BooleanField()
    taken_in = serializers.IntegerField()
    results = ListLineOut(many=True)


class FirstPasswordOut(serializers.Serializer[Any]):
    username = serializers.CharField()
    first_password = serializers.CharField()


class EndIn(serializers.Serializer[Any]):
    on = DayField()


class OfficeMoveIn(serializers.Serializer[Any]):
    unit = serializers.CharField(max_length=40)
    role = serializers.ChoiceField(ROLES)
    on = DayField()


class TrainingIn(serializers.Serializer[Any]):
    """``on`` is needed for ``register`` and ``complete``."""

    step = serializers.ChoiceField(["name", "withdraw", "register", "unregister", "complete"])
    on = DayField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["step"] in ("register", "complete") and attrs["on"] is None:
            raise serializers.ValidationError({"on": ["Dieses Feld ist erforderlich."]})
        return attrs


class ClearanceIn(serializers.Serializer[Any]):
    valid_from = DayField()
    valid_until = DayField(required=False, allow_null=True, default=None)


class CoordinatorIn(serializers.Serializer[Any]):
    """``person`` is the username of somebody of the unit."""

    person = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(CoordinatorKind.choices)
    programme = serializers.ChoiceField(ProgrammeCode.choices)
    valid_from = DayField()


class CoordinatorOut(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    person = UnitOut()
    kind = serializers.ChoiceField(CoordinatorKind.choices)
    programme = serializers.ChoiceField(ProgrammeCode.choices)
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)


class CoordinatorListOut(serializers.Serializer[Any]):
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = CoordinatorOut(many=True)


class GrantOut(serializers.Serializer[Any]):
    grant = serializers.ChoiceField([g.value for g in Grant])
    reach = serializers.ChoiceField([r.value for r in Reach])


class RoleOut(serializers.Serializer[Any]):
    role = serializers.ChoiceField(ROLES)
    name = serializers.CharField()
    grants = GrantOut(many=True)
    given_by = serializers.ListField(child=serializers.ChoiceField([r.value for r in Role]))
    second_factor = serializers.BooleanField()
