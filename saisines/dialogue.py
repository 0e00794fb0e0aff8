"""The messages of a case as one person reads them: theirs, those addressed to them, and no other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from saisines.enums import Droit
from saisines.models import Message, Saisine

if TYPE_CHECKING:
    from saisines.fiche import Fiche

# On the page of the case; the others stand on the page of the dialogue.
DERNIERS = 3


def people_of(saisine: Saisine) -> Iterable[UUID]:
    """Authors and readers of all messages of a case: the names that some readers will be shown."""
    for message in saisine.messages.all():
        yield from (message.auteur_id, message.retire_par_id)
        yield from (row.personne_id for row in message.destinataires.all())


def unread_phrase(number: int) -> str:
    """« 2 messages à lire »"""
    return f"{number} message{'s' if number > 1 else ''} à lire"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLu:
    """A message in words. `retrait` tells who withdrew it and why; its text is then gone."""

    id: UUID
    jeton: UUID
    qui: str
    est_moi: bool
    quand: datetime
    texte: str
    lecteurs: list[str]
    a_lire: bool
    modifie_le: datetime | None
    modifiable_jusqua: datetime | None
    retire_le: datetime | None
    retire_par: str
    raison: str
    retirable: bool


class Dialogue:
    """Reads the messages of a case through its `Fiche`: no query, a text is opened when it is shown."""

    def __init__(self, fiche: "Fiche"):
        self.fiche = fiche
        self.saisine = fiche.saisine

    @property
    def is_open(self) -> bool:
        """True for those who take part in the dialogue of a case that was sent."""
        return Droit.ECHANGER in self.fiche.droits and not self.saisine.is_prive

    @cached_property
    def rows(self) -> list[Message]:
        """Messages of this reader, newest first."""
        if not self.is_open:
            return []
        return [row for row in reversed(self.saisine.messages.all()) if row.is_for(self.fiche.user)]

    @property
    def total(self) -> int:
        return len(self.rows)

    @cached_property
    def a_lire(self) -> list[UUID]:
        return [row.pk for row in self.rows if self._is_new(row)]

    @property
    def a_lire_phrase(self) -> str:
        return unread_phrase(len(self.a_lire))

    @property
    def derniers(self) -> list[MessageLu]:
        return self.read(self.rows[:DERNIERS])

    def read(self, rows: Iterable[Message]) -> list[MessageLu]:
        """These messages in words."""
        return [self._message(row) for row in rows]

    def _is_new(self, row: Message) -> bool:
        me = self.fiche.user.pk
        mine = (one for one in row.destinataires.all() if one.personne_id == me)
        return row.retire_le is None and any(one.lu_le is None for one in mine)

    def _message(self, row: Message) -> MessageLu:
        mine, gone = row.auteur_id == self.fiche.user.pk, row.retire_le is not None
        still = mine and not gone and timezone.now() < row.modifiable_jusqua
        return MessageLu(
            id=row.pk,
            jeton=row.jeton,
            qui=self._who(row.auteur_id, row.fonction),
            est_moi=mine,
            quand=row.envoye_le,
            texte="" if gone else self.fiche.masked(row.texte),
            lecteurs=[self._who(one.personne_id) for one in row.destinataires.all()],
            a_lire=self._is_new(row),
            modifie_le=row.modifie_le,
            modifiable_jusqua=row.modifiable_jusqua if still else None,
            retire_le=row.retire_le,
            retire_par=self._who(row.retire_par_id) if gone else "",
            raison=self.fiche.masked(row.raison) if gone else "",
            retirable=self.fiche.pilote and not gone,
        )

    def _who(self, personne: UUID | None, fonction: str = "") -> str:
        if personne == self.fiche.user.pk:
            return "vous"
        contact = self.fiche.annuaire.contact(personne)
        return contact.phrase if contact.nom else fonction or contact.fonction
