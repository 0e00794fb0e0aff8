"""`make run`: the demonstration on one's own machine. Each line loosens production, with its reason."""

import os

from cryptography.fernet import Fernet

# Throw-away secrets: a machine that has no .env still starts, on data that nobody else can read later.
# (`make run` writes lasting ones in .env.)
for name in ("SECRET_KEY",):
    os.environ.setdefault(name, Fernet.generate_key().decode())
os.environ.setdefault("CLES_CHIFFREMENT", "dev:" + Fernet.generate_key().decode())
os.environ.setdefault("CLES_INDEX", "dev:" + Fernet.generate_key().decode())
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
_demo = os.environ.pop("DEMO", "1")

from pole.conf.settings.production import *  # noqa: E402, F403 (the reference, after its variables)
from pole.conf.settings.production import env  # noqa: E402

DEMO = _demo not in {"", "0", "false"}
os.environ["DEMO"] = _demo
DEMO_MOT_DE_PASSE = env.str("DEMO_MOT_DE_PASSE", default="")
# Plain HTTP on localhost: no certificate there.
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_SECURE = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
ADRESSE_PUBLIQUE = env.str("ADRESSE_PUBLIQUE", default=f"http://localhost:{env.int('PORT', default=8000)}")
# One click enters the demonstration: no device to recognise, no application to install.
CODE_APPAREIL_INCONNU = frozenset()
SECOND_FACTEUR_OBLIGATOIRE = frozenset()
ALLAUTH_TRUSTED_PROXY_COUNT = 0
# Mails stay on a page of the demonstration: nothing leaves the machine.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
