"""What the agendas of the world hold: a case enrolled here and elsewhere, a point without a case."""

from cellules.models import Inscription, Point
from saisines.enums import Relation
from tests.securite.canaris import label

# Lieu of the points: who reads them is said by role, as for the messages.
AGENDA = "ordre du jour"
# Roles of tests.securite.monde, which writes the agendas.
COORDO, SUPPLEANTE, IEN = "coordinatrice", "suppléante", "IEN"
COORDO_AILLEURS, IEN_AILLEURS = "coordinatrice ailleurs", "IEN ailleurs"
PILOTES = frozenset({Relation.COORDONNATEUR, Relation.IEN})


def write_agendas(monde) -> None:
    """A late case and a point, in the meeting of each pole."""
    for dossier, suffix, by, readers in (
        ("transmise", "", COORDO, {COORDO, SUPPLEANTE, IEN}),
        ("ailleurs", " ailleurs", COORDO_AILLEURS, {COORDO_AILLEURS, IEN_AILLEURS}),
    ):
        reunion, pose = monde[f"réunion{suffix}"], monde.voliere.pose
        monde.objets[f"inscription{suffix}"] = Inscription.objects.create(
            reunion=reunion,
            saisine=monde[dossier],
            minutes=15,
            inscrite_par=monde.gens[by],
            raison_tardive=pose(dossier, label(Inscription, "raison_tardive"), PILOTES),
        )
        monde.objets[f"point{suffix}"] = Point.objects.create(
            reunion=reunion, ajoute_par=monde.gens[by], libelle=pose(AGENDA, label(Point, "libelle"), readers)
        )
