"""Who does what, from when until when: people give local dates, the table UTC bounds."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from pole import journal
from pole.dates import end_of, local_dates, start_of
from pole.enums import FONCTIONS_PILOTAGE, DroitPole, Fonction, Titre
from pole.models import Acte, Affectation, Ecole, Metier, Personne, Pole


def function_of(personne: Personne | None, pole: Pole) -> str:
    """By which function a person acts in a pole, for the journal."""
    if personne is None:
        return "installation"
    return next(
        (role.get_fonction_display() for role in personne.portee.roles if role.pole_id == pole.pk), ""
    )


def require(by: Personne | None, droit: DroitPole, obj) -> None:
    """Raise PermissionDenied unless this person may. `by` is None for a command run on the machine."""
    if by is not None and not by.has_perm(droit, obj):
        raise PermissionDenied


def right_to_give(fonction: Fonction) -> DroitPole:
    """A director invites the teachers of their school; everything else belongs to the pole."""
    return DroitPole.INVITER if fonction == Fonction.ENSEIGNANT else DroitPole.ADMINISTRER


@transaction.atomic
def open_role(
    *,
    personne: Personne,
    pole: Pole,
    fonction: Fonction,
    by: Personne | None,
    ecole: Ecole | None = None,
    metier: Metier | None = None,
    titre: Titre = Titre.TITULAIRE,
    mission: str = "",
    jours: str = "",
    du: date | None = None,
    au: date | None = None,
    supplee: Affectation | None = None,
) -> Affectation:
    """Give a function from a local day (now if none) to another, inclusive (without end if none).

    Raises PermissionDenied; ValidationError in French when the dates or the school do not fit.
    """
    require(by, right_to_give(fonction), ecole or pole)
    affectation = Affectation(
        personne=personne,
        pole=pole,
        ecole=ecole,
        metier=metier,
        fonction=fonction,
        titre=titre,
        mission=mission,
        jours=jours,
        supplee=supplee,
        debut=start_of(du, pole.tz) if du else timezone.now(),
        fin=end_of(au, pole.tz) if au else None,
    )
    return save_role(affectation, by=by)


def save_role(affectation: Affectation, *, by: Personne | None) -> Affectation:
    """Check and write a role that its caller had the right to make; traced. Raises ValidationError."""
    pole = affectation.pole
    for place in (affectation.ecole, affectation.metier, affectation.supplee):
        if place is not None and place.pole_id != pole.pk:
            raise ValidationError("Cet élément appartient à un autre pôle.")
    affectation.full_clean()
    affectation.save()
    journal.record(Acte.ACCES, by=by, fonction=function_of(by, pole), pole=pole, objet=affectation)
    return affectation


@transaction.atomic
def end_role(affectation: Affectation, *, dernier_jour: date, by: Personne) -> Affectation:
    """End a function at midnight, local time, after its last day; those who stand in for it end with it.

    Raises PermissionDenied; ValidationError for a day before the first one, or if nobody would pilot.
    """
    require(by, DroitPole.ADMINISTRER, affectation)
    # One end at a time in a pole: of two that pilot it, the second to leave must see the first gone.
    Pole.objects.select_for_update(no_key=True).get(pk=affectation.pole_id)
    affectation = (
        Affectation.objects.select_for_update(of=("self",)).select_related("pole").get(pk=affectation.pk)
    )
    premier, _ = local_dates(affectation.debut, None, affectation.pole.tz)
    if dernier_jour < premier:
        raise ValidationError(
            f"Cette fonction a commencé le {premier:%d/%m/%Y} : elle ne peut pas finir avant."
        )
    affectation.fin = end_of(dernier_jour, affectation.pole.tz)
    if affectation.fonction in FONCTIONS_PILOTAGE and not _is_still_piloted(affectation):
        raise ValidationError(
            "Personne d’autre ne pilote le pôle après cette date. Invitez d’abord qui prend la suite."
        )
    affectation.save(update_fields=["fin"])
    shorten(affectation.suppleances.all(), affectation.fin)
    journal.record(
        Acte.ACCES,
        by=by,
        fonction=function_of(by, affectation.pole),
        pole=affectation.pole,
        objet=affectation,
    )
    return affectation


def _is_still_piloted(affectation: Affectation) -> bool:
    others = Affectation.objects.filter(pole=affectation.pole, fonction__in=FONCTIONS_PILOTAGE)
    others = others.exclude(pk=affectation.pk).exclude(titre=Titre.SUPPLEANCE)
    return others.filter(debut__lte=affectation.fin).en_cours(affectation.fin).exists()


def shorten(roles: Iterable[Affectation], fin) -> None:
    """Bring an end forward, never back; a role that had not begun is withdrawn."""
    for role in roles:
        if role.debut >= fin:
            role.delete()
        elif role.fin is None or role.fin > fin:
            role.fin = fin
            role.save(update_fields=["fin"])


@transaction.atomic
def name_stand_in(
    affectation: Affectation, *, personne: Personne, du: date, au: date, by: Personne, jours: str = ""
) -> Affectation:
    """Give somebody the rights of a function for some days, and only some weekdays for a part-time week.

    Raises PermissionDenied; ValidationError when the dates or the person do not fit.
    """
    if personne.pk == affectation.personne_id:
        raise ValidationError("Une personne ne se supplée pas elle-même.")
    return open_role(
        personne=personne,
        pole=affectation.pole,
        ecole=affectation.ecole,
        metier=affectation.metier,
        fonction=Fonction(affectation.fonction),
        titre=Titre.SUPPLEANCE,
        supplee=affectation,
        jours=jours,
        du=du,
        au=au,
        by=by,
    )
