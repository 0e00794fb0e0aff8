"""Production is safe as it stands: it refuses to start without its secrets and says which one is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "pole.conf.settings.production",
    "SECRET_KEY": "essai-" * 12,
    "CLES_CHIFFREMENT": "c1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "CLES_INDEX": "i1:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
    "ALLOWED_HOSTS": "pole.exemple.fr",
    "DATABASE_URL": "sqlite://:memory:",
    "DEMO": "0",
}
SHOW = (
    "from django.conf import settings as s;"
    "print(s.DEBUG, s.DEMO, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE)"
)


def run_python(code, environment):
    """A process of its own: settings are read once. `.env` is not read by the settings themselves."""
    return subprocess.run(  # noqa: S603 (this Python, our own code)
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_starts_safe_when_nothing_is_missing():
    result = run_python(SHOW, COMPLETE)

    assert (result.returncode, result.stdout) == (0, "False False True True\n"), result.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "CLES_CHIFFREMENT", "CLES_INDEX", "ALLOWED_HOSTS"])
@pytest.mark.parametrize("value", [None, ""])
def test_production_refuses_to_start_without_a_secret_and_says_its_name(name, value):
    environment = {key: text for key, text in COMPLETE.items() if key != name}
    if value is not None:
        environment[name] = value

    result = run_python(SHOW, environment)

    assert result.returncode != 0
    assert f"ImproperlyConfigured: La variable {name} manque." in result.stderr


@pytest.mark.parametrize("value", ["1", "true", "on"])
def test_production_refuses_the_demonstration(value):
    result = run_python(SHOW, {**COMPLETE, "DEMO": value})

    assert result.returncode != 0
    assert "ImproperlyConfigured: DEMO=1 ouvre des comptes sans secret" in result.stderr


def test_forgotten_settings_module_means_production(tmp_path):
    code = "import os; from pole.conf import environment as e; e.BASE_DIR = e.Path(os.environ['HOME']);" + (
        "e.choose_settings(); print(os.environ['DJANGO_SETTINGS_MODULE'])"
    )

    forgotten = run_python(code, {"HOME": str(tmp_path)})
    demonstration = run_python(code, {"HOME": str(tmp_path), "DEMO": "1"})

    assert forgotten.stdout == "pole.conf.settings.production\n", forgotten.stderr
    assert demonstration.stdout == "pole.conf.settings.dev\n", demonstration.stderr
