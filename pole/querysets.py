"""What every queryset of the project obeys."""

from collections.abc import Iterable
from typing import Self

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import connections, models

from pole.fields import EncryptedTextField


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
            if isinstance(name, str) and _leads_to_encrypted(self.model, name):
                raise FieldError(f"{name} est chiffré : ni tri ni extraction.")

    def order_by(self, *field_names):
        self._refuse_encrypted(field_names)
        return super().order_by(*field_names)

    def values(self, *fields, **expressions):
        self._refuse_encrypted(fields)
        return super().values(*fields, **expressions)

    def values_list(self, *fields, **kwargs):
        self._refuse_encrypted(fields)
        return super().values_list(*fields, **kwargs)
