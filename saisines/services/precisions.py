"""A precision asked as a list of questions, and answered item by item."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from pole.models import Personne
from saisines.enums import Droit
from saisines.models import DemandePrecision, QuestionPrecision, Saisine
from saisines.services.workflow import apply_transition, locked, require, update_next_date
from saisines.workflow import TransitionRefusedError


@transaction.atomic
def demander(
    saisine: Saisine, *, by: Personne, questions: Sequence[str], pour_le: date, mot: str = ""
) -> DemandePrecision:
    """Ask the school precise questions: the saisine waits for them, and keeps its place and its dates.

    Raises TransitionRefusedError and PermissionDenied.
    """
    questions = [question.strip() for question in questions if question.strip()]
    if not questions:
        raise TransitionRefusedError("Écrivez au moins une question : l’école répondra à chacune.")
    if pour_le < saisine.pole.today():
        raise TransitionRefusedError("Choisissez une date à venir.")
    demande = DemandePrecision(saisine=saisine, mot=mot.strip(), pour_le=pour_le, demandee_par=by)
    current = locked(saisine)
    responsable = current.responsable or by
    apply_transition(saisine, "demander_precision", by=by, responsable=responsable)
    # The case left this state by another way (answered, withdrawn) and came back: these questions are over.
    saisine.demandes.filter(repondue_le__isnull=True).delete()
    demande.save()
    QuestionPrecision.objects.bulk_create(
        QuestionPrecision(demande=demande, rang=rang, question=question)
        for rang, question in enumerate(questions, start=1)
    )
    update_next_date(saisine)
    return demande


@transaction.atomic
def repondre(demande: DemandePrecision, *, by: Personne, reponses: Mapping[UUID, str]) -> None:
    """Record the answers of the school. Every question gets one; then the saisine returns to the pole.

    Raises TransitionRefusedError (also when somebody of the school answered meanwhile) and PermissionDenied.
    """
    saisine = locked(demande.saisine)
    require(by, Droit.PRECISER, saisine)
    questions = list(demande.questions.all())
    if any(not reponses.get(question.pk, "").strip() for question in questions):
        raise TransitionRefusedError(
            "Répondez à chaque question, même en un mot : « nous ne savons pas » suffit."
        )
    now = timezone.now()
    open_rows = DemandePrecision.objects.filter(pk=demande.pk, repondue_le__isnull=True)
    if not open_rows.update(repondue_le=now, repondue_par=by):
        raise TransitionRefusedError("Une réponse vient d’être envoyée par une autre personne de l’école.")
    for question in questions:
        question.reponse = reponses[question.pk].strip()
        question.save(update_fields=["reponse"])
    apply_transition(demande.saisine, "preciser", by=by)
