"""A pilot kept away from a case rereads and sends the letters of the others; another pilot sends its own."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cellules.a_faire import choses_des_reunions
from cellules.relecture import relecture_of
from cellules.services.envoi_convocations import envoyer
from pole.models import Personne
from saisines.services import deports
from tests.cellules.scene import Scene
from tests.clients import page, signed_in
from tests.factories.pole import AffectationFactory, coordinatrice, fresh

RELIRE = "cellules:relire_convocations"


@pytest.fixture(params=[False, True], ids=["kept away", "kept away and of the school"])
def prepared(scene: Scene, request):
    """The doctor prepared for the first case, the psychologist for both; a pilot kept away from the first."""
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.convene(scene.medecin, scene.premiere)
    scene.ecartee = coordinatrice(scene.pole)
    if request.param:
        AffectationFactory(personne=scene.ecartee, fonction="directeur", pole=scene.pole, ecole=scene.ecole)
    deports.deporter(scene.premiere, by=fresh(scene.pilote), personne=scene.ecartee, raison="Une parente.")
    return scene


def test_what_is_reread_leaves_out_the_case_from_which_one_is_kept_away(prepared):
    url = reverse(RELIRE, args=[prepared.reunion.pk])

    text = page(signed_in(fresh(prepared.ecartee)).get(url))

    assert prepared.seconde.reference in text
    assert prepared.premiere.reference not in text
    assert str(prepared.psy) in text
    assert str(prepared.medecin) not in text
    partent = relecture_of(prepared.reunion, fresh(prepared.pilote)).partent
    assert {one.personne for one in partent} == {prepared.psy, prepared.medecin}


def test_sending_leaves_the_case_to_another_pilot_who_sends_it_in_their_own_name(prepared):
    first = envoyer(prepared.reunion, by=fresh(prepared.ecartee))

    assert (first.lettres, first.retenues) == (1, [])
    assert prepared.reads(prepared.psy) == {prepared.seconde}
    assert prepared.reads(prepared.medecin) == set()
    assert prepared.mails(prepared.medecin) == []
    assert prepared.letter(prepared.medecin).etat == "preparee"

    second = envoyer(prepared.reunion, by=fresh(prepared.pilote))

    assert second.lettres == 2
    assert prepared.reads(prepared.psy) == {prepared.premiere, prepared.seconde}
    assert prepared.reads(prepared.medecin) == {prepared.premiere}
    assert prepared.letter(prepared.medecin).envoyee_par == prepared.pilote
    assert not prepared.premiere.evenements.filter(auteur=prepared.ecartee, nom="convoquer").exists()


def test_nothing_is_sent_for_a_meeting_where_one_conducts_nothing(prepared):
    deports.deporter(
        prepared.seconde, by=fresh(prepared.pilote), personne=prepared.ecartee, raison="Une autre parente."
    )

    assert envoyer(prepared.reunion, by=fresh(prepared.ecartee)).lettres == 0
    assert prepared.letter(prepared.psy).etat == "preparee"


def test_people_to_reach_otherwise_are_counted_for_the_cases_that_one_conducts(prepared):
    prepared.send()
    Personne.objects.filter(pk=prepared.medecin.pk).update(adresse_refusee_le=timezone.now())

    def asked(person):
        return [one.titre for one in choses_des_reunions(fresh(person), prepared.pole)]

    assert asked(prepared.ecartee) == []
    assert [one[:28] for one in asked(prepared.pilote)] == ["Prévenir autrement une perso"]
    text = page(signed_in(fresh(prepared.ecartee)).get(reverse("accueil")))
    assert "Prévenir autrement" not in text
