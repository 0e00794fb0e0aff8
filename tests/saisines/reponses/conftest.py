"""An answer that its school has received."""

import pytest

from saisines.enums import Accueil
from saisines.services.accueil import accueillir
from tests.saisines.reponses.scene import answered, day


@pytest.fixture
def followed(saisine, directeur, coordinateur):
    reponse = answered(saisine, coordinateur, point_le=day())
    return accueillir(reponse, by=directeur, accueil=Accueil.SAISIT)
