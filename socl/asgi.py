"""The stream process; pages and REST run under WSGI."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "socl.settings")
django.setup(set_prefix=False)

from socl.web.stream import application  # noqa: E402 - the models need the apps first

__all__ = ["application"]
