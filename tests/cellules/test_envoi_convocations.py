"""The sending: one mail per person, the cases open, and only once."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cellules.models import Convie, Convocation, EtatConvocation
from cellules.services import convocations, envoi_convocations
from cellules.services.acces_convocations import check_convocations
from cellules.services.convocations import ConvocationRefusee
from pole.dates import end_of
from pole.models import Affectation, Personne
from pole.services.envois import send_pending
from saisines.enums import Origine, Relation
from saisines.models import AccesMotif
from saisines.services import acces, deports, partages
from saisines.services.workflow import apply_transition
from tests.cellules.scene import enrolled
from tests.factories.pole import fresh, partenaire, secretaire


@pytest.fixture(autouse=True)
def coherent(scene):
    """After each test, whoever is convened reads, and nobody else does."""
    yield
    assert check_convocations() == []
    assert acces.differences() == []


def test_sending_opens_to_each_person_their_cases_and_no_other(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.convene(scene.medecin, scene.premiere, scene.seconde)
    assert scene.reads(scene.psy) == scene.reads(scene.medecin) == set()

    assert scene.send().lettres == 2

    assert scene.reads(scene.psy) == {scene.premiere}
    assert scene.reads(scene.medecin) == {scene.premiere, scene.seconde}


def test_access_lasts_until_some_days_after_the_meeting(scene):
    row = scene.convene(scene.psy, scene.premiere)
    scene.send()

    motif = AccesMotif.objects.get(origine=Origine.CONVOCATION, origine_id=row.pk)
    last = scene.reunion.date + timedelta(days=scene.pole.acces_jours)
    assert motif.fin == end_of(last, scene.pole.tz)
    with time_machine.travel(motif.fin - timedelta(seconds=1), tick=False):
        assert scene.reads(scene.psy) == {scene.premiere}
    with time_machine.travel(motif.fin, tick=False):
        assert scene.reads(scene.psy) == set()


def test_one_mail_per_person_says_neither_the_cases_nor_how_many(scene):
    scene.convene(scene.medecin, scene.premiere, scene.seconde)
    scene.reunion.lieu = "Salle des Tilleuls"
    scene.reunion.save()
    scene.send()
    send_pending()

    (letter,) = [one for one in mail.outbox if one.to == [scene.medecin.email]]
    assert scene.mails(scene.medecin) == ["convocation"]
    assert "Salle des Tilleuls" in letter.body
    for case in (scene.premiere, scene.seconde):
        assert case.reference not in letter.body + letter.subject
        assert case.eleve.nom not in letter.body
        assert case.ecole.nom not in letter.body


def test_school_is_invited_and_gets_no_named_access(scene):
    scene.convene(scene.direction, scene.premiere)
    scene.send()

    assert scene.mails(scene.direction) == ["invitation"]
    assert not AccesMotif.objects.filter(personne=scene.direction).exists()


def test_sending_twice_sends_once(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.send()

    assert scene.send().lettres == 0

    assert scene.mails(scene.psy) == ["convocation"]
    assert scene.letter(scene.psy).sequence == 0


def test_case_added_after_the_sending_gives_one_mail_more_and_a_new_version(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    send_pending()
    scene.convene(scene.psy, scene.seconde)
    assert scene.reads(scene.psy) == {scene.premiere}

    scene.send()

    assert scene.mails(scene.psy) == ["convocation", "convocation"]
    assert scene.letter(scene.psy).sequence == 1
    assert scene.reads(scene.psy) == {scene.premiere, scene.seconde}


def test_history_of_the_case_says_that_people_were_convened_and_names_nobody(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.convene(scene.medecin, scene.premiere)
    scene.send()

    event = scene.premiere.evenements.get(nom="convoquer")
    assert (event.auteur, event.personne, event.texte) == (scene.pilote, None, "")
    assert not scene.seconde.evenements.filter(nom="convoquer").exists()


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (lambda scene: Personne.objects.filter(pk=scene.psy.pk).update(is_active=False), "compte"),
        (lambda scene: Personne.objects.filter(pk=scene.psy.pk).update(email=""), "adresse"),
        (
            lambda scene: Affectation.objects.filter(personne=scene.psy).update(fin=timezone.now()),
            "dans le pôle",
        ),
    ],
    ids=["closed account", "no address", "left the pole"],
)
def test_person_who_cannot_be_written_to_is_told_to_the_coordinator_and_stays_prepared(scene, trouble, said):
    row = scene.convene(scene.psy, scene.premiere)
    scene.convene(scene.medecin, scene.premiere)
    trouble(scene)

    result = scene.send()

    assert result.lettres == 1
    [(person, reason)] = result.retenues
    assert person == scene.psy
    assert said in reason
    row.refresh_from_db()
    assert row.etat == EtatConvocation.PREPAREE
    assert scene.mails(scene.psy) == []


def test_director_who_left_between_the_preparation_and_the_sending_is_told_to_the_coordinator(scene):
    scene.convene(scene.direction, scene.premiere)
    Affectation.objects.filter(personne=scene.direction).update(fin=timezone.now())

    [(person, reason)] = scene.send().retenues

    assert person == scene.direction
    assert "dans l’école" in reason


def test_partner_waits_for_the_note_de_partage(scene):
    invited = partenaire(scene.pole)
    scene.convene(invited, scene.premiere, scene.seconde)

    result = scene.send()

    assert result.lettres == 0
    assert result.retenues == [(invited, partages.SANS_NOTE)]
    assert scene.reads(invited) == set()


def test_partner_is_invited_for_the_cases_whose_note_was_reread_and_no_other(scene):
    invited = partenaire(scene.pole)
    scene.convene(invited, scene.premiere, scene.seconde)
    for case, relue in ((scene.premiere, True), (scene.seconde, False)):
        partages.ecrire(case, by=fresh(scene.pilote), texte="Ce qui aide.", version=0, relue=relue)

    result = scene.send()

    assert (result.lettres, result.retenues) == (1, [(invited, partages.A_RELIRE)])
    assert scene.mails(invited) == ["invitation"]
    assert scene.reads(invited) == {scene.premiere}
    assert scene.premiere.relations_to(fresh(invited)) == {Relation.PARTENAIRE}


def test_person_kept_away_from_a_case_is_neither_proposed_convened_nor_written_to(scene):
    scene.usual(scene.psy, scene.medecin)
    scene.convene(scene.medecin, scene.premiere)
    for person in (scene.psy, scene.medecin):
        deports.deporter(scene.premiere, by=fresh(scene.pilote), personne=person, raison="Une parente.")

    convocations.proposer(scene.reunion, by=fresh(scene.pilote))
    with pytest.raises(ConvocationRefusee, match="écart"):
        scene.convene(fresh(scene.psy), scene.premiere)
    result = scene.send()

    assert (scene.psy, scene.premiere) not in scene.convened()
    assert result.retenues == [(scene.medecin, partages.A_L_ECART)]
    assert scene.reads(scene.psy) == scene.reads(scene.medecin) == {scene.seconde}


def test_person_kept_away_after_the_sending_reads_the_case_no_more(scene):
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.send()

    deports.deporter(scene.premiere, by=fresh(scene.pilote), personne=scene.psy, raison="Une parente.")

    assert scene.reads(scene.psy) == {scene.seconde}


def test_withdrawn_after_the_sending_closes_at_the_next_request(scene):
    row = scene.convene(scene.psy, scene.seconde, scene.premiere)
    scene.send()

    convocations.retirer(row, by=fresh(scene.pilote))

    assert scene.reads(scene.psy) == {scene.seconde}
    assert scene.mails(scene.psy) == ["convocation"]


def test_whoever_has_no_case_left_is_told_not_to_come_once(scene):
    row = scene.convene(scene.psy, scene.premiere)
    scene.send()
    send_pending()

    for _ in range(2):
        convocations.retirer(row, by=fresh(scene.pilote))

    assert scene.mails(scene.psy) == ["convocation", "plus_attendu"]
    assert scene.letter(scene.psy).etat == EtatConvocation.RETIREE


def test_withdrawn_before_the_mail_has_left_gets_no_mail_at_all(scene):
    row = scene.convene(scene.psy, scene.premiere)
    scene.send()

    convocations.retirer(row, by=fresh(scene.pilote))
    send_pending()

    assert scene.psy.email not in [one.to[0] for one in mail.outbox]


def test_convened_again_after_a_withdrawal_reads_again_from_the_new_sending(scene):
    row = scene.convene(scene.psy, scene.premiere)
    scene.send()
    convocations.retirer(row, by=fresh(scene.pilote))
    scene.convene(scene.psy, scene.premiere)
    assert scene.reads(scene.psy) == set()

    scene.send()

    assert scene.reads(scene.psy) == {scene.premiere}
    # The withdrawal is a version too: calendars were told of it.
    assert scene.letter(scene.psy).sequence == 2


def test_role_that_ends_between_the_convocation_and_the_meeting_closes_the_case(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    Affectation.objects.filter(personne=scene.psy).update(fin=timezone.now())

    assert scene.reads(scene.psy) == set()
    assert not Convocation.objects.visible_to(fresh(scene.psy)).exists()
    send_pending()
    assert scene.psy.email not in [one.to[0] for one in mail.outbox]


def test_letter_is_read_by_its_person_once_sent_and_by_the_office(scene):
    scene.convene(scene.psy, scene.premiere)
    assert not Convocation.objects.visible_to(fresh(scene.psy)).exists()
    scene.send()

    assert Convocation.objects.visible_to(fresh(scene.psy)).count() == 1
    assert Convocation.objects.visible_to(secretaire(scene.pole)).count() == 1
    assert not Convocation.objects.visible_to(fresh(scene.medecin)).exists()


def test_only_those_who_conduct_the_meeting_send(scene):
    scene.convene(scene.psy, scene.premiere)

    with pytest.raises(PermissionDenied):
        envoi_convocations.envoyer(scene.reunion, by=secretaire(scene.pole))

    assert scene.reads(scene.psy) == set()


@pytest.mark.parametrize("move", ["desinscrire", "retirer"])
def test_case_that_leaves_the_agenda_closes_and_whoever_came_for_it_alone_is_told(scene, move):
    scene.convene(scene.psy, scene.premiere)
    scene.convene(scene.medecin, scene.premiere, scene.seconde)
    scene.send()
    send_pending()

    by = scene.pilote if move == "desinscrire" else scene.direction
    apply_transition(scene.premiere, move, by=fresh(by), motif="L’école a trouvé.")

    assert scene.reads(scene.psy) == set()
    assert scene.reads(scene.medecin) == {scene.seconde}
    assert scene.mails(scene.psy) == ["convocation", "plus_attendu"]
    assert scene.mails(scene.medecin) == ["convocation"]


def test_studied_case_stays_open_until_it_is_closed(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.send()

    apply_transition(scene.premiere, "etudier", by=fresh(scene.pilote))
    assert scene.reads(scene.psy) == {scene.premiere}
    apply_transition(scene.premiere, "clore", by=fresh(scene.pilote), motif="L’école avance seule.")
    assert scene.reads(scene.psy) == set()
    apply_transition(scene.premiere, "rouvrir", by=fresh(scene.pilote), motif="Elle revient.")
    assert scene.reads(scene.psy) == {scene.premiere}


def test_case_added_after_an_excuse_does_not_open(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    Convocation.objects.update(reponse="excuse")
    AccesMotif.objects.all().delete()
    acces.recompute(scene.premiere.pk, scene.psy.pk)
    scene.convene(scene.psy, enrolled(scene.ecole, scene.pilote))

    scene.send()

    assert scene.reads(scene.psy) == set()


def test_verifier_finds_an_access_without_convocation_and_a_convocation_without_access(scene):
    scene.convene(scene.psy, scene.premiere)
    stray = scene.convene(scene.medecin, scene.premiere)
    scene.send()
    AccesMotif.objects.filter(personne=scene.psy).delete()
    Convie.objects.filter(pk=stray.pk).update(etat=EtatConvocation.RETIREE)

    assert check_convocations() == [
        "personne convoquée qui ne voit pas sa situation : 1",
        "accès ouvert par une convocation qui n’a plus cours : 1",
    ]
    AccesMotif.objects.all().delete()
    Convie.objects.all().delete()
    for person in (scene.psy, scene.medecin):
        acces.recompute(scene.premiere.pk, person.pk)
