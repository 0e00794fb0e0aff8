"""A case that tells enough to fill every document, and one with a canary in every text."""

import pytest

from saisines.models import ContactFamille, Essai, Etape, Instance, Plan
from tests.factories.saisines import EtapeFactory
from tests.securite.canaris import Voliere
from tests.securite.dossiers import furnish


@pytest.fixture
def told(saisine):
    """One and three lines in each table that is typed once, and answers that the documents take up."""
    EtapeFactory(
        saisine=saisine,
        code="famille",
        contenu={"avis_parents": f"AvisDit par {saisine.eleve.prenom}", "parents_informes": "oui"},
    )
    for number in range(3):
        Essai.objects.create(saisine=saisine, rang=number + 2, type="ppre", precision=f"EssaiDit{number}")
        ContactFamille.objects.create(
            saisine=saisine, rang=number, forme="ecrit", retenu=f"ContactDit{number}"
        )
        Instance.objects.create(saisine=saisine, rang=number, type="ess", quand=f"InstanceDite{number}")
    Plan.objects.create(saisine=saisine, type="pap", depuis="PlanDit0")
    return saisine


@pytest.fixture
def lieu(saisine):
    """The case with a canary in every text, each with the relations that may read it."""
    voliere = Voliere()
    Etape.objects.filter(saisine=saisine).delete()
    saisine.essais.all().delete()
    furnish(saisine, "ici", voliere)
    return voliere
