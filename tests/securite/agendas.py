"""What the agendas of the world hold: a case enrolled, somebody convened for it, a point."""

from django.utils import timezone

from cellules.models import (
    AudienceRegard,
    Convie,
    Convocation,
    EtatConvocation,
    EtatLot,
    Inscription,
    LotDeDocuments,
    NoteDeSeance,
    Point,
    Regard,
    Seance,
)
from saisines.enums import Relation
from tests.securite.canaris import label

# Lieu of the points: who reads them is said by role, as for the messages.
AGENDA = "ordre du jour"
# Roles of tests.securite.monde, which writes the agendas.
COORDO, SUPPLEANTE, IEN = "coordinatrice", "suppléante", "IEN"
COORDO_AILLEURS, IEN_AILLEURS = "coordinatrice ailleurs", "IEN ailleurs"
# Convened for a case that they already read: nobody reads more for it.
CONVOQUEE = "membre sollicitée"
PILOTES = frozenset({Relation.COORDONNATEUR, Relation.IEN})


def write_agendas(monde) -> None:
    """A late case and a point, in the meeting of each pole."""
    for dossier, suffix, by, readers in (
        ("transmise", "", COORDO, {COORDO, SUPPLEANTE, IEN, CONVOQUEE}),
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
        _convene(monde, suffix, IEN_AILLEURS if suffix else CONVOQUEE, by=by)
        _hold(monde, dossier, suffix, by=by)


def _convene(monde, suffix: str, who: str, *, by: str) -> None:
    """A letter that was sent, for the case of the agenda: the rows alone, their mission opens the case."""
    sent = {"etat": EtatConvocation.ENVOYEE, "envoyee_le": timezone.now()}
    letter = Convocation.objects.create(
        reunion=monde[f"réunion{suffix}"], personne=monde.gens[who], envoyee_par=monde.gens[by], **sent
    )
    row = Convie.objects.create(convocation=letter, inscription=monde[f"inscription{suffix}"], **sent)
    monde.objets |= {f"convocation{suffix}": letter, f"convié{suffix}": row}


def _hold(monde, dossier: str, suffix: str, *, by: str) -> None:
    """What the coordination writes of the case before the meeting and during it: no school reads it."""
    pose, now, who = monde.voliere.pose, timezone.now(), monde.gens[by]
    inscription = monde[f"inscription{suffix}"]
    Seance.objects.create(
        reunion=monde[f"réunion{suffix}"], ouverte_par=who, ouverte_le=now, preneur=who, preneur_vu_le=now
    )
    texte = pose(dossier, label(NoteDeSeance, "pistes"), PILOTES)
    NoteDeSeance.objects.create(
        inscription=inscription,
        ecrite_par=who,
        comprehension=pose(dossier, label(NoteDeSeance, "comprehension"), PILOTES),
        pistes=[{"texte": texte, "qui": "", "porteur": None}],
    )
    texts = {name: pose(dossier, label(Regard, name), PILOTES) for name in ("observe", "propose")}
    regard = Regard.objects.create(
        inscription=inscription, auteur=who, audience=AudienceRegard.CONDUITE, **texts
    )
    monde.objets[f"regard{suffix}"] = regard
    # It was not made: the honest person asks again.
    LotDeDocuments.objects.create(
        reunion=monde[f"réunion{suffix}"], demande_par=who, demande_le=now, etat=EtatLot.ECHOUE
    )
