"""Answering without a meeting, and saying that a saisine calls for no action of the pole."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from pole.dates import end_of
from pole.models import Personne
from saisines.enums import Origine, SansAction
from saisines.models import PISTES_MAX, Piste, Reponse, Saisine
from saisines.services import acces
from saisines.services.suites import interlocuteurs
from saisines.services.workflow import apply_transition, locked, update_next_date
from saisines.workflow import TransitionRefusedError


@transaction.atomic
def repondre(
    saisine: Saisine,
    *,
    by: Personne,
    pistes: Sequence[tuple[str, str]],
    interlocuteur: Personne,
    comprehension: str = "",
    appuis: str = "",
    non_retenu: str = "",
    rappels: str = "",
    point_le: date | None = None,
) -> Reponse:
    """Answer the school with one to five pistes (line, who), a person to turn to and a date.

    Raises TransitionRefusedError and PermissionDenied.
    """
    pistes = [(texte.strip(), qui.strip()) for texte, qui in pistes if texte.strip()]
    _check(saisine, pistes, interlocuteur, point_le)
    current = locked(saisine)
    apply_transition(saisine, "repondre", by=by, responsable=current.responsable or by)
    reponse = Reponse.objects.create(
        saisine=saisine,
        comprehension=comprehension.strip(),
        appuis=appuis.strip(),
        non_retenu=non_retenu.strip(),
        rappels=rappels.strip(),
        interlocuteur=interlocuteur,
        point_le=point_le,
        envoyee_par=by,
        envoyee_le=timezone.now(),
    )
    Piste.objects.bulk_create(
        Piste(reponse=reponse, rang=rang, texte=texte, qui=qui)
        for rang, (texte, qui) in enumerate(pistes, start=1)
    )
    if not saisine.is_confidentielle:
        # There, the choice of the author opens the case, and nothing else.
        _open_to_interlocuteur(reponse)
    update_next_date(saisine)
    return reponse


def _check(saisine: Saisine, pistes: Sequence, interlocuteur: Personne, point_le: date | None) -> None:
    if not pistes:
        raise TransitionRefusedError("Proposez au moins une piste : une ligne suffit.")
    if len(pistes) > PISTES_MAX:
        raise TransitionRefusedError(f"Gardez {PISTES_MAX} pistes au plus : la réponse reste courte.")
    if not interlocuteurs(saisine).filter(personne=interlocuteur).exists():
        raise TransitionRefusedError(
            "L’interlocuteur est un membre du pôle en fonction : choisissez-le dans la liste."
        )
    if point_le is not None and point_le < saisine.pole.today():
        raise TransitionRefusedError("Choisissez une date de point à venir.")


def _open_to_interlocuteur(reponse: Reponse) -> None:
    pole = reponse.saisine.pole
    last_day = (reponse.point_le or pole.today()) + timedelta(days=pole.acces_jours)
    acces.grant(
        reponse.saisine,
        reponse.interlocuteur,
        origine=Origine.INTERLOCUTEUR,
        origine_id=reponse.pk,
        debut=timezone.now(),
        fin=end_of(last_day, pole.tz),
    )


@transaction.atomic
def sans_action(saisine: Saisine, *, by: Personne, raison: SansAction, autre_piste: str) -> None:
    """Say that a saisine calls for no action of the pole, with a reason and another lead: never a bare no.

    Raises TransitionRefusedError and PermissionDenied.
    """
    if not autre_piste.strip():
        raise TransitionRefusedError(
            "Indiquez une autre piste : vers qui se tourner, ou quoi faire maintenant."
        )
    current = locked(saisine)
    event = apply_transition(
        saisine, "sans_action", by=by, motif=autre_piste, responsable=current.responsable or by
    )
    event.raison = raison
    event.save(update_fields=["raison"])
