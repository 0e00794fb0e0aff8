"""Messages of the world: each with a canary that its author and its readers may meet, and nobody else."""

import uuid

from saisines.models import Message
from saisines.services import dialogue
from tests.factories.pole import fresh

# Where their canaries were put: `lecteurs` are then words of relations, since an audience is made of people.
MESSAGE = "message"
# Those of tests.securite.monde, which builds the messages.
DIRECTRICE, COORDO, SOLLICITEE, PARTENAIRE = "directrice", "coordinatrice", "membre sollicitée", "partenaire"
DIRECTRICE_AILLEURS, COORDO_AILLEURS = "directrice ailleurs", "coordinatrice ailleurs"


def write_messages(monde) -> None:
    """One from the school, one to a member and a partner, one withdrawn, one elsewhere."""
    monde.objets["message"] = _send(monde, "transmise", DIRECTRICE, COORDO)
    _send(monde, "transmise", COORDO, SOLLICITEE, PARTENAIRE)
    withdrawn = _send(monde, "transmise", COORDO, DIRECTRICE)
    raison = monde.voliere.pose(MESSAGE, "saisines.message.raison", {COORDO, DIRECTRICE})
    dialogue.retirer(withdrawn, by=fresh(monde.gens[COORDO]), raison=raison)
    monde.objets["message ailleurs"] = _send(monde, "ailleurs", COORDO_AILLEURS, DIRECTRICE_AILLEURS)


def _send(monde, dossier: str, auteur: str, *lecteurs: str) -> Message:
    return dialogue.envoyer(
        monde[dossier],
        by=fresh(monde.gens[auteur]),
        texte=monde.voliere.pose(MESSAGE, "saisines.message.texte", {auteur, *lecteurs}),
        lecteurs=[monde.gens[lecteur].pk for lecteur in lecteurs],
        jeton=uuid.uuid4(),
    )
