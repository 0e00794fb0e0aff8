"""What the screen of a séance recalls of earlier meetings, and the hours that it shows."""

from datetime import time

import pytest
from django.urls import reverse

from cellules.auparavant import auparavant_of
from cellules.models import Inscription, Reunion
from cellules.services import seances
from cellules.services.cloture import clore
from cellules.services.ordre_du_jour import regler
from saisines.models import Saisine
from saisines.services import deports, orientations
from tests.cellules.scene import meeting
from tests.clients import page, signed_in
from tests.factories.pole import coordinatrice, fresh
from tests.imprime import words_of

MOT = "Nous avions commencé."


@pytest.fixture
def pilot(salle):
    return signed_in(salle.pilote)


def screen(salle, client, reunion=None):
    return page(client.get(reverse("cellules:seance", args=[(reunion or salle.reunion).pk])))


def hold(salle, reunion):
    """Close what is held, and be on the day of that other meeting: time goes by as much."""
    today = salle.pole.today()
    clore(salle.reunion, by=fresh(salle.pilote))
    salle.on(today - (reunion.date - today))
    salle.reunion = reunion
    salle.on(today)
    salle.open()


def recalled(salle):
    row = salle.row(salle.premiere)
    others = Inscription.objects.filter(saisine=salle.premiere).exclude(pk=row.pk)
    return auparavant_of(row, others.select_related("note__interlocuteur", "reunion"))


def test_note_of_a_case_carried_over_twice_is_still_recalled(salle, pilot):
    second, third = meeting(salle.pole, 30), meeting(salle.pole, 60)
    salle.open()
    salle.note(salle.premiere, comprehension=MOT)

    hold(salle, second)
    assert MOT in screen(salle, pilot)
    hold(salle, third)
    assert MOT in screen(salle, pilot)


def test_note_of_a_case_taken_off_and_enrolled_again_is_recalled_with_all_that_it_said(salle, pilot):
    salle.open()
    salle.study(salle.premiere, comprehension=MOT)
    orientations.desinscrire(salle.premiere, by=fresh(salle.pilote), motif="On attend l’accord.")
    orientations.inscrire(
        Saisine.objects.get(pk=salle.premiere.pk), by=fresh(salle.pilote), lettre="Nous en reparlons."
    )
    again = salle.premiere.inscriptions.prevues().select_related("reunion").get()
    assert again.reportee_de is None
    if again.reunion != salle.reunion:
        hold(salle, again.reunion)

    text = screen(salle, pilot)

    assert MOT in text
    assert "situation dite étudiée" in text
    assert "Un temps de lecture chaque matin – l’enseignante" in text
    assert f"Interlocuteur du pôle\u00a0: {salle.psy}" in text
    assert "On se revoit le" in text


def test_note_that_says_nothing_does_not_hide_the_one_before(salle):
    second, third = meeting(salle.pole, 30), meeting(salle.pole, 60)
    salle.open()
    salle.note(salle.premiere, comprehension=MOT)
    hold(salle, second)
    seances.commencer(salle.row(salle.premiere), by=fresh(salle.pilote))
    hold(salle, third)

    assert recalled(salle).mots == MOT
    assert recalled(salle).jour < salle.pole.today()


def test_last_words_are_recalled_rather_than_older_ones(salle):
    second, third = meeting(salle.pole, 30), meeting(salle.pole, 60)
    salle.open()
    salle.note(salle.premiere, comprehension=MOT)
    hold(salle, second)
    salle.note(salle.premiere, interlocuteur=salle.psy.pk)
    hold(salle, third)

    found = recalled(salle)

    assert (found.mots, found.interlocuteur, found.etudiee) == ("", str(salle.psy), False)


def test_nothing_is_recalled_of_another_case_nor_of_its_own_note(salle, pilot):
    salle.open()
    salle.note(salle.premiere, comprehension=MOT)

    assert recalled(salle) is None
    assert "Déjà noté" not in screen(salle, pilot)


def test_what_is_recalled_on_the_projected_screen_does_not_name_the_pupil(salle, pilot):
    eleve = salle.premiere.eleve
    following = meeting(salle.pole, 30)
    salle.open()
    salle.note(
        salle.premiere,
        comprehension=f"{eleve.prenom} lit mieux.",
        pistes=[{"texte": f"Encourager {eleve.nom}", "qui": "la classe", "porteur": None}],
    )
    hold(salle, following)

    text = screen(salle, pilot)

    assert "L’élève lit mieux." in text
    assert "Encourager l’élève – la classe" in text
    assert eleve.prenom not in text
    assert eleve.nom not in text


def test_hours_stay_true_for_whoever_is_kept_away_from_an_earlier_case(salle):
    first, second = salle.row(salle.premiere), salle.row(salle.seconde)
    regler(salle.reunion, by=fresh(salle.pilote), minutes={first.pk: 20})
    Reunion.objects.filter(pk=salle.reunion.pk).update(heure=time(14))
    assert (first.rubrique, first.ordre) < (second.rubrique, second.ordre)
    away = coordinatrice(salle.pole)
    deports.deporter(salle.premiere, by=fresh(salle.pilote), personne=away, raison="Une parente.")
    salle.open()
    client = signed_in(fresh(away))

    for text in (
        screen(salle, client),
        words_of(client.get(reverse("cellules:fiche_seance", args=[salle.reunion.pk])).content),
    ):
        hours = text.replace("\u00a0", " ")
        assert "14 h 20 – 14 h 35" in hours
        assert "14 h 00 – " not in hours
        assert salle.premiere.reference not in text
