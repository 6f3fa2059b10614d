"""What every test shares: plain settings, a clock to stop, hypothesis that heeds none, the real territory."""

import gc
from collections.abc import Iterator

import pytest
from django.db import connections, transaction
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from socl.core import clock
from socl.orga.actions.territory import load_territory
from tests import database
from tests.factories.kalender import AT

# The same examples in every run, and no deadline: a busy machine is no fault of the code.
settings.register_profile(
    "socl", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.load_profile("socl")

PLAIN = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
}


def pytest_collection_finish() -> None:
    """The thousands of tests that wait are no garbage, and not searched for any while they do."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000)


@pytest.fixture(scope="session", autouse=True)
def plain_settings() -> Iterator[None]:
    """Hashing that costs nothing; static names without a hash, which a live server could not find."""
    with override_settings(**PLAIN):
        yield


@pytest.fixture
def clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is AT for whoever reads the clock: Tuesday, 17 November 2026, 10:00 in Berlin."""
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The test database starts as a copy of the migrated one; the fixture of pytest-django has this place for it."""
    connections["default"].settings_dict["TEST"]["TEMPLATE"] = database.template()


@pytest.fixture(scope="session", autouse=True)
def few_rows_are_deleted() -> Iterator[None]:
    """What a transactional test leaves is deleted instead of flushed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: database.empty())
        yield


@pytest.fixture(scope="module")
def territory(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The real territory (10,000 rows, 2 s), loaded once per module and rolled back after it.

    Only for tests with a plain ``django_db``: a transactional test truncates what this holds in a transaction.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        load_territory()
        yield
        transaction.set_rollback(True)
