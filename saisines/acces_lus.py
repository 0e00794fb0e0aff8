"""Who reads a case by name, until when and why; and why the reader of a page sees it. No query of its own."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.utils import timezone

from saisines.models import AccesMotif, Saisine
from saisines.mots_des_acces import POURQUOI
from saisines.personnes import kept_away
from saisines.projection import in_words

if TYPE_CHECKING:
    from saisines.fiche import Fiche


class AccesLu(NamedTuple):
    """One person, one reason, the last day."""

    qui: str
    raison: str
    jusque: date


def live_reasons(saisine: Saisine) -> list[AccesMotif]:
    """Reasons that open the case now; those of whoever is kept away from it open nothing."""
    now, away = timezone.now(), kept_away(saisine)
    rows = saisine.acces_motifs.all()
    return [row for row in rows if row.debut <= now < row.fin and row.personne_id not in away]


def readers_by_name(fiche: "Fiche") -> list[AccesLu]:
    rows = sorted(live_reasons(fiche.saisine), key=lambda row: row.fin)
    return [
        AccesLu(
            fiche.annuaire.contact(row.personne_id).phrase,
            row.get_origine_display(),
            row.fin.astimezone(fiche.tz).date(),
        )
        for row in rows
    ]


def why(fiche: "Fiche") -> str:
    """« Pourquoi je vois ce dossier », in one sentence."""
    for relation, words in POURQUOI.items():
        if relation in fiche.relations:
            return words
    mine = [row for row in fiche.saisine.acces_motifs.all() if row.personne_id == fiche.user.pk]
    if not mine:
        return ""
    row = max(mine, key=lambda one: one.fin)
    day = in_words(row.fin.astimezone(fiche.tz).date().isoformat())
    return f"Ce dossier vous est ouvert jusqu’au {day} ({row.get_origine_display()})."


class Ecarte(NamedTuple):
    """Somebody who is kept away: read by those who pilot the case."""

    id: UUID
    qui: str
    depuis: date
    raison: str


def kept_away_in_words(fiche: "Fiche") -> list[Ecarte]:
    return [
        Ecarte(
            row.pk,
            fiche.annuaire.contact(row.personne_id).phrase,
            row.le.astimezone(fiche.tz).date(),
            fiche.masked(row.raison),
        )
        for row in fiche.saisine.deports.all()
        if row.leve_le is None
    ]
