"""At the date: the school says what the answer changed, and the case goes on from there."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from pole.echeances import hold_dates
from pole.models import Personne
from saisines.dates import trop_loin
from saisines.enums import ETATS_DU_POINT, Arme, Droit, EffetDuPoint
from saisines.lettres import RETOUR
from saisines.models import PointEtape, Reponse, Saisine
from saisines.notifications import POINT_FAIT, notify_follow_up
from saisines.services import orientations
from saisines.services.acces_des_reponses import open_to_its_people
from saisines.services.accueil import require_last
from saisines.services.workflow import add_event, locked, require, update_next_date
from saisines.workflow import TransitionRefusedError

AUTRE_DATE = (
    "La date du point a changé depuis que vous avez ouvert cette page : relisez, puis envoyez de nouveau."
)
DEJA_DIT = (
    "Ce point est déjà dit : « {} ». Ce que vous venez d’écrire n’est pas enregistré. Si quelque chose a "
    "changé, écrivez au pôle depuis la saisine, ou appelez-le."
)
PLUS_TARD = "Choisissez un jour après celui qui était prévu."
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
    require(by, Droit.FAIRE_LE_POINT, saisine)
    effet = EffetDuPoint(effet)
    words = {"effet": effet, "arme": Arme(arme) if arme else "", "mot": mot.strip()}
    if said := _said(reponse, prevu_le, prochain_le, **words):
        return said
    current = _to_look_at(reponse, saisine, prevu_le)
    if effet == EffetDuPoint.TROP_TOT and (reason := wrong_day(prochain_le, prevu_le, saisine.pole.today())):
        raise TransitionRefusedError(reason)
    point = _write(current, prevu_le or saisine.pole.today(), par=by, **words)
    _go_on(current, saisine, by=by, effet=effet, prochain_le=prochain_le)
    reponse.saisine.refresh_from_db()
    update_next_date(reponse.saisine)
    return point


def wrong_day(prochain_le: date | None, prevu_le: date | None, today: date) -> str:
    """Why the point is not made again on that day, when it was agreed for `prevu_le`; "" if it may be.

    The school sets it, and the case stays open until then to those whom the answer names: it has an end.
    """
    if prochain_le is None or prochain_le <= today:
        return PROCHAIN_LE
    if prevu_le is not None and prochain_le <= prevu_le:
        return PLUS_TARD
    return trop_loin(prochain_le, today)


def _said(reponse: Reponse, prevu_le: date | None, prochain_le: date | None, **words) -> PointEtape | None:
    """The check already made for that date with these very words: a second click finds it. Without a date,
    the first that was made.

    Raises TransitionRefusedError when other words were said for the date that is still the agreed one.
    """
    said = reponse.points.filter(prevu_le=prevu_le) if prevu_le else reponse.points.all()
    point = said.first()
    if point is None:
        return None
    agreed = Reponse.objects.values_list("point_le", flat=True).get(pk=reponse.pk)
    same_day = point.effet != EffetDuPoint.TROP_TOT or agreed == prochain_le
    if same_day and all(getattr(point, name) == value for name, value in words.items()):
        return point
    if agreed == prevu_le:
        raise TransitionRefusedError(DEJA_DIT.format(point.get_effet_display()))
    return None


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


def _write(reponse: Reponse, prevu_le: date, **words) -> PointEtape:
    try:
        with transaction.atomic():
            return PointEtape.objects.create(reponse=reponse, prevu_le=prevu_le, le=timezone.now(), **words)
    except IntegrityError:
        raise TransitionRefusedError(AUTRE_DATE) from None


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
