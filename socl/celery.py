"""The Celery app and its beat table."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socl.settings")

app = Celery("socl")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["routing.rufkreis", "atv.kalender", "socl.post", "socl.web", "eakte"])
app.conf.beat_schedule = {
    "pulse": {"task": "socl.web.tasks.pulse", "schedule": 10.0, "options": {"expires": 10}},
    "sweep-calls": {
        "task": "routing.rufkreis.tasks.sweep",
        "schedule": 2.0,
        "options": {"expires": 2},  # a late sweep is worth nothing: the next one does its work
    },
    "send-due": {"task": "socl.post.tasks.send_due", "schedule": 5.0, "options": {"expires": 5}},
    "deliver-orders": {"task": "eakte.tasks.deliver", "schedule": 20.0, "options": {"expires": 20}},
    "remind-of-orders": {
        "task": "eakte.tasks.remind_of_orders",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "sweep-holds": {"task": "atv.kalender.tasks.sweep", "schedule": 60.0, "options": {"expires": 60}},
}
