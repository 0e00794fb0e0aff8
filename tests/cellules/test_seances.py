"""A séance: who opens it, who takes the notes, what is kept of each case."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cellules.models import Convie, NoteDeSeance, Reunion, Seance, TypeReunion
from cellules.services import annee, seances
from cellules.services.seances import NotePerimee, PlumePrise, SeanceRefusee
from saisines.enums import Etat
from saisines.services import deports
from saisines.services.workflow import apply_transition
from tests.cellules.scene import meeting
from tests.factories.pole import PoleFactory, coordinatrice, fresh, inspectrice, membre, secretaire

pytestmark = pytest.mark.django_db


def test_seance_opens_from_its_day_for_those_who_conduct_it(salle):
    first = salle.open()
    second = salle.open(inspectrice(salle.pole))

    assert first == second
    assert (first.ouverte_par, first.preneur) == (salle.pilote, salle.pilote)


@pytest.mark.parametrize("role", [secretaire, membre, lambda pole: coordinatrice(PoleFactory())])
def test_seance_is_not_opened_by_others(salle, role):
    with pytest.raises(PermissionDenied):
        salle.open(role(salle.pole))


def test_seance_does_not_open_before_its_day_and_opens_after_it(salle):
    salle.on(salle.pole.today() + timedelta(days=1))
    with pytest.raises(SeanceRefusee, match="le jour de la réunion"):
        salle.open()

    salle.on(salle.pole.today() - timedelta(days=3))
    assert salle.open().reunion == salle.reunion


@pytest.mark.parametrize(("fuseau", "opens"), [("Indian/Reunion", True), ("Europe/Paris", False)])
def test_day_of_the_meeting_is_that_of_the_pole(salle, fuseau, opens):
    """At 22 h in Paris on 15 December it is already the 16th in La Réunion."""
    type(salle.pole).objects.filter(pk=salle.pole.pk).update(fuseau=fuseau)
    with time_machine.travel("2029-12-15T21:00:00Z"):
        Reunion.objects.filter(pk=salle.reunion.pk).update(date="2029-12-16")
        if opens:
            assert salle.open()
        else:
            with pytest.raises(SeanceRefusee):
                salle.open()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"etat": "annulee"}, "annulée"),
        ({"etat": "proposee"}, "Publiez"),
        ({"type": TypeReunion.PLENIERE}, "plénière"),
    ],
)
def test_meeting_without_cases_to_study_has_no_seance(salle, fields, said):
    Reunion.objects.filter(pk=salle.reunion.pk).update(**fields)

    with pytest.raises(SeanceRefusee, match=said):
        salle.open()


def test_note_is_kept_as_it_was_typed(salle):
    salle.open()
    presence = Convie.objects.get(inscription__saisine=salle.premiere)

    salle.study(salle.premiere, presences={presence.pk: True})

    note = salle.stored(salle.premiere)
    assert note.comprehension == "Il lit seul quand on lui en laisse le temps."
    assert note.pistes == [
        {"texte": "Un temps de lecture chaque matin", "qui": "l’enseignante", "porteur": None}
    ]
    assert (note.interlocuteur, note.version, note.ecrite_par) == (salle.psy, 1, salle.pilote)
    assert note.etudiee_le is not None
    assert note.ouverte_le is not None
    presence.refresh_from_db()
    assert presence.presence is True


@pytest.mark.parametrize("far", [date(2199, 1, 1), date.max])
def test_date_too_far_ahead_is_not_kept_and_the_other_words_are(salle, far):
    salle.open()
    agreed = salle.pole.today() + timedelta(days=42)
    salle.note(salle.premiere, comprehension="Un mot.", point_le=agreed)

    salle.note(salle.premiere, version=1, comprehension="Un autre mot.", point_le=far)

    note = salle.stored(salle.premiere)
    assert (note.comprehension, note.point_le) == ("Un autre mot.", agreed)


def test_same_words_sent_again_change_nothing(salle):
    salle.open()
    salle.note(salle.premiere, comprehension="Un mot.")

    assert salle.note(salle.premiere, version=0, comprehension="Un mot.").version == 1


def test_stale_note_is_refused_and_both_texts_are_there(salle):
    salle.open()
    salle.note(salle.premiere, comprehension="Le premier texte.")

    with pytest.raises(NotePerimee) as stale:
        salle.note(salle.premiere, version=0, comprehension="Le second texte.")

    assert stale.value.note.comprehension == "Le premier texte."
    assert salle.stored(salle.premiere).comprehension == "Le premier texte."


def test_second_note_taker_is_told_who_writes_and_may_take_over(salle):
    salle.open()
    ien = inspectrice(salle.pole)
    with pytest.raises(PlumePrise) as taken:
        salle.note(salle.premiere, by=ien, comprehension="De l’IEN.")
    assert taken.value.preneur == salle.pilote

    seances.prendre_la_plume(salle.reunion, by=ien, de=salle.pilote.pk)
    salle.note(salle.premiere, by=ien, comprehension="De l’IEN.")

    with pytest.raises(PlumePrise) as told:
        salle.note(salle.premiere, comprehension="De la coordination.")
    assert told.value.preneur == ien
    assert salle.stored(salle.premiere).comprehension == "De l’IEN."


def test_place_is_not_taken_from_somebody_whom_one_did_not_name(salle):
    """Two people take over at once: the second asked for the place of whoever wrote before the first."""
    salle.open()
    first, second = inspectrice(salle.pole), coordinatrice(salle.pole)
    seances.prendre_la_plume(salle.reunion, by=first, de=salle.pilote.pk)

    with pytest.raises(PlumePrise) as taken:
        seances.prendre_la_plume(salle.reunion, by=second, de=salle.pilote.pk)

    assert taken.value.preneur == first


def test_place_is_free_after_some_minutes_without_a_sign(salle):
    salle.open()
    ien = inspectrice(salle.pole)
    Seance.objects.update(preneur_vu_le=timezone.now() - timedelta(minutes=4))
    with pytest.raises(PlumePrise):
        salle.note(salle.premiere, by=ien, comprehension="De l’IEN.")

    Seance.objects.update(preneur_vu_le=timezone.now() - timedelta(minutes=6))
    salle.note(salle.premiere, by=ien, comprehension="De l’IEN.")

    assert salle.seance().preneur == ien


def test_sign_of_life_keeps_the_place_and_is_given_by_its_holder_only(salle):
    salle.open()
    before = timezone.now() - timedelta(minutes=4)
    Seance.objects.update(preneur_vu_le=before)

    seances.donner_signe(salle.reunion, by=inspectrice(salle.pole))
    assert salle.seance().preneur_vu_le == before
    seances.donner_signe(salle.reunion, by=fresh(salle.pilote))
    assert salle.seance().preneur_vu_le > before


def test_case_from_which_one_is_kept_away_is_noted_by_another(salle):
    ien = inspectrice(salle.pole)
    deports.deporter(salle.premiere, by=fresh(ien), personne=salle.pilote, raison="Famille proche.")
    salle.open()

    with pytest.raises(PermissionDenied):
        salle.note(salle.premiere, comprehension="Un mot.")
    seances.prendre_la_plume(salle.reunion, by=fresh(ien), de=salle.pilote.pk)
    salle.note(salle.premiere, by=ien, comprehension="De l’IEN.")

    assert not NoteDeSeance.objects.visible_to(fresh(salle.pilote)).exists()
    assert NoteDeSeance.objects.visible_to(fresh(ien)).count() == 1


def test_only_people_of_the_pole_who_may_read_the_case_are_named(salle):
    stranger, away = membre(PoleFactory()), membre(salle.pole)
    deports.deporter(salle.premiere, by=fresh(salle.pilote), personne=away, raison="Famille proche.")
    salle.open()

    for one in (stranger, away):
        salle.note(
            salle.premiere,
            version=salle.stored(salle.premiere).version if NoteDeSeance.objects.exists() else 0,
            comprehension=f"Avec {one.pk}",
            interlocuteur=one.pk,
            pistes=[{"texte": "Lire", "qui": "quelqu’un", "porteur": str(one.pk)}],
        )
        note = salle.stored(salle.premiere)
        assert note.interlocuteur is None
        assert note.pistes[0]["porteur"] is None


def test_interlocuteur_who_left_since_stays_until_another_is_chosen(salle):
    salle.open()
    salle.note(salle.premiere, interlocuteur=salle.psy.pk)
    salle.psy.affectations.update(fin=timezone.now())

    salle.note(salle.premiere, version=1, interlocuteur=salle.psy.pk, comprehension="Un mot de plus.")
    assert salle.stored(salle.premiere).interlocuteur == salle.psy
    salle.note(salle.premiere, version=2, comprehension="Un mot de plus.")
    assert salle.stored(salle.premiere).interlocuteur is None


def test_presence_has_three_states_and_is_of_the_case_only(salle):
    salle.open()
    here = Convie.objects.get(inscription__saisine=salle.premiere)
    elsewhere = Convie.objects.get(inscription__saisine=salle.seconde)

    for said in (True, False, None):
        salle.note(salle.premiere, presences={here.pk: said, elsewhere.pk: True})
        here.refresh_from_db()
        assert here.presence is said

    elsewhere.refresh_from_db()
    assert elsewhere.presence is None


def test_cases_without_discussion_are_recorded_in_one_act(salle):
    salle.open()
    salle.reunion.inscriptions.filter(saisine=salle.seconde).update(sans_debat=True)

    assert seances.noter_sans_debat(salle.reunion, by=fresh(salle.pilote)) == 1
    assert seances.noter_sans_debat(salle.reunion, by=fresh(salle.pilote)) == 0

    assert salle.stored(salle.seconde).etudiee_le is not None
    assert not NoteDeSeance.objects.filter(inscription__saisine=salle.premiere).exists()


def test_time_of_a_case_begins_once(salle):
    salle.open()
    first = seances.commencer(salle.row(salle.premiere), by=fresh(salle.pilote))

    assert seances.commencer(salle.row(salle.premiere), by=fresh(salle.pilote)) == first


def test_case_withdrawn_by_its_school_during_the_seance_is_noted_no_more(salle):
    salle.open()
    salle.note(salle.premiere, comprehension="Un début.")
    apply_transition(salle.premiere, "retirer", by=fresh(salle.direction), motif="Tout va bien.")

    with pytest.raises(SeanceRefusee, match="quitter l’ordre du jour"):
        salle.note(salle.premiere, version=1, comprehension="Un début, puis la suite.")

    assert salle.stored(salle.premiere).comprehension == "Un début."


def test_meeting_cancelled_after_its_opening_keeps_the_notes(salle):
    salle.open()
    salle.note(salle.premiere, comprehension="Un début.")
    following = meeting(salle.pole, 30)
    annee.annuler(salle.reunion, by=fresh(salle.pilote))

    with pytest.raises(SeanceRefusee, match="reportée"):
        salle.note(salle.premiere, version=1, comprehension="La suite.")

    assert salle.stored(salle.premiere).comprehension == "Un début."
    assert salle.premiere.inscriptions.prevues().get().reunion == following


def test_meeting_moved_after_its_opening_goes_on_being_noted(salle):
    salle.open()
    annee.deplacer(salle.reunion, salle.pole.today() + timedelta(days=7), by=fresh(salle.pilote))

    salle.note(salle.premiere, comprehension="Noté quand même.")

    assert salle.stored(salle.premiere).comprehension == "Noté quand même."
    salle.premiere.refresh_from_db()
    assert salle.premiere.etat == Etat.INSCRITE


def test_nothing_is_noted_before_the_seance_is_open(salle):
    with pytest.raises(SeanceRefusee, match="Ouvrez"):
        salle.note(salle.premiere, comprehension="Trop tôt.")
