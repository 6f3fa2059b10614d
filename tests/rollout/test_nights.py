"""The nightly check twice at once, and killed halfway: transactional, so apart from worlds that are rolled back."""

import pytest

from rollout.actions.readiness import check_region
from rollout.models import ReadinessReport, WaveRegion
from rollout.tasks import check_readiness
from socl.core import clock
from tests.api.clients import Time
from tests.factories.kalender import AT
from tests.factories.orga import nord, west
from tests.factories.rollout import wave_region
from tests.kills import for_every_statement
from tests.races import race


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("EINF-3")
def test_two_nights_at_once_write_one_report_and_a_killed_one_is_resumed(monkeypatch):
    monkeypatch.setattr(clock, "now", Time(AT))
    rows = [wave_region(nord()), wave_region(west())]
    every = {(r.programme_id, r.region_id) for r in WaveRegion.objects.all()}
    assert len(every) == 4
    finish = race([check_readiness, check_readiness])
    assert finish.errors == []
    whole = list(ReadinessReport.objects.order_by("wave_region").values("wave_region", "red", "others"))
    assert {r["wave_region"] for r in whole} == set(WaveRegion.objects.values_list("pk", flat=True))
    ReadinessReport.objects.filter(wave_region=rows[1]).delete()
    kept = dict(ReadinessReport.objects.values_list("wave_region", "pk"))

    def check() -> None:
        """Whatever the kill left: no half report, and nothing that was done is done again."""
        left = dict(ReadinessReport.objects.values_list("wave_region", "pk"))
        assert {row: left[row] for row in kept} == kept

    region = WaveRegion.objects.whole().get(pk=rows[1].pk)
    kills = for_every_statement(lambda: check_region(wave_region=region, by=None, at=AT), check)
    assert kills > 10
    check_readiness()
    after = list(ReadinessReport.objects.order_by("wave_region").values("wave_region", "red", "others"))
    assert after == whole
