"""Encrypted columns: clear in Python, sealed in the database, decrypted only when read."""

import json
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from pole import crypto


class Sealed:
    """A value as stored. It says nothing by accident: neither its repr nor its str shows a text."""

    __slots__ = ("token",)

    def __init__(self, token: str):
        self.token = token

    def __repr__(self) -> str:
        return "<texte chiffré>"


class EncryptedDescriptor(DeferredAttribute):
    """Decrypts at the first reading and keeps the clear value on the instance.

    It defines `__set__`: without it Python would read the instance's own dictionary first, and never ask.
    """

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value

    def __get__(self, instance, cls=None):
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.unseal(value, instance.pk)
            instance.__dict__[self.field.attname] = value
        return value


class EncryptedTextField(models.TextField):
    """Text sealed with AES-GCM for its row. `label` is frozen for ever: it is part of what is sealed.

    Searching, sorting and extracting such a column raises FieldError; lists do not load it.
    """

    descriptor_class = EncryptedDescriptor
    empty_value: Any = ""

    def __init__(self, *args, label: str = "", **kwargs):
        self.label = label
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", self.make_default)
        super().__init__(*args, **kwargs)

    def make_default(self):
        return self.empty_value

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("default", None)
        return name, path, args, kwargs | {"label": self.label}

    def seal(self, value: Any, row) -> Sealed:
        """Seal a clear value for a row: what a conditional UPDATE writes."""
        return value if isinstance(value, Sealed) else Sealed(self.encode(value, row))

    def encode(self, value: Any, row) -> str:
        text = self.dump(value)
        return crypto.seal(text, label=self.label, row=row) if text else ""

    def unseal(self, sealed: Sealed, row) -> Any:
        if not sealed.token:
            return self.make_default()
        return self.load(crypto.unseal(sealed.token, label=self.label, row=row))

    def dump(self, value: Any) -> str:
        return value or ""

    def load(self, text: str) -> Any:
        return text

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance, add):
        value = model_instance.__dict__.get(self.attname)
        if add and isinstance(value, Sealed):
            # A row copied under a new identifier carries a value that would never open again: say it now.
            self.unseal(value, model_instance.pk)
        return self.seal(self.make_default() if value is None else value, model_instance.pk)

    def get_prep_value(self, value):
        if isinstance(value, Sealed):
            return value.token
        if not value:
            # Nothing to seal: what a new column holds in the rows that were there before it.
            return ""
        raise FieldError(f"{self.name} est chiffré : passez par l’enregistrement de l’objet ou par seal().")

    def get_lookup(self, lookup_name):
        raise FieldError(f"{self.name} est chiffré : ni recherche ni filtre.")

    def get_transform(self, lookup_name):
        raise FieldError(f"{self.name} est chiffré : ni recherche ni filtre.")

    def value_to_string(self, obj):
        raise FieldError(f"{self.name} est chiffré : il ne s’exporte pas.")


class EncryptedJSONField(EncryptedTextField):
    """JSON document sealed as a whole."""

    empty_value: Any = None

    def make_default(self):
        return {}

    def dump(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""

    def load(self, text: str) -> Any:
        return json.loads(text)


def sealed(instance: models.Model, name: str, value: Any) -> Sealed:
    """A value sealed for this row and this column: what `update()` and `bulk_update()` take."""
    return instance._meta.get_field(name).seal(value, instance.pk)
