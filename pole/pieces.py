"""What leaves with a mail besides its words: files made at the sending, by the app that knows them.

The outbox stands below every app: an app registers here, from `AppConfig.ready`, who makes the files of its
templates. They are made after the right of the reader was checked again, and kept nowhere.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.db import models

from pole.models import Envoi


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A file: its name never says who nor what it is about.

    `alternative` is the type under which the body carries it too: programs that know it act on it.
    """

    nom: str
    type: str
    contenu: bytes
    alternative: str = ""


Fabrique = Callable[[Envoi, models.Model | None], Iterable[Piece]]
_fabriques: dict[str, Fabrique] = {}


def register(fabrique: Fabrique, *, gabarits: Iterable[str]) -> None:
    """Declare who makes the files of these templates, from `AppConfig.ready`."""
    _fabriques.update(dict.fromkeys(gabarits, fabrique))


def pieces_of(envoi: Envoi, cible: models.Model | None) -> list[Piece]:
    """The files of a mail about to leave; none for most templates."""
    fabrique = _fabriques.get(envoi.gabarit)
    return list(fabrique(envoi, cible)) if fabrique else []


def attach(mail: EmailMultiAlternatives, pieces: Iterable[Piece]) -> None:
    """Put the files in the message; an invitation twice, as calendar programs look in both places."""
    for piece in pieces:
        if piece.alternative:
            mail.attach_alternative(piece.contenu.decode(), piece.alternative)
        mail.attach(piece.nom, piece.contenu, piece.type)
