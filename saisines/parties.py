"""Everything that hangs on one case, read in one statement.

A case page shows a dozen kinds of rows. One query for each would take the page beyond its limit of ten,
and most of them return two rows. The statement is the same for every case: it is written
once per database and per process; only the identifier of the case changes. A page of the form reads a part of
them by a shorter one.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db import connection, models

from pole.fields import EncryptedTextField, Sealed
from pole.models import Ecole, Motif
from saisines.models import (
    AccesMotif,
    Accord,
    Alerte,
    AlerteRecue,
    ContactFamille,
    DemandePrecision,
    Deport,
    Destinataire,
    Eleve,
    Essai,
    Etape,
    Evenement,
    Instance,
    Intervention,
    Message,
    NoteDePartage,
    Orientation,
    PieceJointe,
    Piste,
    Plan,
    PointEtape,
    QuestionPrecision,
    Reception,
    Reponse,
    Retrospective,
    Saisine,
    Sollicitation,
)

# What the form writes, then all relations of the case, then relations of those rows: (accessor, model, column
# that leads to the parent).
ECRITES = (
    ("etapes", Etape),
    ("essais", Essai),
    ("contacts", ContactFamille),
    ("instances", Instance),
    ("plans", Plan),
    ("pieces", PieceJointe),
)
DIRECTES = (
    *ECRITES,
    ("accords", Accord),
    ("evenements", Evenement),
    ("demandes", DemandePrecision),
    ("interventions", Intervention),
    ("reponses", Reponse),
    ("sollicitations", Sollicitation),
    ("orientations", Orientation),
    ("acces_motifs", AccesMotif),
    ("messages", Message),
    ("alertes", Alerte),
    ("retrospectives", Retrospective),
    ("receptions", Reception),
    ("deports", Deport),
    ("notes_de_partage", NoteDePartage),
)
# What the case itself points to: joining them in the query that finds the case costs more than all the rest.
UNIQUES = (("ecole", Ecole), ("eleve", Eleve))
SUIVANTES = (
    ("questions", QuestionPrecision, DemandePrecision, "demande"),
    ("pistes", Piste, Reponse, "reponse"),
    ("points", PointEtape, Reponse, "reponse"),
    ("destinataires", Destinataire, Message, "message"),
    ("recues", AlerteRecue, Alerte, "alerte"),
)


def load_parts(saisine: Saisine) -> None:
    """Fill the reverse relations of a case: `saisine.essais.all()` and the others cost no query after this.

    One query, which brings the school and the pupil too. Encrypted columns stay sealed until they are read.
    """
    _load(saisine, DIRECTES, SUIVANTES)


def load_written_parts(saisine: Saisine) -> None:
    """The same for what the form writes, motives included: a page that writes needs nothing else."""
    _load(saisine, ECRITES, ())


def _load(saisine: Saisine, directes: tuple, suivantes: tuple) -> None:
    children: dict[str, list] = {name: [] for name, *_ in (*directes, *suivantes, *UNIQUES)} | {"motifs": []}
    prepare = partial(Saisine._meta.pk.get_db_prep_value, connection=connection)
    with connection.cursor() as cursor:
        sql, places = _statement(connection.vendor, directes, suivantes)
        own = [prepare(getattr(saisine, f"{name}_id")) for name, _ in UNIQUES]
        cursor.execute(sql, [prepare(saisine.pk)] * places + own)
        for name, document in cursor.fetchall():
            children[name].append(document)
    for name, model in directes:
        rows = _instances(model, children[name])
        for row in rows:
            row.saisine = saisine
        _fill(saisine, name, rows)
    for name, model, parent_model, link in suivantes:
        rows = _instances(model, children[name])
        for parent in getattr(saisine, _accessor(parent_model)).all():
            own = [row for row in rows if getattr(row, f"{link}_id") == parent.pk]
            for row in own:
                setattr(row, link, parent)
            _fill(parent, name, own)
    _fill(saisine, "motifs", _instances(Motif, children["motifs"]))
    for name, model in UNIQUES:
        for row in _instances(model, children[name]):
            setattr(saisine, name, row)


def _accessor(model: type[models.Model]) -> str:
    return next(name for name, candidate in DIRECTES if candidate is model)


def _fill(parent: models.Model, name: str, rows: list) -> None:
    """Put rows where `prefetch_related` would have put them."""
    queryset = getattr(parent, name).get_queryset()
    queryset._result_cache = rows
    queryset._prefetch_done = True
    if not hasattr(parent, "_prefetched_objects_cache"):
        parent._prefetched_objects_cache = {}
    parent._prefetched_objects_cache[name] = queryset


@cache
def _statement(vendor: str, directes: tuple, suivantes: tuple) -> tuple[str, int]:
    """The statement and how many times it takes the identifier of the case, before those of `UNIQUES`.

    Names come from the models alone.
    """
    quote = connection.ops.quote_name
    case = quote("saisine_id")
    parts = [f"{_select(name, model, vendor)} WHERE t.{case} = %s" for name, model in directes]
    for name, model, parent, link in suivantes:
        join = f"JOIN {quote(parent._meta.db_table)} p ON p.{quote('id')} = t.{quote(link + '_id')}"
        parts.append(f"{_select(name, model, vendor)} {join} WHERE p.{case} = %s")
    through = quote(Saisine.motifs.through._meta.db_table)
    join = f"JOIN {through} p ON p.{quote('motif_id')} = t.{quote('id')}"
    parts.append(f"{_select('motifs', Motif, vendor)} {join} WHERE p.{case} = %s")
    places = len(parts)
    parts += [f"{_select(name, model, vendor)} WHERE t.{quote('id')} = %s" for name, model in UNIQUES]
    return " UNION ALL ".join(parts), places


def _select(name: str, model: type[models.Model], vendor: str) -> str:
    table = connection.ops.quote_name(model._meta.db_table)
    return f"SELECT '{name}', {_document(model, vendor)} FROM {table} t"  # noqa: S608 (names of our models)


def _document(model: type[models.Model], vendor: str) -> str:
    function = "json_build_array" if vendor == "postgresql" else "json_array"
    columns = ", ".join(
        f"t.{connection.ops.quote_name(field.column)}" for field in model._meta.concrete_fields
    )
    return f"{function}({columns})"


def _instances(model: type[models.Model], documents: list) -> list:
    names, readers = _readers(model)
    rows = []
    for document in documents:
        values = json.loads(document) if isinstance(document, str) else document
        values = [None if value is None else read(value) for read, value in zip(readers, values, strict=True)]
        rows.append(model.from_db(connection.alias, names, values))
    # The order that the model declares; there is none inside a UNION.
    for name in reversed(model._meta.ordering):
        rows.sort(key=lambda row: getattr(row, name))
    return rows


@cache
def _readers(model: type[models.Model]) -> tuple[list[str], list[Callable[[Any], Any]]]:
    fields = model._meta.concrete_fields
    return [field.attname for field in fields], [_reader(field) for field in fields]


def _reader(field: models.Field) -> Callable[[Any], Any]:
    """How a value of JSON becomes what the column would have given."""
    field = getattr(field, "target_field", field)
    if isinstance(field, EncryptedTextField):
        return Sealed
    if isinstance(field, models.UUIDField):
        return UUID
    if isinstance(field, models.DateTimeField):
        return _moment
    if isinstance(field, models.DateField):
        return date.fromisoformat
    if isinstance(field, models.BooleanField):
        return bool
    return _same


def _moment(text: str) -> datetime:
    # SQLite stores UTC without saying so.
    value = datetime.fromisoformat(text)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value


def _same(value: Any) -> Any:
    return value
