"""The cases of an agenda keep in step with their states: enrolled, studied, withdrawn, carried over."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet

from cellules.models import EtatInscription, Inscription, Rubrique
from cellules.services.convocations import leave_agenda
from pole.models import Personne
from saisines.enums import Etat
from saisines.models import Saisine


def follow_transition(sender, event, **kwargs) -> None:
    """Receiver: a case enters the agenda of the meeting it awaits, and leaves it with the state."""
    if event.etat_avant == Etat.INSCRITE and event.etat_apres != Etat.INSCRITE:
        left = EtatInscription.ETUDIEE if event.etat_apres == Etat.ETUDIEE else EtatInscription.RETIREE
        _leave(Inscription.objects.prevues().filter(saisine=event.saisine_id), left)
    if event.etat_apres == Etat.INSCRITE and event.etat_avant != Etat.INSCRITE:
        enrol(event.saisine, event.saisine.reunion_visee, by=event.auteur)


def enrol(
    saisine: Saisine,
    reunion: UUID,
    *,
    by: Personne | None,
    minutes: int | None = None,
    reportee_de: Inscription | None = None,
) -> Inscription:
    """Put a case at the end of its part of the agenda. The caller holds the case and its transaction."""
    rubrique = rubrique_of(saisine)
    return Inscription.objects.create(
        reunion_id=reunion,
        saisine=saisine,
        rubrique=rubrique,
        ordre=_next_rank(reunion, rubrique),
        minutes=minutes or saisine.pole.minutes_par_situation,
        inscrite_par=by,
        reportee_de=reportee_de,
    )


def rubrique_of(saisine: Saisine) -> Rubrique:
    """Returns of situation come first, then urgent cases handled since, then new ones (domaine 3.7)."""
    if saisine.reponses.exists():
        return Rubrique.RETOUR
    return Rubrique.URGENCE if saisine.is_urgente else Rubrique.NOUVELLE


def _next_rank(reunion: UUID, rubrique: Rubrique) -> int:
    rows = Inscription.objects.filter(reunion=reunion, rubrique=rubrique)
    return (rows.aggregate(last=Max("ordre"))["last"] or 0) + 1


@transaction.atomic
def carry_over(inscriptions: Iterable[Inscription], *, vers: UUID | None, by: Personne | None) -> int:
    """Move cases that were not studied to another meeting; without one, they wait for the next published.

    The minutes that were set follow. Convocations end, and are made again.
    Returns how many moved.
    """
    moved = 0
    for row in inscriptions:
        changed = _leave(Inscription.objects.prevues().filter(pk=row.pk), EtatInscription.REPORTEE)
        if changed and vers is not None:
            enrol(row.saisine, vers, by=by, minutes=row.minutes, reportee_de=row)
        moved += changed
    return moved


def _leave(rows: QuerySet, etat: EtatInscription) -> int:
    """Give these rows their last state: unless the case was studied, nobody is convened for it any more."""
    pks = list(rows.values_list("pk", flat=True))
    changed = Inscription.objects.prevues().filter(pk__in=pks).update(etat=etat)
    if etat != EtatInscription.ETUDIEE:
        leave_agenda(pks)
    return changed


def take_in(saisines: Iterable[Saisine], reunion: UUID, *, by: Personne) -> None:
    """Put on an agenda cases that lost theirs. The caller has given them that meeting."""
    for saisine in saisines:
        left = saisine.inscriptions.filter(etat=EtatInscription.REPORTEE, reportee_a__isnull=True)
        enrol(saisine, reunion, by=by, reportee_de=left.order_by("inscrite_le").last())


def check_inscriptions() -> list[str]:
    """`verifier`: an enrolled case stands on the agenda of the meeting it awaits, and no other case does."""
    prevue = Q(inscriptions__etat=EtatInscription.PREVUE)
    enrolled = Saisine.objects.filter(etat=Etat.INSCRITE, reunion_visee__isnull=False)
    lost = enrolled.annotate(lignes=Count("inscriptions", filter=prevue)).filter(lignes=0)
    stray = Inscription.objects.prevues().exclude(saisine__etat=Etat.INSCRITE)
    elsewhere = Inscription.objects.prevues().exclude(saisine__reunion_visee=F("reunion"))
    found = (
        (lost, "saisine inscrite sans ordre du jour"),
        (stray, "saisine à l’ordre du jour sans y être inscrite"),
        (elsewhere.filter(saisine__etat=Etat.INSCRITE), "saisine à l’ordre du jour d’une autre réunion"),
    )
    return [f"{phrase} : {rows.count()}" for rows, phrase in found if rows.exists()]
