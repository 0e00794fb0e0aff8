"""The school says once what it does with an answer: these are proposals (S0-21)."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pole.fields import sealed
from pole.models import Personne
from saisines.enums import Accueil, Droit
from saisines.models import Piste, Reponse, Saisine
from saisines.notifications import EN_PARLER, notify_follow_up
from saisines.services.workflow import add_event, apply_transition, locked, require
from saisines.workflow import TRANSITIONS, TransitionRefusedError

DEJA_DIT = "Votre école l’a déjà dit : c’est noté sur la saisine. Si quelque chose change, appelez le pôle."
PLUS_RECENTE = "Le pôle a envoyé une autre réponse depuis : lisez la dernière."


@transaction.atomic
def accueillir(
    reponse: Reponse,
    *,
    by: Personne,
    accueil: Accueil,
    mot: str = "",
    par_piste: Mapping[UUID, str] | None = None,
) -> Reponse:
    """« On s’en saisit », « on adapte » begin the follow-up; « on en parle » asks the pole to call.

    The same words twice are once; « on en parle » may be said again in other words, and become one of the
    two others. `par_piste` says it of some pistes (identifiers). Raises TransitionRefusedError and
    PermissionDenied.
    """
    saisine = locked(reponse.saisine)
    require(by, Droit.ACCUEILLIR, saisine)
    current = require_last(reponse, saisine)
    accueil = Accueil(accueil)
    mot, par_piste = mot.strip(), par_piste or {}
    if current.accueil == accueil:
        if _adds_nothing(current, mot, par_piste):
            return current
        if accueil != Accueil.PARLE:
            raise TransitionRefusedError(DEJA_DIT)
        # Said again without a word, the word of before stays.
        mot = mot or current.accueil_mot
    TRANSITIONS["suivre"].check(saisine)
    _write(current, by, accueil, mot)
    _say_of_each(current, par_piste)
    event = add_event(saisine, "accueillir", by=by)
    if accueil == Accueil.PARLE:
        notify_follow_up(EN_PARLER, event, current.interlocuteur)
    else:
        apply_transition(reponse.saisine, "suivre", by=by)
    reponse.refresh_from_db()
    return reponse


def _adds_nothing(reponse: Reponse, mot: str, par_piste: Mapping[UUID, str]) -> bool:
    said = dict(reponse.pistes.values_list("pk", "accueil"))
    return mot in {"", reponse.accueil_mot} and all(said.get(pk) == one for pk, one in par_piste.items())


def _write(reponse: Reponse, by: Personne, accueil: Accueil, mot: str) -> None:
    """Conditional UPDATE: of two people who speak for a school at once, the first counts."""
    open_to_change = Reponse.objects.filter(pk=reponse.pk, accueil__in=("", Accueil.PARLE))
    words = {"accueil": accueil, "accueil_mot": sealed(reponse, "accueil_mot", mot)}
    if not open_to_change.update(**words, accueil_par=by, accueil_le=timezone.now()):
        raise TransitionRefusedError(DEJA_DIT)


def _say_of_each(reponse: Reponse, par_piste: Mapping[UUID, str]) -> None:
    for accueil in Accueil:
        said = [pk for pk, value in par_piste.items() if value == accueil]
        Piste.objects.filter(reponse=reponse, pk__in=said).update(accueil=accueil)


def require_last(reponse: Reponse, saisine: Saisine) -> Reponse:
    """The answer as it is now, if no other came after it: the one that the school has before it."""
    current = saisine.reponses.dernieres().filter(pk=reponse.pk).first()
    if current is None:
        raise TransitionRefusedError(PLUS_RECENTE)
    return current
