"""The crossed readings of a case as one person reads them, and who will read what is being written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from cellules.models import AudienceRegard, Convie, Inscription, Regard
from cellules.services.regards import (
    METIERS_DU_SECRET,
    audiences_of,
    carried_through,
    is_open,
    keeps_secret,
    role_of,
)
from pole.crypto import normalise
from pole.enums import FONCTIONS_EQUIPE, FONCTIONS_NOMMABLES, FONCTIONS_PILOTAGE, Fonction
from pole.models import Affectation, Personne
from saisines.fiche import Fiche
from saisines.personnes import kept_away, words_of

_MOTS = ("observe", "propose")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegardLu:
    """One reading in words. `conclusion`: its author keeps the secret of a profession."""

    qui: str
    fonction: str
    observe: str
    propose: str
    conclusion: bool
    reserve: bool
    audience: str
    modifie_le: datetime
    est_moi: bool


def regards_of(inscription: Inscription, fiche: Fiche) -> list[RegardLu]:
    """What this reader may read, by métier (S0-14). One query; the pupil's names as on the case."""
    held = Affectation.objects.filter(
        Q(fin__isnull=True) | Q(fin__gt=OuterRef("ecrit_le")),
        personne=OuterRef("auteur"),
        pole=OuterRef("inscription__reunion__pole"),
        debut__lte=OuterRef("ecrit_le"),
        metier__code__in=METIERS_DU_SECRET,
    )
    rows = Regard.objects.visible_to(fiche.user).filter(inscription=inscription)
    rows = rows.select_related("auteur").annotate(conclusion=Exists(held), nom=F("auteur__nom_tri"))
    rows = sorted(rows, key=lambda row: (normalise(row.fonction), row.nom))
    return [_lu(row, fiche) for row in rows]


def _lu(row: Regard, fiche: Fiche) -> RegardLu:
    return RegardLu(
        qui=str(row.auteur),
        fonction=row.fonction[:1].upper() + row.fonction[1:],
        observe=fiche.masked(row.observe),
        propose=fiche.masked(row.propose),
        conclusion=row.conclusion,
        reserve=row.audience == AudienceRegard.CONDUITE,
        audience=row.get_audience_display(),
        modifie_le=row.modifie_le,
        est_moi=row.auteur_id == fiche.user.pk,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegardAEcrire:
    """What the form shows first, and who may be chosen to read it, by name. `conclusion`: of a secret."""

    initial: Mapping[str, Any]
    audiences: list[AudienceRegard]
    lecteurs: Mapping[str, list[str]]
    conclusion: bool


def a_ecrire(inscription: Inscription, fiche: Fiche) -> RegardAEcrire | None:
    """What this reader has before them to write; None once the meeting is over for this case. Two queries."""
    if not is_open(inscription):
        return None
    role, lecteurs = role_of(inscription, fiche.user), readers_of(inscription, fiche)
    audiences = audiences_of(role)
    initial = _initial(inscription, fiche.user, audiences[0])
    return RegardAEcrire(
        initial=initial,
        audiences=_useful(audiences, lecteurs, initial["audience"]),
        lecteurs=lecteurs,
        conclusion=keeps_secret(role),
    )


def _initial(inscription: Inscription, user: Personne, proposed: AudienceRegard) -> dict[str, Any]:
    """One's own words as they are stored; before any, what one last wrote for a meeting before."""
    former = carried_through(inscription) if inscription.reportee_de_id else []
    rows = Regard.objects.visible_to(user).filter(inscription__in=[inscription.pk, *former], auteur=user)
    own = {row.inscription_id: row for row in rows}
    if stored := own.get(inscription.pk):
        return {name: getattr(stored, name) for name in (*_MOTS, "audience", "version")}
    before = next((own[pk] for pk in former if pk in own), None)
    words = {name: getattr(before, name) for name in _MOTS} if before else {}
    return words | {"audience": proposed, "version": 0}


def _useful(
    audiences: Iterable[AudienceRegard], lecteurs: Mapping[str, list[str]], chosen: str
) -> list[AudienceRegard]:
    """« Partners included » is a choice where some are convened, or where it was made."""
    partners = lecteurs[AudienceRegard.TOUS] != lecteurs[AudienceRegard.MEMBRES]
    return [one for one in audiences if one != AudienceRegard.TOUS or partners or chosen == one]


def readers_of(inscription: Inscription, fiche: Fiche) -> Mapping[str, list[str]]:
    """Who reads each audience today, by name, oneself left out. One query."""
    case, pole = inscription.saisine, inscription.reunion.pole_id
    convened = Convie.objects.ouverts().filter(inscription=inscription).values("convocation__personne")
    of_school = Affectation.objects.filter(ecole=case.ecole_id, ecole__isnull=False).en_cours()
    table = Q(fonction__in=FONCTIONS_NOMMABLES, personne__in=convened)
    table &= ~Q(personne__in=of_school.values("personne"))
    roles = Affectation.objects.filter(
        table | Q(fonction__in=FONCTIONS_PILOTAGE), pole=pole, personne__is_active=True
    )
    away = kept_away(case) | {fiche.user.pk}
    live = roles.select_related("personne", "metier").order_by("personne__nom_tri", "debut").en_exercice()
    live = [role for role in live if role.personne_id not in away]
    return {
        AudienceRegard.CONDUITE: _names(live, FONCTIONS_PILOTAGE),
        AudienceRegard.MEMBRES: _names(live, FONCTIONS_EQUIPE),
        AudienceRegard.TOUS: _names(live, FONCTIONS_NOMMABLES),
    }


def _names(roles: Iterable[Affectation], fonctions: Iterable[Fonction]) -> list[str]:
    found: dict = {}
    for role in roles:
        if role.fonction in fonctions:
            found.setdefault(role.personne_id, f"{role.personne}, {words_of(role)}")
    return list(found.values())
