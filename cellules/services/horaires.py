"""Telling of new hours, in one act once the agenda is settled: not at each line that moves."""

from django.db import transaction
from django.db.models import F

from cellules.creneaux import deroule_of
from cellules.horaires import Glissement, glissements
from cellules.models import Convocation, EtatConvocation, Inscription, Reunion
from cellules.notifications import notify_slipped
from cellules.services.convocations import held
from pole.models import Personne


@transaction.atomic
def prevenir_des_horaires(reunion: Reunion, *, by: Personne) -> int:
    """Tell those whose hour slipped, once each; their calendar follows. Returns how many.

    Only for cases that `by` conducts. Raises ConvocationRefusee and PermissionDenied.
    """
    current = held(reunion, by)
    rows = Inscription.objects.conduites(by).filter(reunion=current).a_l_ordre_du_jour()
    seen = set(rows.values_list("pk", flat=True))
    return sum(_tell(one) for one in glissements(current, deroule_of(current), seen=seen))


def _tell(one: Glissement) -> bool:
    """Of two acts at once, one finds the hour that it read."""
    letter = one.convocation
    unchanged = Convocation.objects.filter(
        pk=letter.pk, etat=EtatConvocation.ENVOYEE, annonce_apres=letter.annonce_apres
    )
    told = unchanged.update(
        annonce_apres=one.nouveau.apres, annonce_jusqua=one.nouveau.jusqua, sequence=F("sequence") + 1
    )
    if told:
        letter.refresh_from_db(fields=["annonce_apres", "annonce_jusqua", "sequence"])
        notify_slipped(letter)
    return bool(told)
