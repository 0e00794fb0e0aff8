"""Erasing: a draft by whoever writes it or by its age, a confidential request after its end."""

from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction

from pole.enums import Nature
from pole.journal import record
from pole.models import Acte, Personne, Pole
from saisines.enums import ETATS_FINAUX, ETATS_PRIVES, Droit, Etat
from saisines.models import Eleve, Saisine
from saisines.services import deports
from saisines.services.brouillon import DraftClosedError
from saisines.services.workflow import fonction_of, locked, require

# Domain table of retention: a confidential request lives three months after its end (days).
CONFIDENTIEL_JOURS = 92


@transaction.atomic
def erase_draft(saisine: Saisine, *, by: Personne) -> None:
    """Erase a draft with all it tells, its attachment and its pupil. Nothing of it is kept.

    Raises DraftClosedError once it was proposed or sent, and PermissionDenied.
    """
    current = locked(saisine)
    require(by, Droit.EFFACER, current)
    if current.etat != Etat.BROUILLON:
        raise DraftClosedError("Cette saisine n’est plus un brouillon : elle ne s’efface pas ici.")
    record(Acte.EFFACEMENT, by=by, fonction=fonction_of(by, current), pole=current.pole_id, objet=current)
    _erase(current)


def erase_old_drafts(pole: Pole, creneau: datetime) -> None:
    """Erase the drafts of a pole that nobody touched for `brouillon_jours` days; the journal says so."""
    oldest = creneau - timedelta(days=pole.brouillon_jours)
    drafts = Saisine.objects.filter(pole=pole, etat__in=ETATS_PRIVES, updated_at__lt=oldest)
    for pk in list(drafts.values_list("pk", flat=True)):
        with transaction.atomic():
            # Somebody may have taken it up since the list was read.
            saisine = drafts.filter(pk=pk).select_for_update(of=("self",)).first()
            if saisine is None:
                continue
            record(Acte.EFFACEMENT, by=None, fonction="durée de conservation", pole=pole, objet=saisine)
            _erase(saisine)


def erase_old_confidential(pole: Pole, creneau: datetime) -> None:
    """Erase the confidential requests of a pole `CONFIDENTIEL_JOURS` days after their end.

    Nothing of what they told is kept: the journal keeps a day and an identifier.
    """
    ended = Saisine.objects.filter(
        pole=pole,
        nature=Nature.ENSEIGNANT,
        etat__in=ETATS_FINAUX,
        etat_depuis__lt=creneau - timedelta(days=CONFIDENTIEL_JOURS),
    )
    for pk in list(ended.values_list("pk", flat=True)):
        with transaction.atomic():
            saisine = ended.filter(pk=pk).select_for_update(of=("self",)).first()
            if saisine is None:
                continue
            record(Acte.EFFACEMENT, by=None, fonction="durée de conservation", pole=pole, objet=saisine)
            _erase(saisine)


def _erase(saisine: Saisine) -> None:
    paths = list(saisine.pieces.values_list("chemin", flat=True))
    pupil = saisine.eleve_id
    away = list(saisine.deports.en_cours().values_list("personne", flat=True))
    saisine.delete()
    deports.mark_again(away)
    if pupil:
        Eleve.objects.filter(pk=pupil, saisines__isnull=True).delete()
    transaction.on_commit(lambda: [default_storage.delete(path) for path in paths if path])
