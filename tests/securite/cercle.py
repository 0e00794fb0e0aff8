"""Who is kept away from the cases of the world, and what their partners read."""

import uuid

from saisines.enums import Relation
from saisines.models import Deport
from saisines.services import demandes_acces, deports, partages
from tests.factories.pole import AffectationFactory, fresh

PILOTES = frozenset({Relation.COORDONNATEUR, Relation.IEN})
NOTE = PILOTES | {Relation.CONVIE, Relation.PARTENAIRE}
# Those of tests.securite.monde, which writes this.
COORDO, COORDO_AILLEURS = "coordinatrice", "coordinatrice ailleurs"
IEN_AILLEURS = "IEN ailleurs"
PILOTENT = frozenset({COORDO, "suppléante", "IEN"})
# Lieu of the requests: who reads them is said by role, as for the messages.
DEMANDE = "demande d’accès"
MEMBRE, MISSION_FINIE = "membre non sollicitée", "mission finie"


def write_deports(monde) -> None:
    """Somebody here and somebody elsewhere, by those who pilot; one member by themself."""
    pose = monde.voliere.pose
    elsewhere = AffectationFactory(pole=monde.la_bas).personne
    for lieu, suffix, by, who in (
        ("transmise", "", COORDO, monde.gens[MISSION_FINIE]),
        ("ailleurs", " ailleurs", COORDO_AILLEURS, elsewhere),
    ):
        monde.objets[f"déport{suffix}"] = deports.deporter(
            monde[lieu],
            by=monde.gens[by],
            personne=who,
            raison=pose(lieu, "saisines.deport.raison", PILOTES),
        )
    membre = monde.gens[MEMBRE]
    monde.objets["mon déport"] = Deport.objects.create(saisine=monde["voisine"], personne=membre, par=membre)
    membre.deport_en_cours = True
    membre.save()


def write_notes(monde) -> None:
    """A note de partage here, which the partner reads, and one elsewhere."""
    for lieu, by in (("transmise", COORDO), ("ailleurs", COORDO_AILLEURS)):
        partages.ecrire(
            monde[lieu],
            by=monde.gens[by],
            texte=monde.voliere.pose(lieu, "saisines.notedepartage.texte", NOTE),
            version=0,
            relue=True,
        )


def write_requests(monde) -> None:
    """A member here asks for a case; somebody elsewhere for a reference that is no case's."""
    pose = monde.voliere.pose
    elsewhere = AffectationFactory(pole=monde.la_bas).personne
    for suffix, pole, who, readers, reference in (
        ("", monde.ici, monde.gens[MEMBRE], {*PILOTENT, MEMBRE}, monde["transmise"].reference),
        (" ailleurs", monde.la_bas, elsewhere, {COORDO_AILLEURS, IEN_AILLEURS}, ""),
    ):
        demande = demandes_acces.demander(
            pole,
            by=fresh(who),
            reference=reference or pose(DEMANDE, "saisines.demandeacces.reference", readers),
            raison=pose(DEMANDE, "saisines.demandeacces.raison", readers),
            jeton=uuid.uuid4(),
        )
        demande.mot = pose(DEMANDE, "saisines.demandeacces.mot", readers)
        demande.save()
        monde.objets[f"demande{suffix}"] = demande
