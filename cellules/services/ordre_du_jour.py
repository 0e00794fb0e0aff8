"""What the coordination does to an agenda: order, minutes, points, late cases."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from cellules.models import CONDUIRE, EtatReunion, Inscription, MomentDuPoint, Point, Reunion, TypeReunion
from cellules.services.annee import ReunionRefusee
from cellules.services.convocations import require_conduct
from pole.models import Personne
from saisines.models import Saisine
from saisines.services import orientations
from saisines.services.echeances import ReunionCible


@transaction.atomic
def regler(
    reunion: Reunion, *, by: Personne, minutes: Mapping[UUID, int], sans_debat: Collection[UUID] = ()
) -> None:
    """Set the minutes of the cases given that `by` conducts, and which of them go without discussion.

    Raises ReunionRefusee and PermissionDenied.
    """
    current = _to_conduct(reunion, by)
    for row in current.inscriptions.conduites(by).prevues():
        if row.pk in minutes:
            row.minutes, row.sans_debat = minutes[row.pk], row.pk in sans_debat
            row.save(update_fields=["minutes", "sans_debat"])


@transaction.atomic
def deplacer_ligne(inscription: Inscription, *, by: Personne, vers_le_haut: bool) -> None:
    """Exchange a case with its neighbour in its part of the agenda. At the end, nothing changes."""
    current = _to_conduct(inscription.reunion, by)
    require_conduct(inscription, by)
    rows = list(current.inscriptions.prevues().filter(rubrique=inscription.rubrique))
    here = next((rank for rank, row in enumerate(rows) if row.pk == inscription.pk), None)
    if here is None:
        return
    there = here - 1 if vers_le_haut else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    for rank, row in enumerate(rows, start=1):
        if row.ordre != rank:
            Inscription.objects.filter(pk=row.pk).update(ordre=rank)


@transaction.atomic
def ajouter_point(
    reunion: Reunion, *, by: Personne, libelle: str, minutes: int, moment: MomentDuPoint
) -> Point:
    """Add an item without a case; the same one twice is one. Raises ReunionRefusee, PermissionDenied."""
    current = _to_conduct(reunion, by)
    same = current.points.filter(moment=moment, minutes=minutes)
    if twin := next((one for one in same if one.libelle == libelle.strip()), None):
        return twin
    last = current.points.filter(moment=moment).aggregate(last=Max("ordre"))["last"] or 0
    return Point.objects.create(
        reunion=current,
        ajoute_par=by,
        libelle=libelle.strip(),
        minutes=minutes,
        moment=moment,
        ordre=last + 1,
    )


@transaction.atomic
def retirer_point(point: Point, *, by: Personne) -> None:
    """Take an item off the agenda. Twice changes nothing."""
    _to_conduct(point.reunion, by)
    Point.objects.filter(pk=point.pk).delete()


@transaction.atomic
def ajouter_situation(
    reunion: Reunion, saisine: Saisine, *, by: Personne, lettre: str, raison: str = ""
) -> Inscription:
    """Enrol a case at this very meeting; after its deadline, only with a reason (issue of the triage aside).

    Raises ReunionRefusee, TransitionRefusedError and PermissionDenied.
    """
    current = _to_conduct(reunion, by)
    if current.type != TypeReunion.CELLULE:
        raise ReunionRefusee("Une plénière n’étudie pas de situation.")
    if saisine.pole_id != current.pole_id:
        raise PermissionDenied
    if is_late(current, saisine) and not raison.strip():
        raise ReunionRefusee(
            "La date limite est passée : dites pourquoi cette situation n’attend pas.", champ="raison"
        )
    cible = ReunionCible(id=current.pk, date_limite=current.date_limite, date=current.date)
    orientations.inscrire(saisine, by=by, lettre=lettre, vers=cible)
    row = current.inscriptions.prevues().get(saisine=saisine)
    row.raison_tardive = raison.strip()
    row.save(update_fields=["raison_tardive"])
    return row


def is_late(reunion: Reunion, saisine: Saisine) -> bool:
    """True when the case came after the deadline of this meeting: it awaits another one."""
    over = reunion.date_limite is not None and reunion.date_limite < reunion.pole.today()
    return over and saisine.reunion_visee != reunion.pk


def _to_conduct(reunion: Reunion, by: Personne) -> Reunion:
    """The meeting, held, if this person conducts it and it is still to come. Raises as the acts do."""
    current = Reunion.objects.select_for_update(of=("self",)).select_related("pole").get(pk=reunion.pk)
    if not by.has_perm(CONDUIRE, current):
        raise PermissionDenied
    if current.etat != EtatReunion.PUBLIEE:
        raise ReunionRefusee("Publiez d’abord cette réunion : son ordre du jour se prépare ensuite.")
    if not Reunion.objects.pas_closes().filter(pk=current.pk).exists():
        raise ReunionRefusee("La séance de cette réunion est close : choisissez la réunion suivante.")
    if current.date < current.pole.today():
        raise ReunionRefusee("Cette réunion a eu lieu : son ordre du jour ne change plus.")
    return current
