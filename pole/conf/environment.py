"""Reads the environment, once, before Django starts."""

import os
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()


def choose_settings() -> None:
    """Read `.env` and choose the settings module.

    Production is the default, so that an operator who forgets the variable is told what is missing
    instead of running on throw-away keys. `DEMO=1`, impossible in production, means development.
    """
    env.read_env(BASE_DIR / ".env")
    default = "pole.conf.settings.dev" if env.bool("DEMO", default=False) else "pole.conf.settings.production"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", default)
