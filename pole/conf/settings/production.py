"""Reference settings: safe as they stand. `dev` and `test` only loosen them, each line with its reason.

Every value that differs between installations comes from the environment (docs/exploitation.md lists
them). A missing secret stops the start and says its name.
"""

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from pole.conf.environment import BASE_DIR, env


def secret(name: str) -> str:
    """Value of a variable without which the application must not start."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"La variable {name} manque. Renseignez-la dans l’environnement ou dans le fichier .env "
            "(voir docs/exploitation.md). Pour essayer le logiciel sur votre machine : make run."
        )
    return value


DEBUG = False
DEMO = False
SECRET_KEY = secret("SECRET_KEY")
ALLOWED_HOSTS = [host.strip() for host in secret("ALLOWED_HOSTS").split(",")]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if "*" not in host]

# Keys "id:base64", separated by commas: the first encrypts, all decrypt (docs/exploitation.md).
CLES_CHIFFREMENT = secret("CLES_CHIFFREMENT")
CLES_INDEX = secret("CLES_INDEX")

if env.bool("DEMO", default=False):
    raise ImproperlyConfigured(
        "DEMO=1 ouvre des comptes sans secret : impossible avec les réglages de production."
    )

# The State brand and its font are reserved to those entitled to them.
MARQUE_ETAT = env.bool("MARQUE_ETAT", default=False)

# Who answers for this installation: the legal pages say it (docs/exploitation.md).
EXPLOITANT = env.str("EXPLOITANT", default="")
EXPLOITANT_CONTACT = env.str("EXPLOITANT_CONTACT", default="")
HEBERGEUR = env.str("HEBERGEUR", default="")
DPD_CONTACT = env.str("DPD_CONTACT", default="")

# Address written in the mails, which the worker sends without any request at hand.
ADRESSE_PUBLIQUE = env.str("ADRESSE_PUBLIQUE", default=f"https://{ALLOWED_HOSTS[0]}")

INSTALLED_APPS = [
    "pole.conf.apps.ConfConfig",
    "cellules.apps.CellulesConfig",
    "saisines.apps.SaisinesConfig",
    "partenaires.apps.PartenairesConfig",
    "pole.apps.PoleConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "csp",
    "django_htmx",
    "dsfr",
    "guardian",
    "widget_tweaks",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "pole.middleware.MethodesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pole.middleware.LoginRequiredMiddleware",
    "pole.middleware.IdleLimitMiddleware",
    "pole.middleware.PoleCourantMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pole.middleware.PrivacyHeadersMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pole.middleware.SecondFacteurMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pole.panne.PanneMiddleware",
]

ROOT_URLCONF = "pole.conf.urls"
WSGI_APPLICATION = "pole.conf.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "pole.context_processors.shell",
            ],
        },
    },
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
}
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'pole.sqlite3'}")}
# An SQLite connection that stays open does not run its PRAGMAs again at each request.
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

AUTH_USER_MODEL = "pole.Personne"
AUTHENTICATION_BACKENDS = [
    "pole.permissions.RelationBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Rights on a case never come from guardian's own helpers, which ignore dates (docs/adr/).
GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accueil"
LOGOUT_REDIRECT_URL = "accueil"
ACCOUNT_ADAPTER = "pole.comptes.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TRUST_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# What each function must prove beyond a password: a code sent by mail on a device not yet
# known; an application or a passkey, without which no page opens.
CODE_APPAREIL_INCONNU = frozenset(
    {"ien", "coordonnateur", "secretariat", "membre", "partenaire", "directeur", "enseignant"}
)
SECOND_FACTEUR_OBLIGATOIRE = frozenset({"ien", "coordonnateur", "secretariat", "membre", "partenaire"})
# A code typed in the window that asked for it, never a link: whoever reads the mail elsewhere opens nothing.
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_NOTIFICATIONS = True
# A delay, never a lock: a person whose password is attacked still enters by e-mailed code or passkey.
# Codes are counted over all sessions. One network address alone cannot use up the tries of an account (120
# an hour, of 150); 150 an hour against 20⁸ codes are one chance in a thousand in nineteen years.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/15m/ip,5/15m/key",
    "code_essai": "30/15m/ip,150/h/key",
    "invitation_essai": "30/15m/ip,20/h/key",
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Pôle ressource"
MFA_FORMS = {
    "activate_totp": "pole.forms.second_facteur.ActiverApplicationForm",
    "add_webauthn": "pole.forms.second_facteur.AjouterCleForm",
    "edit_webauthn": "pole.forms.second_facteur.RenommerCleForm",
}

SESSION_ENGINE = "pole.sessions"
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Minutes without any request after which a session ends, and its text is kept for the return.
SESSION_INACTIVITE_MINUTES = env.int("SESSION_INACTIVITE_MINUTES", default=30)
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
# It goes with the browser, as the session does: the legal page says so.
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "pole.conf.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("DERRIERE_MANDATAIRE", default=True) else None
)
# The address of a visitor is the one that our own proxy saw, not the one that the visitor claims.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("DERRIERE_MANDATAIRE", default=True) else 0
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Only our own folder: the DSFR package alone holds 1,700 files of which the pages use a few,
# vendored in static/ (docs/adr/).
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # nginx reads them under its own account: FILE_UPLOAD_PERMISSIONS is for the attachments.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))
# Attachments are read by one checked view, never by an address of the storage.
MEDIA_URL = "/media-interdit/"
FILE_UPLOAD_PERMISSIONS = 0o600
# No upload is ever written in clear on a disk, not even a temporary one.
FILE_UPLOAD_HANDLERS = ["pole.televersement.BoundedMemoryUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# Where ClamAV's daemon listens. Without it, documents are judged and served without an antivirus.
ANTIVIRUS = env.str("ANTIVIRUS", default="")
if ANTIVIRUS and not ANTIVIRUS.startswith(("unix:///", "tcp://")):
    raise ImproperlyConfigured("ANTIVIRUS s’écrit unix:///run/clamav/clamd.ctl ou tcp://127.0.0.1:3310.")

CRISPY_ALLOWED_TEMPLATE_PACKS = ("crispy_dsfr",)
CRISPY_TEMPLATE_PACK = "crispy_dsfr"
CRISPY_FAIL_SILENTLY = False
# django-dsfr prints user text unescaped unless told otherwise, and its hashes break a manifest storage.
DSFR_CONTENT_IS_SAFE = False
DSFR_USE_INTEGRITY_CHECKSUMS = False

vars().update(env.email("EMAIL_URL", default="smtp://localhost:25"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("EMAIL_EXPEDITEUR", default="ne-pas-repondre@" + ALLOWED_HOSTS[0])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"sans_donnees": {"()": "pole.logs.ScrubFilter"}},
    "formatters": {"ligne": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "ligne", "filters": ["sans_donnees"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
