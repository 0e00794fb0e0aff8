"""The closing of a séance: one act, after which each case has its way and nobody outside has a mail."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cellules.models import Convie, EtatInscription, NoteDeSeance
from cellules.services import annee, seances
from cellules.services.acces_convocations import check_convocations
from cellules.services.annee import ReunionRefusee
from cellules.services.cloture import clore
from cellules.services.inscriptions import check_inscriptions
from cellules.services.ordre_du_jour import ajouter_situation
from cellules.services.seances import SeanceRefusee
from pole.models import Envoi
from saisines.enums import Etat, Origine
from saisines.models import AccesMotif, ProjetDeReponse
from saisines.pistes import PisteEcrite
from saisines.services import acces, deports
from saisines.services.projets import commencer, relire
from saisines.services.transferts import transferer
from saisines.services.workflow import apply_transition
from tests.cellules.scene import meeting
from tests.factories.pole import coordinatrice, fresh, inspectrice, membre, secretaire
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db


def close(salle, by=None):
    return clore(salle.reunion, by=fresh(by or salle.pilote))


def is_coherent():
    return check_inscriptions() + check_convocations() + acces.differences() == []


def test_studied_case_begins_its_answer_and_the_other_goes_to_the_next_meeting(salle):
    following = meeting(salle.pole, 30)
    salle.open()
    salle.study(salle.premiere)

    done = close(salle)

    assert (done.etudiees, done.reportees, done.vers) == (1, 1, following)
    projet = ProjetDeReponse.objects.get()
    assert projet.saisine == salle.premiere
    assert projet.comprehension == "Il lit seul quand on lui en laisse le temps."
    assert projet.pistes[0]["texte"] == "Un temps de lecture chaque matin"
    assert (projet.interlocuteur, projet.etudiee_le) == (salle.psy, salle.reunion.date)
    salle.premiere.refresh_from_db()
    salle.seconde.refresh_from_db()
    assert salle.premiere.etat == Etat.ETUDIEE
    assert (salle.seconde.etat, salle.seconde.date_reunion) == (Etat.INSCRITE, following.date)
    moved = salle.seconde.inscriptions.prevues().get()
    assert (moved.reunion, moved.reportee_de) == (following, salle.row(salle.seconde))
    assert not moved.convies.exists()
    assert is_coherent()


def test_answer_begun_before_the_meeting_keeps_its_words_and_receives_those_of_the_meeting(salle):
    lines = [PisteEcrite(f"Piste {rank}") for rank in range(1, 6)]
    begun = commencer(salle.premiere, by=fresh(salle.pilote), comprehension="Avant.", pistes=lines)
    relire(begun, by=fresh(salle.pilote), version=begun.version)
    salle.open()
    salle.study(salle.premiere)

    close(salle)

    projet = ProjetDeReponse.objects.get()
    assert projet.comprehension == (
        "Avant.\n\nEn réunion : Il lit seul quand on lui en laisse le temps.\n\n"
        "Autre piste : Un temps de lecture chaque matin"
    )
    assert [one["texte"] for one in projet.pistes] == [f"Piste {rank}" for rank in range(1, 6)]
    assert (projet.interlocuteur, projet.etudiee_le) == (salle.psy, salle.reunion.date)
    assert projet.relu_le is None


def test_closed_twice_is_closed_once(salle):
    meeting(salle.pole, 30)
    salle.open()
    salle.study(salle.premiere)
    close(salle)
    closed = salle.seance()

    again = close(salle, inspectrice(salle.pole))

    assert (again.etudiees, again.reportees) == (0, 0)
    assert (salle.seance().close_le, salle.seance().close_par) == (closed.close_le, salle.pilote)
    assert ProjetDeReponse.objects.count() == 1
    assert salle.seconde.inscriptions.count() == 2


def test_nothing_is_written_to_the_school_by_the_closing(salle):
    meeting(salle.pole, 30)
    salle.open()
    salle.study(salle.premiere)
    before = set(Envoi.objects.values_list("pk", flat=True))

    close(salle)

    sent = Envoi.objects.exclude(pk__in=before)
    assert not sent.filter(destinataire__in=(salle.direction, salle.direction_voisine)).exists()


def test_accesses_last_until_the_date_of_the_rule_and_close_for_what_is_carried_over(salle):
    meeting(salle.pole, 30)
    salle.open()
    salle.study(salle.premiere)

    close(salle)

    assert salle.reads(salle.psy) == {salle.premiere}
    live = AccesMotif.objects.live().get(origine=Origine.CONVOCATION)
    last_day = salle.reunion.date + timedelta(days=salle.pole.acces_jours)
    assert live.fin.astimezone(salle.pole.tz).date() == last_day + timedelta(days=1)


def test_presence_changes_no_more_once_closed(salle):
    salle.open()
    row = Convie.objects.get(inscription__saisine=salle.premiere)
    salle.study(salle.premiere, presences={row.pk: True})
    close(salle)

    with pytest.raises(SeanceRefusee, match="close"):
        salle.note(salle.premiere, version=1, presences={row.pk: False})

    row.refresh_from_db()
    assert row.presence is True


def test_without_another_meeting_cases_wait_for_the_next_published(salle):
    salle.open()
    done = close(salle)
    salle.premiere.refresh_from_db()
    assert done.vers is None
    assert (salle.premiere.reunion_visee, salle.premiere.etat) == (None, Etat.INSCRITE)
    assert is_coherent()

    proposed = meeting(salle.pole, 30, etat="proposee")
    annee.publier(salle.pole, proposed.annee, by=fresh(salle.pilote))

    assert {row.saisine for row in proposed.inscriptions.prevues()} == {salle.premiere, salle.seconde}
    assert is_coherent()


def test_closed_late_cases_go_to_a_meeting_to_come_and_not_to_a_past_one(salle):
    salle.on(salle.pole.today() - timedelta(days=40))
    past, coming = meeting(salle.pole, -10), meeting(salle.pole, 20)
    salle.open()

    assert close(salle).vers == coming
    assert not past.inscriptions.exists()


def test_meeting_already_closed_today_takes_no_other_case(salle):
    """Two meetings in one week, the second held and closed first."""
    salle.on(salle.pole.today() - timedelta(days=1))
    today, coming = meeting(salle.pole, 0), meeting(salle.pole, 20)
    seances.ouvrir(today, by=fresh(salle.pilote))
    clore(today, by=fresh(salle.pilote))
    salle.open()

    assert close(salle).vers == coming


@pytest.mark.parametrize("role", [secretaire, membre])
def test_only_those_who_conduct_the_meeting_close_it(salle, role):
    salle.open()

    with pytest.raises(PermissionDenied):
        close(salle, role(salle.pole))


def test_seance_that_is_not_open_is_not_closed(salle):
    with pytest.raises(SeanceRefusee, match="Ouvrez"):
        close(salle)


def test_meeting_moved_after_its_opening_closes_from_its_new_day(salle):
    salle.open()
    annee.deplacer(salle.reunion, salle.pole.today() + timedelta(days=7), by=fresh(salle.pilote))

    with pytest.raises(SeanceRefusee, match="pas encore eu lieu"):
        close(salle)

    assert {row.etat for row in salle.reunion.inscriptions.all()} == {EtatInscription.PREVUE}


def test_cancelled_meeting_is_not_closed_and_its_cases_have_already_gone(salle):
    following = meeting(salle.pole, 30)
    salle.open()
    annee.annuler(salle.reunion, by=fresh(salle.pilote))

    with pytest.raises(SeanceRefusee, match="annulée"):
        close(salle)

    assert following.inscriptions.prevues().count() == 2


def test_case_withdrawn_by_its_school_while_it_was_noted_has_no_answer_and_no_other_meeting(salle):
    meeting(salle.pole, 30)
    salle.open()
    salle.study(salle.premiere)
    apply_transition(salle.premiere, "retirer", by=fresh(salle.direction), motif="Tout va bien.")

    done = close(salle)

    assert (done.etudiees, done.reportees) == (0, 1)
    assert not ProjetDeReponse.objects.exists()
    assert salle.row(salle.premiere).etat == EtatInscription.RETIREE
    assert NoteDeSeance.objects.filter(inscription__saisine=salle.premiere).exists()


def test_pupil_who_changed_school_while_it_was_noted_goes_on_there_and_not_here(salle):
    meeting(salle.pole, 30)
    salle.open()
    salle.study(salle.premiere)
    today = salle.pole.today()
    transferer(salle.premiere, by=fresh(salle.pilote), ecole=salle.voisine, parents_informes_le=today)

    assert (close(salle).etudiees, salle.row(salle.premiere).etat) == (0, EtatInscription.RETIREE)
    assert not ProjetDeReponse.objects.exists()


def test_interlocuteur_who_left_between_is_not_put_in_the_answer(salle):
    salle.open()
    salle.study(salle.premiere)
    salle.psy.affectations.update(fin=timezone.now())

    close(salle)

    assert ProjetDeReponse.objects.get().interlocuteur is None


def test_case_hidden_from_who_closes_is_left_to_another_pilot(salle):
    following = meeting(salle.pole, 30)
    ien = inspectrice(salle.pole)
    deports.deporter(salle.premiere, by=fresh(ien), personne=salle.pilote, raison="Famille proche.")
    salle.open(ien)
    salle.study(salle.premiere, by=ien)

    mine = close(salle)
    assert (mine.etudiees, mine.reportees) == (0, 1)
    assert salle.row(salle.premiere).is_prevue
    assert salle.seance().close_par == salle.pilote
    theirs = close(salle, ien)

    assert (theirs.etudiees, theirs.reportees, theirs.vers) == (1, 0, None)
    assert ProjetDeReponse.objects.get().ecrit_par == ien
    assert {row.saisine for row in following.inscriptions.prevues()} == {salle.seconde}


def test_urgent_case_already_answered_keeps_the_person_in_charge(salle):
    other = coordinatrice(salle.pole)
    type(salle.premiere).objects.filter(pk=salle.premiere.pk).update(responsable=other)
    salle.open()
    salle.study(salle.premiere)

    close(salle)

    salle.premiere.refresh_from_db()
    assert salle.premiere.responsable == other


def test_closed_agenda_takes_no_late_case(salle):
    salle.open()
    close(salle)

    with pytest.raises(ReunionRefusee, match="close"):
        ajouter_situation(
            salle.reunion, SaisineFactory(ecole=salle.ecole), by=fresh(salle.pilote), lettre="L"
        )
