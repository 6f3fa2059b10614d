"""The Celery app and its beat table."""

import os
from typing import Any

from celery import Celery, Task
from celery.schedules import crontab

from socl.core import request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socl.settings")


class Traced(Task):  # type: ignore[type-arg]  # generic for the type checker alone
    """A task whose log lines bear the id of the request that asked for it, or else its own."""

    def apply_async(self, *args: Any, **options: Any) -> Any:
        """As Celery's, with the present request's id in the message."""
        if request_id.current():
            options["headers"] = {**(options.get("headers") or {}), "request_id": request_id.current()}
        return super().apply_async(*args, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run under that id."""
        with request_id.carried(self.request.get("request_id") or self.request.id or ""):
            return super().__call__(*args, **kwargs)


app = Celery("socl", task_cls=Traced)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "routing.rufkreis",
        "routing.escalation",
        "atv.kalender",
        "atv.otv",
        "socl.post",
        "socl.web",
        "eakte",
        "rollout",
    ]
)
app.conf.beat_schedule = {
    "pulse": {"task": "socl.web.tasks.pulse", "schedule": 10.0, "options": {"expires": 10}},
    "sweep-calls": {
        "task": "routing.rufkreis.tasks.sweep",
        "schedule": 2.0,
        "options": {"expires": 2},  # a late sweep is worth nothing: the next one does its work
    },
    # In the night: whoever comes in the morning says what calls to take before one rings.
    "sign-off-absent": {
        "task": "routing.rufkreis.tasks.sign_off_absent",
        "schedule": crontab(hour="0-4", minute=20),
    },
    # Half past three: at half past two there is no clock change to stumble over, and nobody books.
    "purge": {"task": "socl.web.tasks.purge", "schedule": crontab(hour=3, minute=30)},
    # Before the purge, which takes away what is counted.
    "count-first-contact": {
        "task": "routing.escalation.tasks.count_first_contact",
        "schedule": crontab(hour=3, minute=10),
    },
    "send-due": {"task": "socl.post.tasks.send_due", "schedule": 5.0, "options": {"expires": 5}},
    "settle-consults": {
        "task": "routing.escalation.tasks.settle",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "watch-promises": {
        "task": "routing.escalation.tasks.watch",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "guides-in-force": {
        "task": "routing.escalation.tasks.guides_in_force",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "file-orders": {
        "task": "routing.escalation.tasks.file_orders",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "deliver-orders": {"task": "eakte.tasks.deliver", "schedule": 20.0, "options": {"expires": 20}},
    "remind-of-orders": {
        "task": "eakte.tasks.remind_of_orders",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "remind": {"task": "atv.kalender.tasks.remind", "schedule": 60.0, "options": {"expires": 60}},
    "watch-capacity": {
        "task": "atv.kalender.tasks.watch_capacity",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    # Several times: what a killed worker left undone is done by the next call, all others find nothing to do.
    "check-readiness": {
        "task": "rollout.tasks.check_readiness",
        "schedule": crontab(hour="4-6", minute="10,40"),
    },
    "sweep-termine": {"task": "atv.otv.tasks.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "sweep-holds": {"task": "atv.kalender.tasks.sweep", "schedule": 60.0, "options": {"expires": 60}},
}
