"""What is told when a request comes by telephone or on paper, entered, then sent."""

import uuid
from datetime import timedelta

from pole.enums import Nature
from saisines.enums import AuteurVrai, Canal
from saisines.models import Saisine
from saisines.services.dossier import transmettre
from saisines.services.reception import saisir
from tests.factories.pole import (
    fresh,
)


def today(ecole):
    return ecole.pole.today()


def facts(ecole, **changes):
    return {
        "ecole": ecole,
        "canal": Canal.TELEPHONE,
        "recue_le": today(ecole) - timedelta(days=3),
        "auteur": None,
        "auteur_fonction": AuteurVrai.ENSEIGNANT,
        "auteur_nom": "CanariAuteur",
    } | changes


def enter(ecole, by, *, nature=Nature.GROUPE, jeton=None, **changes):
    return saisir(
        by=fresh(by), pole=ecole.pole, jeton=jeton or uuid.uuid4(), nature=nature, **facts(ecole, **changes)
    )


def sent(ecole, by, **changes):
    return transmettre(enter(ecole, by, **changes), by=fresh(by))


def sees(personne, saisine) -> bool:
    return Saisine.objects.visible_to(fresh(personne)).filter(pk=saisine.pk).exists()
