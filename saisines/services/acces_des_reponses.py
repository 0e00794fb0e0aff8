"""What an answer opens, and until when: to its interlocuteur, and to whoever carries a piste.

Until the later of the two dates that concern them, and the days of the pole after it. Another answer ends it
at once; a case that is over, after the days of the pole; taken up again, it opens its last answer again.
"""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from pole.dates import end_of
from saisines.enums import ETATS_FINAUX, Origine
from saisines.models import AccesMotif, Piste, Reponse
from saisines.services import acces

DES_REPONSES = (Origine.INTERLOCUTEUR, Origine.PISTE)


def open_to_its_people(reponse: Reponse) -> None:
    """Open the case to those whom an answer names, or move the end of what it opened; nobody else keeps it.

    Of a confidential request, the choice of the author opens the case, and nothing else.
    """
    saisine = reponse.saisine
    if saisine.is_confidentielle:
        return
    opened = set()
    for origine, pk, personne, day in _people(reponse):
        last_day = day + timedelta(days=saisine.pole.acces_jours)
        fin = end_of(last_day, saisine.pole.tz)
        acces.grant(saisine, personne, origine=origine, origine_id=pk, debut=reponse.envoyee_le, fin=fin)
        opened.add(pk)
    for motif in _live(saisine.pk).exclude(origine_id__in=opened):
        _end(motif)


def _people(reponse: Reponse) -> Iterator[tuple]:
    """Origin, its identifier, who, and the day that concerns them: that of the sending without a date."""
    point = reponse.point_le or reponse.envoyee_le.astimezone(reponse.saisine.pole.tz).date()
    yield Origine.INTERLOCUTEUR, reponse.pk, reponse.interlocuteur, point
    for piste in reponse.pistes.select_related("porteur").filter(porteur__isnull=False):
        yield Origine.PISTE, piste.pk, piste.porteur, max(point, piste.avant_le or point)


def _live(saisine: UUID) -> QuerySet[AccesMotif]:
    return AccesMotif.objects.live().filter(saisine=saisine, origine__in=DES_REPONSES)


def _end(motif: AccesMotif, fin=None) -> None:
    acces.end(Origine(motif.origine), motif.origine_id, personne=motif.personne_id, fin=fin)


def follow_transition(sender, event, **kwargs) -> None:
    """Receiver: a case that is over closes after a while; taken up again, its last answer opens it again."""
    saisine, ended = event.saisine, event.etat_apres in ETATS_FINAUX
    if ended == (event.etat_avant in ETATS_FINAUX):
        return
    if ended:
        until = end_of(saisine.pole.today() + timedelta(days=saisine.pole.acces_jours), saisine.pole.tz)
        for motif in _live(saisine.pk).filter(fin__gt=until):
            _end(motif, until)
    elif last := saisine.reponses.dernieres().first():
        open_to_its_people(last)


def superseded() -> QuerySet[AccesMotif]:
    """For `verifier`: what is still open for an answer that another one replaced."""
    earlier = Reponse.objects.remplacees()
    pistes = Piste.objects.filter(reponse__in=earlier.values("pk"))
    spoken = Q(origine=Origine.INTERLOCUTEUR, origine_id__in=earlier.values("pk"))
    return AccesMotif.objects.live().filter(
        spoken | Q(origine=Origine.PISTE, origine_id__in=pistes.values("pk"))
    )
