"""A draft that two people write."""

import uuid

from saisines.natures import description
from saisines.services import coauteurs
from saisines.services.dossier import create_draft
from tests.factories.pole import EcoleFactory, directrice, enseignante, fresh

STEP = description("P").etape("preoccupation")
ITEMS = {item.code: item for item in STEP.contenu}


def prepare():
    """A draft of a direction, and the teacher whom it invited."""
    ecole = EcoleFactory()
    directeur, maitresse = directrice(ecole), enseignante(ecole)
    saisine = create_draft(by=directeur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]
    coauteurs.inviter(saisine, by=directeur, personne=maitresse.pk)
    return saisine, fresh(directeur), fresh(maitresse)
