"""The rules of the three demonstration poles, as their documents say them."""

import pytest

from pole.enums import QuiSaisit
from pole.models import Motif
from pole.services.modeles import MODELES, apply_model
from pole.uai import valider_uai
from tests.factories.pole import PoleFactory

pytestmark = pytest.mark.django_db


def test_model_of_ecully_has_its_label_cadence_and_plenaries_s1_03_s1_20_s1_23():
    pole = apply_model(PoleFactory(), "ecully")

    pole.refresh_from_db()
    assert pole.label == "pôle ressources"
    assert pole.cadence == {"1": 1, "2": 1, "3": 1, "4": 1, "5": 2}
    assert pole.plenieres == 2
    assert pole.mot_reunion == "cellule de veille"


def test_model_of_grenoble_meets_once_a_period_with_six_days_s2_16_s2_18():
    pole = apply_model(PoleFactory(), "grenoble4")

    assert pole.cadence == {"1": 1, "2": 1, "3": 1, "4": 1, "5": 1}
    assert pole.delai_limite_jours == 6
    assert pole.qui_saisit == QuiSaisit.DIRECTION


def test_model_of_elbeuf_lets_the_teacher_call_and_helps_with_a_paoa_s3_12_s3_17():
    pole = apply_model(PoleFactory(), "elbeuf")

    assert pole.qui_saisit == QuiSaisit.ENSEIGNANT
    assert Motif.objects.filter(pole=pole, code="aide_paoa").exists()
    assert MODELES["elbeuf"].identite["boite_fonctionnelle"].startswith("dsden76-cpc-elbeuf2@")  # S3-13
    assert "Mettre en place un PPRE" in pole.avant_de_saisir  # S3-08


def test_model_replaces_the_rules_of_the_one_before_and_keeps_the_identity():
    pole = apply_model(PoleFactory(nom="Circonscription du Val"), "elbeuf")

    apply_model(pole, "commun")

    pole.refresh_from_db()
    assert pole.qui_saisit == QuiSaisit.RELU
    assert pole.nom == "Circonscription du Val"


def test_two_poles_of_a_model_do_not_share_their_lists():
    first, second = apply_model(PoleFactory(), "commun"), apply_model(PoleFactory(), "commun")

    first.avant_de_saisir.append("Une idée d’ici")

    assert "Une idée d’ici" not in second.avant_de_saisir


@pytest.mark.parametrize("modele", ["ecully", "grenoble4", "elbeuf"])
def test_identity_of_a_demonstration_pole_is_valid_and_reaches_nobody(modele):
    identite = MODELES[modele].identite

    assert valider_uai(identite["uai"])
    assert identite["boite_fonctionnelle"].endswith(".example")
