"""The application as production serves it, on plain HTTP and with keys of the day."""

import os

os.environ.setdefault("SECRET_KEY", "mesure-" * 8)
os.environ.setdefault("CLES_CHIFFREMENT", "t1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
os.environ.setdefault("CLES_INDEX", "i1:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=")
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost")
# `make run` leaves the settings of the demonstration in .env.
os.environ["DEMO"] = "0"

from pole.conf.settings.production import *  # noqa: F403 (the reference, after its variables)
from pole.conf.settings.production import DATABASES, MIDDLEWARE

SECURE_SSL_REDIRECT = False
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_SECURE = False
# nginx compresses in front of the workers; here both servers answer plain bytes.
MIDDLEWARE = [name for name in MIDDLEWARE if "gzip" not in name]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"handlers": [], "level": "ERROR"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if "postgresql" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"].setdefault("OPTIONS", {})["application_name"] = os.environ.get(
        "NOM_DU_SERVEUR", "mesure"
    )
# `generer` writes volumes only where nothing is real.
VOLUME_AUTORISE = True
