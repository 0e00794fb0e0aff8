"""Who is kept away from the cases of the world."""

from saisines.enums import Relation
from saisines.models import Deport
from saisines.services import deports
from tests.factories.pole import AffectationFactory

PILOTES = frozenset({Relation.COORDONNATEUR, Relation.IEN})
# Those of tests.securite.monde, which writes this.
COORDO, COORDO_AILLEURS = "coordinatrice", "coordinatrice ailleurs"
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
