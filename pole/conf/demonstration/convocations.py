"""The coming meeting of Écully: some convened and answering, one silent, one not sent yet."""

from collections.abc import Mapping

from cellules.models import AudienceRegard, EtatInscription, Inscription, ReponseConvocation, Reunion
from cellules.services.convocations import convier, proposer
from cellules.services.envoi_convocations import envoyer
from cellules.services.formation import regler_formation
from cellules.services.regards import ecrire_regard
from cellules.services.reponses import repondre
from pole.models import Personne, Pole

HABITUES = ("psy.ecully", "cpc.ecully", "erseh.ecully")
PARTENAIRE = "cmp.ecully"
REPONSES = {
    "psy.ecully": ReponseConvocation.PRESENT,
    "medecin.ecully": ReponseConvocation.AVIS,
    "directrice.jaures": ReponseConvocation.VISIO,
}
REGARDS = {
    "psy.ecully": (
        "Parler de la suite l’inquiète moins quand on regarde avec elle ce qu’elle sait déjà faire.",
        "Un temps à trois, avec elle et un parent, avant toute décision.",
    ),
    "cpc.ecully": (
        "En classe, elle réussit les tâches courtes et montrées.",
        "Deux essais par période, notés avec elle.",
    ),
}


def convene(pole: Pole, people: Mapping[str, Personne]) -> None:
    """Convene for the cases that wait for the next meeting. Once: a second time finds the letters."""
    reunion = _coming(pole)
    if reunion is None or reunion.convocations.exists():
        return
    by = people["coordination.ecully"]
    regler_formation(pole, [people[nom] for nom in HABITUES], by=by)
    first = reunion.inscriptions.prevues().select_related("reunion").first()
    proposer(reunion, by=by)
    convier(first, people["medecin.ecully"], by=by)
    # A partner comes for the one case whose note de partage was reread.
    if shared := reunion.inscriptions.prevues().filter(saisine__notes_de_partage__relue_le__isnull=False):
        convier(shared.select_related("reunion").first(), people[PARTENAIRE], by=by)
    envoyer(reunion, by=by)
    for nom, reponse in REPONSES.items():
        repondre(reunion.convocations.get(personne=people[nom]), by=people[nom], reponse=reponse)
    convier(first, people["espe-r.ecully"], by=by)
    for nom, (observe, propose) in REGARDS.items():
        words = {"observe": observe, "propose": propose, "audience": AudienceRegard.MEMBRES}
        ecrire_regard(first, by=Personne.objects.get(pk=people[nom].pk), version=0, **words)


def _coming(pole: Pole) -> Reunion | None:
    waiting = Inscription.objects.filter(etat=EtatInscription.PREVUE).values("reunion")
    meetings = Reunion.objects.recevant_des_saisines().filter(pole=pole, date__gte=pole.today())
    return meetings.filter(pk__in=waiting).select_related("pole").order_by("date").first()
