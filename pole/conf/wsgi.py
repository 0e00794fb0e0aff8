"""WSGI entry point: `gunicorn pole.conf.wsgi`."""

import gc
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from pole.conf.environment import choose_settings

choose_settings()
application = get_wsgi_application()
# What is loaded for good is walked no more by the collector: a pause of 40 ms every hundred pages.
import_module(settings.ROOT_URLCONF)
gc.freeze()
