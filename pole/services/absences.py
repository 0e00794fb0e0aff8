"""Absences of the office: noted by the person or by those who pilot, with who stands in."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from pole import journal
from pole.dates import end_of, start_of
from pole.enums import FONCTIONS_BUREAU, FONCTIONS_PILOTAGE, FONCTIONS_POLE, DroitPole, Titre
from pole.models import Absence, Acte, Affectation, Personne, Pole
from pole.services.roles import function_of, name_stand_in, shorten


@transaction.atomic
def note_absence(
    personne: Personne,
    *,
    pole: Pole,
    du: date,
    au: date,
    by: Personne,
    jours: str = "",
    suppleant: Personne | None = None,
) -> Absence:
    """Note days of absence, inclusive, on some weekdays only for a part-time week.

    `suppleant` has the rights of the person for these days: only who pilots the pole may name one.
    Raises PermissionDenied; ValidationError when the dates or the people do not fit.
    """
    _require(by, personne, pole)
    if au < du:
        raise ValidationError("Le dernier jour vient avant le premier.")
    if au < pole.today():
        raise ValidationError("Cette absence est passée : il n’y a plus rien à noter.")
    roles = list(_roles(personne, pole))
    if not roles:
        raise ValidationError("Seules les absences de l’IEN, de la coordination et du secrétariat se notent.")
    absence = Absence(
        pole=pole,
        personne=personne,
        jours=jours,
        debut=start_of(du, pole.tz),
        fin=end_of(au, pole.tz),
    )
    absence.full_clean()
    absence.save()
    if suppleant is not None:
        absence.suppleances.set(_stand_ins(roles, suppleant, du=du, au=au, jours=jours, by=by))
    journal.record(Acte.ACCES, by=by, fonction=function_of(by, pole), pole=pole, objet=absence)
    return absence


def _require(by: Personne, personne: Personne, pole: Pole) -> None:
    """One's own absence, in a pole whose office one belongs to; anybody's for those who pilot it."""
    own = by.pk == personne.pk and by.portee.holds(pole.pk, *FONCTIONS_BUREAU)
    if not own and not by.has_perm(DroitPole.ADMINISTRER, pole):
        raise PermissionDenied


def _roles(personne: Personne, pole: Pole):
    """Functions of the office that this person holds in their own name."""
    roles = Affectation.objects.filter(pole=pole, personne=personne, fonction__in=FONCTIONS_BUREAU)
    return roles.exclude(titre=Titre.SUPPLEANCE).en_cours().select_related("pole", "ecole", "metier")


def _stand_ins(
    roles: list[Affectation], suppleant: Personne, *, du: date, au: date, jours: str, by: Personne
) -> list[Affectation]:
    pole = roles[0].pole
    if suppleant.pk == by.pk and not _roles(by, pole).filter(fonction__in=FONCTIONS_PILOTAGE).exists():
        # A stand-in of one day does not stay for a year by their own hand.
        raise ValidationError("Vous suppléez déjà : une autre personne doit prolonger votre suppléance.")
    staff = Affectation.objects.filter(pole=pole, personne=suppleant, fonction__in=FONCTIONS_POLE)
    if not staff.en_cours().exists():
        raise ValidationError("Choisissez une personne du pôle.")
    return [name_stand_in(role, personne=suppleant, du=du, au=au, jours=jours, by=by) for role in roles]


@transaction.atomic
def withdraw_absence(absence: Absence, *, by: Personne) -> None:
    """Back earlier, or noted by mistake: who stood in gives the function back at once.

    Raises PermissionDenied.
    """
    pole = absence.pole
    _require(by, absence.personne, pole)
    shorten(list(absence.suppleances.all()), timezone.now())
    journal.record(Acte.ACCES, by=by, fonction=function_of(by, pole), pole=pole, objet=absence)
    absence.delete()
