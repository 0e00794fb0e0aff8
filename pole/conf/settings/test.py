"""The test suite: production, loosened where a test machine needs it."""

import os

os.environ.update(
    SECRET_KEY="essai-" * 12,
    CLES_CHIFFREMENT="t1:" + "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    CLES_INDEX="i1:" + "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
    ALLOWED_HOSTS="testserver,localhost",
    DEMO="",
)

from pole.conf.settings.production import *  # noqa: F403 (the reference, after its variables)
from pole.conf.settings.production import TEMPLATES

# The live server of the browser tests speaks plain HTTP.
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_SECURE = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
ADRESSE_PUBLIQUE = "http://testserver"
# Argon2 is slow on purpose: thousands of accounts are created here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# No collectstatic before the tests; WhiteNoise looks files up instead of scanning a folder per client.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
# Tests of pages do not sign in by hand; those of the sign-in put both back.
CODE_APPAREIL_INCONNU = frozenset()
SECOND_FACTEUR_OBLIGATOIRE = frozenset()
ALLAUTH_TRUSTED_PROXY_COUNT = 0
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
