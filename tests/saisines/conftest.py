"""A case with a canary in every text, and the people around it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from saisines.enums import Audience, TypeIntervention
from saisines.models import Essai
from saisines.services import suites
from tests.factories.pole import (
    EcoleFactory,
    MotifFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    inspectrice,
    membre,
    secretaire,
)
from tests.factories.saisines import EtapeFactory, EvenementFactory, SaisineFactory

# Words of the case that only its readers may meet.
CANARIS = ("CanariNom", "CanariPrenom", "CanariQuestion", "CanariMission", "CanariEssai", "CanariMot")


@pytest.fixture
def ecole():
    pole = PoleFactory(nom="Valbourg", telephone="04 00 00 00 01")
    return EcoleFactory(pole=pole, nom="École des Tilleuls")


@pytest.fixture
def directeur(ecole):
    return directrice(ecole)


@pytest.fixture
def auteure(ecole):
    """A teacher who writes."""
    return enseignante(ecole)


@pytest.fixture
def psychologue(ecole):
    return membre(ecole.pole)


@pytest.fixture
def coordinateur(ecole):
    return coordinatrice(ecole.pole, personne__telephone="04 00 00 00 02")


@pytest.fixture
def saisine(ecole, directeur):
    saisine = SaisineFactory(ecole=ecole, auteur=directeur)
    saisine.motifs.add(MotifFactory(pole=ecole.pole))
    EtapeFactory(
        saisine=saisine,
        contenu={"question": f"CanariQuestion de {saisine.eleve.prenom} {saisine.eleve.nom}", "faits": []},
    )
    Essai.objects.create(saisine=saisine, rang=1, type="apc", precision="CanariEssai")
    EvenementFactory(saisine=saisine, etat_apres="transmise")
    return saisine


@pytest.fixture
def sollicite(saisine, coordinateur):
    """A member called upon for this case; one intervention is for the pole only."""
    person = membre(saisine.pole)
    suites.solliciter(
        saisine,
        by=coordinateur,
        personne=person,
        mission="CanariMission",
        echeance=timezone.localdate() + timedelta(days=7),
    )
    suites.intervenir(
        saisine,
        by=coordinateur,
        type=TypeIntervention.APPEL,
        le=timezone.localdate(),
        texte="CanariPourLePole",
        audience=Audience.POLE,
    )
    return person


@pytest.fixture
def people(saisine, sollicite, directeur, coordinateur):
    """Everybody who sees the case, by relation."""
    return {
        "direction": directeur,
        "coordonnateur": coordinateur,
        "ien": inspectrice(saisine.pole),
        "secretariat": secretaire(saisine.pole),
        "convie": sollicite,
    }


@pytest.fixture
def strangers(saisine):
    """People who must not learn that it exists."""
    return {
        "autre_direction": directrice(EcoleFactory(pole=saisine.pole)),
        "enseignante": enseignante(saisine.ecole),
        "membre": membre(saisine.pole),
        "autre_pole": coordinatrice(PoleFactory()),
    }
