"""Who reads a case by name, until when and why; and why the reader of a page sees it."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from pole.enums import FONCTIONS_BUREAU, FONCTIONS_PILOTAGE, Fonction
from pole.models import Affectation
from saisines.enums import Origine
from saisines.models import AccesMotif, Saisine
from saisines.mots_des_acces import MES_RAISONS, POURQUOI, RAISONS
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
            RAISONS[Origine(row.origine)],
            row.fin.astimezone(fiche.tz).date(),
        )
        for row in rows
    ]


def why(fiche: "Fiche") -> str:
    """« Pourquoi je vois ce dossier », in one sentence."""
    for relation, words in POURQUOI.items():
        if relation in fiche.relations:
            return words
    mine = [row for row in live_reasons(fiche.saisine) if row.personne_id == fiche.user.pk]
    if not mine:
        return ""
    row = max(mine, key=lambda one: one.fin)
    day = in_words(row.fin.astimezone(fiche.tz).date().isoformat())
    return f"Ce dossier vous est ouvert jusqu’au {day}\u00a0: {MES_RAISONS[Origine(row.origine)]}."


class ParFonction(NamedTuple):
    """Those who read by what they do, in a sentence, and who they are today."""

    phrase: str
    qui: str


def readers_by_function(fiche: "Fiche") -> list[ParFonction]:
    """Whoever is kept away is not among them. One query; none for a confidential request."""
    case, phrases = fiche.saisine, fiche.acces_par_fonction
    if case.is_confidentielle:
        return [ParFonction(phrase, "") for phrase in phrases]
    of_school, of_pole = Q(fonction=Fonction.DIRECTEUR, ecole=case.ecole_id), Q(fonction__in=FONCTIONS_BUREAU)
    rows = Affectation.objects.filter(of_school | of_pole, pole=case.pole_id, personne__is_active=True)
    away = kept_away(case)
    live = [role for role in rows.select_related("personne").en_exercice() if _reads(role, away)]
    groups = (
        [fiche.annuaire.nom(case.auteur_id), *_names(live, Fonction.DIRECTEUR)],
        _names(live, *FONCTIONS_PILOTAGE),
        _names(live, Fonction.SECRETARIAT),
    )
    return [
        ParFonction(phrase, ", ".join(dict.fromkeys(filter(None, names))))
        for phrase, names in zip(phrases, groups, strict=True)
    ]


def _reads(role: Affectation, away: set[UUID]) -> bool:
    return role.ecole_id is not None or role.personne_id not in away


def _names(roles: list[Affectation], *fonctions: Fonction) -> list[str]:
    return [str(role.personne) for role in roles if role.fonction in fonctions]


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
