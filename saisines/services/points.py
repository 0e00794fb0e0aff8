"""At the date: the school says what the answer changed, and the case goes on from there."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from pole.echeances import hold_dates
from pole.models import Personne
from saisines.enums import ETATS_DU_POINT, Arme, Droit, EffetDuPoint
from saisines.lettres import RETOUR
from saisines.models import PointEtape, Reponse, Saisine
from saisines.notifications import POINT_FAIT, notify_follow_up
from saisines.services import orientations
from saisines.services.accueil import require_last
from saisines.services.reponses import open_to_its_people
from saisines.services.workflow import add_event, locked, require, update_next_date
from saisines.workflow import TransitionRefusedError

AUTRE_DATE = "La date du point a changé depuis que vous avez ouvert cette page : rechargez-la."
PROCHAIN_LE = "Choisissez le jour où refaire le point : un jour à venir."


@transaction.atomic
def faire_le_point(
    reponse: Reponse,
    *,
    by: Personne,
    prevu_le: date | None,
    effet: EffetDuPoint,
    arme: Arme | str = "",
    mot: str = "",
    prochain_le: date | None = None,
) -> PointEtape:
    """Say what the answer changed, for the date `prevu_le` that was agreed and read (None: none was).

    « Trop tôt » moves the date to `prochain_le`; « non » puts the case on the next agenda, or back to the
    triage while no meeting is published; « oui » and « en partie » let the coordination close it. Said twice
    for one date, or by two at once, the first counts. S1-15: `arme`. Raises TransitionRefusedError and
    PermissionDenied.
    """
    hold_dates(reponse.saisine.pole_id)
    saisine = locked(reponse.saisine)
    require(by, Droit.PRECISER, saisine)
    if said := _said(reponse, prevu_le or saisine.pole.today()):
        return said
    current = _to_look_at(reponse, saisine, prevu_le)
    effet = EffetDuPoint(effet)
    if effet == EffetDuPoint.TROP_TOT and (prochain_le is None or prochain_le <= saisine.pole.today()):
        raise TransitionRefusedError(PROCHAIN_LE)
    words = {"effet": effet, "arme": Arme(arme) if arme else "", "mot": mot.strip(), "par": by}
    point, is_new = _write(current, prevu_le or saisine.pole.today(), **words)
    if is_new:
        _go_on(current, saisine, by=by, effet=effet, prochain_le=prochain_le)
        reponse.saisine.refresh_from_db()
        update_next_date(reponse.saisine)
    return point


def _said(reponse: Reponse, prevu_le: date) -> PointEtape | None:
    return PointEtape.objects.filter(reponse=reponse, prevu_le=prevu_le).first()


def _to_look_at(reponse: Reponse, saisine: Saisine, prevu_le: date | None) -> Reponse:
    """The answer as it is now, if a check is awaited on it for that date."""
    if saisine.etat not in ETATS_DU_POINT:
        raise TransitionRefusedError(
            f"Cette saisine est « {saisine.etat_label} » : il n’y a plus de point à faire."
        )
    current = require_last(reponse, saisine)
    if current.point_le != prevu_le:
        raise TransitionRefusedError(AUTRE_DATE)
    return current


def _write(reponse: Reponse, prevu_le: date, **words) -> tuple[PointEtape, bool]:
    try:
        with transaction.atomic():
            point = PointEtape.objects.create(reponse=reponse, prevu_le=prevu_le, le=timezone.now(), **words)
            return point, True
    except IntegrityError:
        return PointEtape.objects.get(reponse=reponse, prevu_le=prevu_le), False


def _go_on(
    reponse: Reponse, saisine: Saisine, *, by: Personne, effet: EffetDuPoint, prochain_le: date | None
) -> None:
    event = add_event(saisine, "faire_le_point", by=by)
    if effet == EffetDuPoint.TROP_TOT:
        Reponse.objects.filter(pk=reponse.pk).update(point_le=prochain_le)
        reponse.refresh_from_db()
        open_to_its_people(reponse)
        return
    if effet == EffetDuPoint.NON:
        orientations.revenir(saisine, by=by, lettre=RETOUR)
    notify_follow_up(POINT_FAIT, event, reponse.interlocuteur)
