"""Birth and sending of a saisine."""

import secrets
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from pole.calendrier import annee_scolaire
from pole.echeances import Echeance, hold_dates, prochaine_echeance
from pole.enums import FONCTIONS_EQUIPE, Nature, QuiSaisit
from pole.models import Ecole, Personne, Pole
from saisines.enums import Redacteur
from saisines.models import Saisine
from saisines.services.workflow import apply_transition, locked

# Drawn, not counted: gaps and sizes of the numbers tell nothing.
REFERENCE_TRIES = 40
REFERENCE_NUMBERS = 1000


def create_draft(
    *, by: Personne, pole: Pole, ecole: Ecole | None, jeton: UUID, nature: Nature = Nature.ELEVE
) -> tuple[Saisine, bool]:
    """Start a draft, once per form token: a double click finds the first one again.

    Raises PermissionDenied if this person works neither in that school nor, without a school, in that pole,
    or if the pole leaves the writing to the directors (S2-01; a confidential request is everybody's).
    """
    redacteur = _redacteur(by, pole, ecole)
    alone = pole.qui_saisit == QuiSaisit.DIRECTION and nature != Nature.ENSEIGNANT
    if redacteur == Redacteur.ENSEIGNANT and alone:
        raise PermissionDenied
    defaults = {
        "pole": pole,
        "ecole": ecole,
        "nature": nature,
        "auteur": by,
        "redacteur": redacteur,
        "annee": annee_scolaire(pole.today()),
    }
    saisine, created = Saisine.objects.get_or_create(jeton=jeton, defaults=defaults)
    if saisine.auteur_id != by.pk:
        raise PermissionDenied
    return saisine, created


def _redacteur(by: Personne, pole: Pole, ecole: Ecole | None) -> Redacteur:
    portee = by.portee
    if ecole is not None and ecole.pole_id == pole.pk:
        if ecole.pk in portee.direction:
            return Redacteur.DIRECTION
        if ecole.pk in portee.ecoles():
            return Redacteur.ENSEIGNANT
    if ecole is None and may_bring(by, pole):
        return Redacteur.POLE
    raise PermissionDenied


def may_bring(personne: Personne, pole: Pole) -> bool:
    """Staff of the pole may bring a situation of their own, without any school (S0-12)."""
    return personne.portee.holds(pole.pk, *FONCTIONS_EQUIPE)


def transmettre(saisine: Saisine, *, by: Personne) -> Saisine:
    """Send a saisine to the pole: reference, date, deadline and meeting are set, the pole is told.

    Sent twice by the same click, it stays sent once. Raises TransitionRefusedError and PermissionDenied.
    """
    for _ in range(REFERENCE_TRIES):
        reference = draw_reference(saisine.pole)
        try:
            return _transmettre(saisine, by=by, reference=reference)
        except IntegrityError:
            taken = Saisine.objects.filter(pole=saisine.pole_id, reference=reference)
            if not taken.exists():
                raise
    raise RuntimeError("no free reference")


@transaction.atomic
def _transmettre(saisine: Saisine, *, by: Personne, reference: str) -> Saisine:
    hold_dates(saisine.pole_id)
    current = locked(saisine)
    if not current.is_prive and current.transmise_par_id == by.pk:
        saisine.refresh_from_db()
        return saisine
    pole = current.pole
    # A confidential request is on no agenda: no meeting, no deadline.
    reception = current.reception
    jour = reception.recue_le if reception else None
    echeance = None if current.is_confidentielle else _echeance(pole, jour)
    apply_transition(
        saisine,
        "transmettre",
        by=by,
        reference=reference,
        transmise_par=by,
        transmise_le=timezone.now(),
        annee=annee_scolaire(pole.today()),
        reunion_visee=echeance.reunion if echeance else None,
        date_limite=echeance.date_limite if echeance else None,
        date_reunion=echeance.date_reunion if echeance else None,
        **({"auteur_id": reception.auteur_id or by.pk} if reception else {}),
    )
    return saisine


def _echeance(pole: Pole, recue_le: date | None) -> Echeance | None:
    """The meeting that awaits it: received in time, it stays in time, however late it is entered."""
    found = prochaine_echeance(pole, recue_le) if recue_le else None
    return found if found and found.date_reunion >= pole.today() else prochaine_echeance(pole)


def draw_reference(pole: Pole) -> str:
    """A free reference such as `2627-ECULLY-014` (the unique constraint has the last word)."""
    annee = annee_scolaire(pole.today())
    prefix = f"{annee % 100:02d}{(annee + 1) % 100:02d}-{pole.code}-"
    used = Saisine.objects.filter(pole=pole, annee=annee, reference__isnull=False).count()
    # Three digits are easy to say on the phone; a busy pole gets four before draws begin to collide.
    numbers = REFERENCE_NUMBERS if used < REFERENCE_NUMBERS // 3 else REFERENCE_NUMBERS * 10
    width = len(str(numbers)) - 1
    return f"{prefix}{secrets.randbelow(numbers - 1) + 1:0{width}d}"
