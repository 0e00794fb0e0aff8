"""What a convened person answers, by a button: opening the link answers nothing."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cellules.models import (
    Convie,
    Convocation,
    EtatConvocation,
    EtatInscription,
    ReponseConvocation,
    TitreConvocation,
)
from cellules.services.acces_convocations import hold_cases, settle
from cellules.services.convocations import NO_ANSWER, ConvocationRefusee, convier, held, titles_of
from pole.models import Personne

# A school says how it joins for its slot; staff may be replaced (S1-17) or write their opinion.
REPONSES = {
    TitreConvocation.CONVOQUE: (
        ReponseConvocation.PRESENT,
        ReponseConvocation.EXCUSE,
        ReponseConvocation.REPRESENTE,
        ReponseConvocation.AVIS,
    ),
    TitreConvocation.INVITE: (
        ReponseConvocation.PRESENT,
        ReponseConvocation.EXCUSE,
        ReponseConvocation.AVIS,
    ),
    TitreConvocation.ECOLE: (
        ReponseConvocation.PRESENT,
        ReponseConvocation.VISIO,
        ReponseConvocation.TELEPHONE,
        ReponseConvocation.EXCUSE,
    ),
}


@transaction.atomic
def repondre(
    convocation: Convocation, *, by: Personne, reponse: str, representant: Personne | None = None
) -> None:
    """Answer, or change one's mind, until the day of the meeting included.

    Excused without a written opinion, the cases close at once; `representant` reads nothing before the
    coordination agrees. Raises ConvocationRefusee and PermissionDenied.
    """
    if convocation.personne_id != by.pk:
        raise PermissionDenied
    reunion = convocation.reunion
    hold_cases(reunion.inscriptions.prevues())
    if reponse not in REPONSES[TitreConvocation(convocation.titre)]:
        raise ConvocationRefusee("Choisissez une des réponses proposées.")
    if reunion.date < reunion.pole.today():
        raise ConvocationRefusee("Cette réunion a eu lieu : la réponse ne change plus.")
    fields = NO_ANSWER | {"reponse": reponse, "repondue_le": timezone.now()}
    if reponse == ReponseConvocation.REPRESENTE:
        fields["representant"] = _stand_in(convocation, representant)
        if _is_agreed(convocation, representant):
            return
    sent = Convocation.objects.filter(pk=convocation.pk, etat=EtatConvocation.ENVOYEE)
    if not sent.update(**fields):
        raise ConvocationRefusee("Cette convocation n’a plus cours : vous n’avez rien à répondre.")
    convocation.refresh_from_db()
    settle(_convies(convocation))


def _stand_in(convocation: Convocation, representant: Personne | None) -> Personne:
    if representant is None or representant.pk == convocation.personne_id:
        raise ConvocationRefusee("Dites qui vous représente.")
    titles = titles_of(convocation.reunion.pole, [representant.pk])
    if not representant.is_active or titles.get(representant.pk) != TitreConvocation.CONVOQUE:
        raise ConvocationRefusee("Choisissez une personne du pôle : elle seule peut lire ces situations.")
    return representant


def _is_agreed(convocation: Convocation, representant: Personne) -> bool:
    """The same answer given twice does not undo what the coordination has agreed to."""
    return Convocation.objects.filter(
        pk=convocation.pk, representant=representant, representant_confirme_le__isnull=False
    ).exists()


@transaction.atomic
def confirmer_representant(convocation: Convocation, *, by: Personne) -> list[Convie]:
    """Agree to who stands in: prepared for the same cases, they read them from the next sending.

    A case already studied that day asks for nobody any more.
    Whoever they replace reads them no more: who agrees conducts all of them. Raises ConvocationRefusee and
    PermissionDenied.
    """
    held(convocation.reunion, by)
    if not Convocation.objects.conduites(by).filter(pk=convocation.pk).exists():
        raise PermissionDenied
    waiting = Convocation.objects.filter(
        pk=convocation.pk,
        etat=EtatConvocation.ENVOYEE,
        reponse=ReponseConvocation.REPRESENTE,
        representant_confirme_le__isnull=True,
    )
    if not waiting.update(representant_confirme_le=timezone.now()):
        raise ConvocationRefusee("Cette réponse vient de changer : relisez-la.")
    convocation.refresh_from_db()
    rows = convocation.convies.actuels().filter(inscription__etat=EtatInscription.PREVUE)
    rows = rows.select_related("inscription__reunion__pole")
    prepared = [convier(row.inscription, convocation.representant, by=by) for row in rows]
    settle(_convies(convocation))
    return prepared


def _convies(convocation: Convocation):
    return convocation.convies.values_list("pk", flat=True)
