"""What every queryset of the project obeys."""

from collections.abc import Iterable, Iterator
from typing import Any, Self

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models
from django.db.models import F

from pole.fields import EncryptedTextField


def _columns(name: Any) -> Iterator[str]:
    """Columns that an argument names: a word, `F("nom")`, `F("nom").desc()`, `Lower("nom")`…"""
    if isinstance(name, str):
        yield name
    elif isinstance(name, F):
        yield name.name
    elif hasattr(name, "get_source_expressions"):
        for part in name.get_source_expressions():
            yield from _columns(part)


def _leads_to_encrypted(model: type[models.Model], path: str) -> bool:
    for part in path.lstrip("-").split("__"):
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:
            return False
        if isinstance(field, EncryptedTextField):
            return True
        if field.related_model is None:
            return False
        model = field.related_model
    return False


class PoleQuerySet(models.QuerySet):
    """Base of all querysets: `visible_to` says who reads, and encrypted columns stay closed.

    A model that holds data of a pole overrides `visible_to`. Without it nothing is visible.
    """

    def visible_to(self, user) -> Self:
        """Rows that this person may read now. The only statement of that rule for the model."""
        return self.none()

    def _refuse_encrypted(self, names: Iterable) -> None:
        for name in names:
            for column in _columns(name):
                if _leads_to_encrypted(self.model, column):
                    raise FieldError(f"{column} est chiffré : ni tri ni extraction.")

    def _own_columns(self) -> list[str]:
        """What `values()` means when it names nothing."""
        return [field.name for field in self.model._meta.concrete_fields]

    def order_by(self, *field_names):
        self._refuse_encrypted(field_names)
        return super().order_by(*field_names)

    def values(self, *fields, **expressions):
        named = (*fields, *expressions.values())
        self._refuse_encrypted(named or self._own_columns())
        return super().values(*fields, **expressions)

    def values_list(self, *fields, **kwargs):
        self._refuse_encrypted(fields or self._own_columns())
        return super().values_list(*fields, **kwargs)
