"""Writing millions of rows: COPY on PostgreSQL, one prepared INSERT on SQLite. No model instance is made."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db import connection, models

from pole.fields import EncryptedTextField


class Table:
    """A table and the values of a row that nobody sets: the defaults of the model, adapted once."""

    def __init__(self, model: type[models.Model], **constants: Any):
        self.model = model
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        self.columns = [field.column for field in fields]
        self.rank = {field.attname: rank for rank, field in enumerate(fields)}
        self.empty = [self._default(field) for field in fields]
        for name, value in constants.items():
            self.empty[self.rank[name]] = value

    def _default(self, field: models.Field) -> Any:
        if isinstance(field, EncryptedTextField):
            return ""
        if isinstance(field, models.JSONField):
            return json.dumps(field.get_default())
        return None if field.primary_key else field.get_default()

    def row(self, values: Mapping[str, Any]) -> list[Any]:
        row = self.empty.copy()
        for name, value in values.items():
            row[self.rank[name]] = value
        return row


class Ecriture:
    """Rows gathered by table, written together."""

    def __init__(self):
        self.tables: dict[str, Table] = {}
        self.rows: dict[str, list[list[Any]]] = defaultdict(list)
        self.counts: dict[str, int] = defaultdict(int)

    def add(self, model: type[models.Model], **values: Any) -> Any:
        """Keep a row for the next `flush`; returns its primary key if it was given."""
        table = self.tables.get(model._meta.db_table)
        if table is None:
            table = self.tables[model._meta.db_table] = Table(model)
        self.rows[model._meta.db_table].append(table.row(values))
        return values.get("id")

    def flush(self) -> None:
        """Write all that was kept, in the caller's transaction: foreign keys are checked at its end."""
        write = _copy if connection.vendor == "postgresql" else _insert
        for name, rows in self.rows.items():
            write(self.tables[name], rows)
            self.counts[name] += len(rows)
        self.rows.clear()


def _copy(table: Table, rows: Iterable[list[Any]]) -> None:
    columns = ", ".join(connection.ops.quote_name(column) for column in table.columns)
    target = connection.ops.quote_name(table.model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _insert(table: Table, rows: Iterable[list[Any]]) -> None:
    columns = ", ".join(connection.ops.quote_name(column) for column in table.columns)
    target = connection.ops.quote_name(table.model._meta.db_table)
    marks = ", ".join(["%s"] * len(table.columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {target} ({columns}) VALUES ({marks})",  # noqa: S608 (names of our own models)
            [[_for_sqlite(value) for value in row] for row in rows],
        )


def _for_sqlite(value: Any) -> Any:
    """As Django writes it there."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    if isinstance(value, date | time):
        return value.isoformat()
    return value
