"""The unit of every figure: a bare Django project that does the same work on the same tables."""

from tests.perf.settings_app import *  # noqa: F403

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # The tables are those of the application, whose allauth will not start without it; it costs nothing.
    "allauth.account.middleware.AccountMiddleware",
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
ROOT_URLCONF = "tests.perf.minimal"
WSGI_APPLICATION = None
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
