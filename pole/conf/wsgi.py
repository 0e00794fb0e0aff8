"""WSGI entry point: `gunicorn pole.conf.wsgi`."""

from django.core.wsgi import get_wsgi_application

from pole.conf.environment import choose_settings

choose_settings()
application = get_wsgi_application()
