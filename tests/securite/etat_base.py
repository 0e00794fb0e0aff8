"""The whole database as values that two runs of one act may be compared by, and what a forgery left there."""

import datetime
import uuid

from django.apps import apps
from django.db import models

OURS = ("pole", "saisines", "cellules", "partenaires")
# Drawn or dated at each act: never the same twice.
DRAWN = {"empreinte", "cle", "message_id", "chemin", "sceau", "index_nom", "jeton", "cible_id"}
DRAWN |= {"objet_id", "origine_id", "prochaine_date"}
# Values that nothing writes but a forgery: found in a column, they came from the post.
TEXTE, NOMBRE, JOUR = "Zqxforge", "7531", "2031-05-06"
IDENTIFIANT = uuid.UUID("7e577e57-7e57-4e57-8e57-7e577e577e57")


def all_models():
    return [model for app in OURS for model in apps.get_app_config(app).get_models(include_auto_created=True)]


def columns(model):
    return [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.AutoField) and field.name not in DRAWN
    ]


def rows_of(model, found, known: set) -> list[str]:
    """Rows by their values. Identifiers that did not exist before are drawn, hence left out; of a moment,
    only whether there is one.
    """
    fields, rows = columns(model), []
    for row in found:
        values = [_value(row, field) for field in fields]
        rows.append(repr([value for value in values if not _is_new(value, known)]))
    return sorted(rows)


def read_all() -> dict:
    """Every row that the project stores, by model: what the functions below read."""
    return {model: list(model._base_manager.all()) for model in all_models()}


def tables(known: set, read: dict | None = None) -> dict[str, list[str]]:
    """Everything that the project stores, by table."""
    read = read_all() if read is None else read
    return {model._meta.label_lower: rows_of(model, found, known) for model, found in read.items()}


def _value(row, field):
    value = getattr(row, field.attname)
    if isinstance(value, dict):
        # The link of a mail is drawn too; a forgery inside it is still found by `forgeries`.
        value = {name: one for name, one in value.items() if name not in DRAWN}
    return value is not None if isinstance(field, models.DateTimeField) else value


def _is_new(value, known) -> bool:
    return hasattr(value, "hex") and hasattr(value, "version") and value not in known


def identifiers() -> set:
    return {pk for model in all_models() for pk in model._base_manager.values_list("pk", flat=True)}


def forgeries(read: dict) -> list[str]:
    """Columns, drawn ones included, that hold a value of the forgery."""
    found = []
    for model, rows in read.items():
        names = [field.attname for field in model._meta.concrete_fields]
        for row in rows:
            forged = [name for name in names if is_forged(getattr(row, name))]
            found += [f"{model._meta.label_lower}.{name}" for name in forged]
    return found


def is_forged(value) -> bool:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat().startswith(JOUR)
    return value == IDENTIFIANT or TEXTE in str(value) or str(value) == NOMBRE
