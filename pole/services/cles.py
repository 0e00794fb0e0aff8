"""Rotation of the keys: every sealed column, every sealed file and the keyed index, under the first key.

There is no progress to store: what is left to do is what still carries another key. Each value is changed by
an UPDATE that demands the value just read, so that a text saved meanwhile is never overwritten: its row is
simply seen again. Killed at any moment, it is started again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_

from django.apps import apps
from django.db import models
from django.db.models import ExpressionWrapper, F, Q

from pole import crypto
from pole.fields import EncryptedTextField, Sealed

LOT = 500


@dataclass(frozen=True, slots=True)
class Reste:
    """What does not carry the first key yet, in one place."""

    lieu: str
    nombre: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """One place that rotates: a sealed column, an index computed from sealed columns, files on a disk.

    `compter()` gives what is left. `tourner()` tries each of these once and yields whether it changed: False
    for a value that no key opens, or that somebody saved meanwhile.
    """

    lieu: str
    compter: Callable[[], int]
    tourner: Callable[[], Iterator[bool]]


_rotations: dict[str, Rotation] = {}


def register_rotation(
    lieu: str, *, compter: Callable[[], int], tourner: Callable[[], Iterator[bool]]
) -> None:
    """Called by the app that owns the files, from `AppConfig.ready`. Sealed columns are found alone."""
    _rotations[lieu] = Rotation(lieu=lieu, compter=compter, tourner=tourner)


def register_index_rotation(
    model: type[models.Model], field: str, compute: Callable[[models.Model], str]
) -> None:
    """Declare a column of keyed indexes: `compute(row)` gives its value under the first index key."""
    rows = model._base_manager

    def left() -> models.QuerySet:
        current = {f"{field}__startswith": f"{crypto.current_index_key_id()}:"}
        return rows.exclude(**{field: ""}).exclude(**current).order_by("pk")

    def rotate() -> Iterator[bool]:
        for pk in list(left().values_list("pk", flat=True)):
            row = rows.filter(pk=pk).first()
            if row is None:
                continue
            try:
                value = compute(row)
            except crypto.DecryptionError:
                yield False
                continue
            # A name saved meanwhile has written its own index: it is not the one just read.
            yield bool(rows.filter(pk=pk, **{field: getattr(row, field)}).update(**{field: value}))

    register_rotation(f"{model._meta.label}.{field}", compter=lambda: left().count(), tourner=rotate)


def encrypted_columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Every sealed column of every table of the site."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


def rotations() -> Iterator[Rotation]:
    """Every place that rotates, sealed columns first: the indexes are computed from them."""
    for model, field in encrypted_columns():
        yield Rotation(
            lieu=f"{model._meta.label}.{field.name}",
            compter=partial(_count, model, field),
            tourner=partial(_rotate_column, model, field),
        )
    yield from _rotations.values()


def count_left() -> list[Reste]:
    """What still carries another key than the first, place by place; empty when the others may go."""
    counted = [Reste(rotation.lieu, rotation.compter()) for rotation in rotations()]
    return [reste for reste in counted if reste.nombre]


def rotate_all(progress: Callable[[str, int], None] = lambda lieu, nombre: None) -> int:
    """Bring everything under the first keys. Returns how many values changed.

    `progress(lieu, nombre)` is called after each batch. A value that no key opens is left as it is, and
    `count_left` tells it.
    """
    total = 0
    # Again while something changed: what people saved during a pass is seen by the next.
    while changed := sum(_rotate_place(rotation, progress) for rotation in rotations()):
        total += changed
    return total


def _rotate_place(rotation: Rotation, progress: Callable[[str, int], None]) -> int:
    done = told = 0
    for changed in rotation.tourner():
        done += changed
        if done - told >= LOT:
            progress(rotation.lieu, done - told)
            told = done
    if done > told:
        progress(rotation.lieu, done - told)
    return done


def sample(per_key: int = 2) -> Iterator[tuple[str, str]]:
    """Open some values of every column, for each key: yields (place, key) of those that do not open.

    A value whose key is not in the environment any more is found too: its key reads « clé absente ».
    """
    keys = list(crypto.encryption_keys())
    for model, field in encrypted_columns():
        sealed = _sealed(model, field)
        of_keys = [(name, sealed.filter(valeur_scellee__startswith=_prefix(name))) for name in keys]
        unknown = sealed.exclude(reduce(or_, (Q(valeur_scellee__startswith=_prefix(name)) for name in keys)))
        for name, rows in [*of_keys, ("clé absente", unknown)]:
            for pk, token in rows.values_list("pk", "valeur_scellee")[:per_key]:
                try:
                    field.unseal(Sealed(token), pk)
                except crypto.DecryptionError:
                    yield f"{model._meta.label}.{field.name}", name


def _rotate_column(model: type[models.Model], field: EncryptedTextField) -> Iterator[bool]:
    """Batches by rising identifier: what no key opens is tried once and passed over."""
    left = _left(model, field).order_by("pk").values_list("pk", "valeur_scellee")
    batch = list(left[:LOT])
    while batch:
        for pk, token in batch:
            yield _rotate_value(model, field, pk, token)
        batch = list(left.filter(pk__gt=batch[-1][0])[:LOT])


def _rotate_value(model: type[models.Model], field: EncryptedTextField, pk, token: str) -> bool:
    try:
        text = crypto.unseal(token, label=field.label, row=pk)
    except crypto.DecryptionError:
        return False
    fresh = Sealed(crypto.seal(text, label=field.label, row=pk))
    return bool(_raw(model, field).filter(pk=pk, valeur_scellee=token).update(**{field.name: fresh}))


def _count(model: type[models.Model], field: EncryptedTextField) -> int:
    return _left(model, field).count()


def _prefix(key: str) -> str:
    return f"{crypto.VERSION}:{key}:"


def _raw(model: type[models.Model], field: EncryptedTextField) -> models.QuerySet:
    """Rows with the sealed value as plain text in `valeur_scellee`: only here may it be compared.

    A bare queryset: those of the project refuse to name a sealed column. No model has a field of that name.
    """
    token = ExpressionWrapper(F(field.name), output_field=models.TextField())
    return models.QuerySet(model).annotate(valeur_scellee=token)


def _sealed(model: type[models.Model], field: EncryptedTextField) -> models.QuerySet:
    return _raw(model, field).exclude(valeur_scellee="")


def _left(model: type[models.Model], field: EncryptedTextField) -> models.QuerySet:
    return _sealed(model, field).exclude(valeur_scellee__startswith=_prefix(crypto.current_key_id()))
