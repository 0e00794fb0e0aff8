"""One statement gives what fourteen queries would."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from pole.fields import Sealed
from saisines.enums import Origine
from saisines.models import DemandePrecision, Essai, Piste, PointEtape, QuestionPrecision, Reponse, Saisine
from saisines.parties import DIRECTES, load_parts
from saisines.services import acces
from tests.factories.pole import EcoleFactory, MotifFactory, directrice, membre
from tests.factories.saisines import EtapeFactory, EvenementFactory, SaisineFactory, SollicitationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def saisine():
    ecole = EcoleFactory()
    saisine = SaisineFactory(ecole=ecole, auteur=directrice(ecole))
    saisine.motifs.add(MotifFactory(pole=saisine.pole))
    EtapeFactory(saisine=saisine)
    EvenementFactory(saisine=saisine)
    sollicitation = SollicitationFactory(saisine=saisine, personne=membre(saisine.pole))
    now = timezone.now()
    acces.grant(
        saisine,
        sollicitation.personne,
        origine=Origine.SOLLICITATION,
        origine_id=sollicitation.pk,
        debut=now,
        fin=now + timedelta(days=3),
    )
    Essai.objects.create(saisine=saisine, rang=2, type="apc", quand="CanariQuand2")
    Essai.objects.create(saisine=saisine, rang=1, type="ppre", quand="CanariQuand1")
    demande = DemandePrecision.objects.create(
        saisine=saisine, mot="CanariMotDemande", pour_le=timezone.localdate(), demandee_par=saisine.auteur
    )
    QuestionPrecision.objects.create(demande=demande, rang=1, question="CanariQuestionPosee")
    reponse = Reponse.objects.create(
        saisine=saisine, interlocuteur=saisine.auteur, envoyee_par=saisine.auteur, envoyee_le=now
    )
    Piste.objects.create(reponse=reponse, rang=1, texte="CanariPiste", qui="CanariQui")
    PointEtape.objects.create(
        reponse=reponse,
        prevu_le=date(2026, 12, 3),
        effet="non",
        mot="CanariPoint",
        par=saisine.auteur,
        le=now,
    )
    return saisine


def fields_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_load_parts_gives_what_each_relation_gives(saisine, django_assert_num_queries):
    plain = Saisine.objects.get(pk=saisine.pk)
    loaded = Saisine.objects.get(pk=saisine.pk)

    with django_assert_num_queries(1):
        load_parts(loaded)
        found = {name: [fields_of(row) for row in getattr(loaded, name).all()] for name, _ in DIRECTES}
        found["motifs"] = [fields_of(row) for row in loaded.motifs.all()]
        found["questions"] = [fields_of(row) for row in loaded.demandes.all()[0].questions.all()]
        found["points"] = [fields_of(row) for row in loaded.reponses.all()[0].points.all()]
        found["pistes"] = [fields_of(row) for row in loaded.reponses.all()[0].pistes.all()]
        found["ecole"], found["eleve"] = fields_of(loaded.ecole), fields_of(loaded.eleve)

    expected = {name: [fields_of(row) for row in getattr(plain, name).all()] for name, _ in DIRECTES}
    expected["motifs"] = [fields_of(row) for row in plain.motifs.all()]
    expected["questions"] = [fields_of(row) for row in plain.demandes.get().questions.all()]
    expected["points"] = [fields_of(row) for row in plain.reponses.get().points.all()]
    expected["pistes"] = [fields_of(row) for row in plain.reponses.get().pistes.all()]
    expected["ecole"], expected["eleve"] = fields_of(plain.ecole), fields_of(plain.eleve)
    assert found == expected
    assert [row["quand"] for row in found["essais"]] == ["CanariQuand1", "CanariQuand2"]


def test_load_parts_leaves_the_texts_sealed_until_they_are_read(saisine):
    load_parts(saisine)

    assert isinstance(saisine.essais.all()[0].__dict__["quand"], Sealed)
    assert saisine.essais.all()[0].quand == "CanariQuand1"


def test_load_parts_of_another_case_gives_none_of_these_rows(saisine):
    other = SaisineFactory(ecole=saisine.ecole)

    load_parts(other)

    assert [row for name, _ in DIRECTES for row in getattr(other, name).all()] == []
