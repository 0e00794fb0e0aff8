"""The ways out of the triage: what each writes, who may give it, how they add up and end (domaine §3.1)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from pole.enums import Urgence
from pole.models import Envoi
from saisines.enums import Audience, Etat, Issue, SansAction
from saisines.fiche import Fiche
from saisines.issues import SORTIES, lettre_of
from saisines.models import Acces, Evenement, Orientation, Saisine
from saisines.pistes import PisteEcrite
from saisines.services import orientations, precisions, reponses, suites
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import PoleFactory, coordinatrice, enseignante, fresh, inspectrice, membre
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

LETTRE = "Nous en parlons avec vous."


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def orient(saisine, by, issue=Issue.CPC, **fields):
    words = {"lettre": LETTRE, "pour_le": in_days(7)} | fields
    return orientations.orienter(saisine, by=by, issue=issue, **words)


def mails(gabarit):
    return [row.destinataire for row in Envoi.objects.filter(gabarit=f"saisines/{gabarit}")]


def open_ways(saisine):
    return set(saisine.orientations.en_cours().values_list("issue", flat=True))


@pytest.fixture
def reunion(ecole):
    return ReunionFactory(
        pole=ecole.pole, date=in_days(20), date_limite=in_days(14), reponse_avant=in_days(27)
    )


@pytest.fixture
def rased(saisine, coordinateur):
    """The RASED was called upon at once: the row and the person."""
    person = membre(saisine.pole)
    row = orient(saisine, coordinateur, Issue.RASED, personne=person, mission="Appeler l’école.")
    return row, person


def test_way_out_tells_the_school_its_reason_and_its_date(saisine, coordinateur, directeur):
    row = orient(saisine, coordinateur, Issue.PARTENAIRE)

    saisine.refresh_from_db()
    assert (row.lettre, row.pour_le) == (LETTRE, in_days(7))
    assert mails("orientation") == [directeur]
    assert saisine.prochaine_date == in_days(7)
    assert (saisine.etat, saisine.responsable) == (Etat.PRISE_EN_CHARGE, coordinateur)
    assert Evenement.objects.get(nom="orienter").audience == Audience.ECOLE


def test_mail_of_a_way_out_carries_no_word_of_it(saisine, coordinateur):
    orient(saisine, coordinateur, Issue.RASED)

    stored = str(Envoi.objects.get(gabarit="saisines/orientation").contexte)
    assert "RASED" not in stored
    assert LETTRE not in stored


@pytest.mark.parametrize("issue", [issue for issue in SORTIES if issue != Issue.CELLULE])
def test_each_way_out_has_a_letter_ready_to_leave(issue, saisine, coordinateur):
    row = orient(saisine, coordinateur, issue, lettre=lettre_of(issue, saisine))

    assert open_ways(saisine) == {issue}
    assert "{" not in row.lettre
    assert len(row.lettre) > 60


def test_ways_out_add_up_on_one_case(saisine, coordinateur, reunion):
    """Domaine §3.1: a call by an adviser, the RASED at once and the meeting, for the same pupil."""
    orient(saisine, coordinateur, Issue.CPC)
    orient(saisine, coordinateur, Issue.RASED)
    orient(saisine, coordinateur, Issue.EQUIPE_EDUCATIVE)
    orientations.orienter(saisine, by=coordinateur, issue=Issue.CELLULE, lettre=LETTRE)

    assert open_ways(saisine) == {Issue.CPC, Issue.RASED, Issue.EQUIPE_EDUCATIVE, Issue.CELLULE}
    assert saisine.etat == Etat.INSCRITE


def test_same_way_out_twice_is_refused_until_it_is_over(saisine, coordinateur):
    first = orient(saisine, coordinateur)

    with pytest.raises(TransitionRefusedError, match="déjà donnée"):
        orient(saisine, coordinateur)
    orientations.finir(first, by=coordinateur)
    orient(saisine, coordinateur)

    assert saisine.orientations.count() == 2


def test_case_taken_up_again_announces_no_date_of_a_way_out_that_is_over(saisine, coordinateur):
    orient(saisine, coordinateur, Issue.PARTENAIRE)
    reponses.repondre(
        saisine, by=coordinateur, pistes=[PisteEcrite("Un temps à deux")], interlocuteur=coordinateur
    )

    event = apply_transition(saisine, "rouvrir", by=coordinateur, motif="À reprendre")

    saisine.refresh_from_db()
    assert saisine.prochaine_date is event.saisine.prochaine_date is None


def test_way_out_with_a_person_opens_the_case_to_that_person_only(saisine, coordinateur):
    person, other = membre(saisine.pole), membre(saisine.pole)

    row = orient(saisine, coordinateur, personne=person, mission="Appeler l’école.")

    assert row.sollicitation.personne == person
    assert list(Acces.objects.filter(content_object=saisine).values_list("user", flat=True)) == [person.pk]
    assert not Saisine.objects.visible_to(other).exists()


def test_double_click_with_a_person_asks_them_once(saisine, coordinateur):
    person = membre(saisine.pole)

    first = orient(saisine, coordinateur, personne=person, mission="Appeler.")
    second = orient(saisine, coordinateur, personne=person, mission="Appeler.")

    assert first == second
    assert saisine.sollicitations.count() == 1


def test_rased_starts_before_anybody_has_taken_the_case_and_closes_nothing(saisine, rased):
    row, person = rased

    assert row.sollicitation.personne == person
    assert saisine.etat == Etat.PRISE_EN_CHARGE
    assert suites.intervenir(saisine, by=person, type="appel", le=timezone.localdate()).par == person


@pytest.mark.parametrize("etat", [Etat.INSCRITE, Etat.ETUDIEE, Etat.REPONDUE, Etat.EN_SUIVI])
def test_rased_may_be_called_upon_whatever_the_meeting_does(etat, ecole, coordinateur):
    saisine = SaisineFactory(ecole=ecole, etat=etat)

    orient(saisine, coordinateur, Issue.RASED)

    assert saisine.etat == etat


def test_rased_gives_the_case_back_in_one_act(saisine, rased, coordinateur):
    row, person = rased

    orientations.rendre_au_pole(row, by=person)

    assert not row.is_en_cours
    assert row.sollicitation.terminee_le is not None
    assert mails("retour_rased") == [coordinateur]
    assert Evenement.objects.filter(nom="retour_rased", audience=Audience.ECOLE).count() == 1


def test_rased_gives_back_once(rased):
    row, person = rased
    orientations.rendre_au_pole(row, by=person)

    with pytest.raises(TransitionRefusedError):
        orientations.rendre_au_pole(Orientation.objects.get(pk=row.pk), by=person)

    assert Evenement.objects.filter(nom="retour_rased").count() == 1


def test_only_the_person_called_upon_gives_back(rased, coordinateur, saisine):
    row, _ = rased

    for stranger in (coordinateur, membre(saisine.pole)):
        with pytest.raises(PermissionDenied):
            orientations.rendre_au_pole(row, by=stranger)

    assert Orientation.objects.get(pk=row.pk).is_en_cours


@pytest.mark.parametrize("act", [suites.annuler, suites.terminer])
def test_way_out_ends_with_its_mission(act, rased, coordinateur):
    row, _ = rased

    act(row.sollicitation, by=coordinateur)

    row.refresh_from_db()
    assert not row.is_en_cours


def test_urgent_way_raises_the_priority_and_takes_the_case(saisine, coordinateur):
    orient(saisine, coordinateur, Issue.URGENCE)

    saisine.refresh_from_db()
    assert saisine.urgence == Urgence.HAUTE
    assert saisine.etat == Etat.PRISE_EN_CHARGE


def test_urgent_way_never_lowers_the_priority(ecole, coordinateur):
    saisine = SaisineFactory(ecole=ecole, urgence=Urgence.IMMEDIATE)

    orient(saisine, coordinateur, Issue.URGENCE)

    saisine.refresh_from_db()
    assert saisine.urgence == Urgence.IMMEDIATE


def test_enrolment_takes_the_meeting_that_the_case_awaits(saisine, coordinateur, directeur, reunion):
    orientations.inscrire(saisine, by=coordinateur, lettre=LETTRE)

    assert (saisine.reunion_visee, saisine.date_reunion) == (reunion.pk, reunion.date)
    assert saisine.prochaine_date == reunion.date
    assert mails("orientation") == [directeur]


def test_enrolment_without_any_published_meeting_says_what_to_do(saisine, coordinateur):
    with pytest.raises(TransitionRefusedError, match="publiez les dates"):
        orientations.inscrire(saisine, by=coordinateur, lettre=LETTRE)

    assert saisine.etat == Etat.TRANSMISE


def test_enrolment_twice_is_refused(saisine, coordinateur, reunion):
    orientations.inscrire(saisine, by=coordinateur, lettre=LETTRE)

    with pytest.raises(TransitionRefusedError):
        orientations.inscrire(saisine, by=coordinateur, lettre=LETTRE)

    assert saisine.orientations.count() == 1


def test_case_taken_off_the_agenda_goes_back_to_the_triage_with_a_reason(saisine, coordinateur, reunion):
    orientations.inscrire(saisine, by=coordinateur, lettre=LETTRE)

    orientations.desinscrire(saisine, by=coordinateur, motif="L’équipe éducative a suffi.")

    assert saisine.etat == Etat.PRISE_EN_CHARGE
    assert open_ways(saisine) == set()
    assert Evenement.objects.get(nom="desinscrire").texte == "L’équipe éducative a suffi."


def test_taking_off_the_agenda_without_a_reason_is_refused(saisine, coordinateur, reunion):
    orientations.inscrire(saisine, by=coordinateur, lettre=LETTRE)

    with pytest.raises(TransitionRefusedError):
        orientations.desinscrire(saisine, by=coordinateur, motif=" ")


def test_questions_are_a_way_out_that_ends_with_their_answers(saisine, coordinateur, directeur):
    demande = precisions.demander(saisine, by=coordinateur, questions=["Depuis quand ?"], pour_le=in_days(5))
    assert open_ways(saisine) == {Issue.COMPLEMENT}

    asked = demande.questions.get()
    precisions.repondre(demande, by=directeur, reponses={asked.pk: "Depuis la rentrée."})

    assert open_ways(saisine) == set()


def test_early_answer_is_a_way_out_and_the_others_go_on(saisine, coordinateur, rased):
    _, person = rased

    reponses.repondre(saisine, by=coordinateur, pistes=[PisteEcrite("Une visite")], interlocuteur=person)

    assert open_ways(saisine) == {Issue.RASED, Issue.REPONSE_DIRECTE}


def test_answer_after_a_meeting_is_not_a_way_out_of_the_triage(ecole, coordinateur):
    saisine = SaisineFactory(ecole=ecole, etat=Etat.ETUDIEE)

    reponses.repondre(
        saisine, by=coordinateur, pistes=[PisteEcrite("Une visite")], interlocuteur=coordinateur
    )

    assert open_ways(saisine) == set()


def test_letter_of_a_way_out_that_is_over_is_no_longer_read_by_the_school(saisine, coordinateur, directeur):
    row = orient(saisine, coordinateur, Issue.PARTENAIRE)

    def letter_for(person):
        case = Saisine.objects.get(pk=saisine.pk)
        return Fiche(case, fresh(person), case.relations_to(fresh(person))).orientations[0].lettre

    assert letter_for(directeur) == LETTRE
    orientations.finir(row, by=coordinateur)
    assert (letter_for(directeur), letter_for(coordinateur)) == ("", LETTRE)


def test_case_that_ends_ends_its_ways_out(saisine, coordinateur):
    orient(saisine, coordinateur, Issue.PARTENAIRE)

    reponses.sans_action(saisine, by=coordinateur, raison=SansAction.PAS, autre_piste="Appelez le PAS.")

    assert open_ways(saisine) == set()
    assert Orientation.objects.filter(saisine=saisine, issue=Issue.HORS_CHAMP).count() == 1


def test_case_withdrawn_by_the_school_ends_its_ways_out(saisine, coordinateur, directeur):
    orient(saisine, coordinateur, Issue.CPC)

    apply_transition(saisine, "retirer", by=directeur, motif="La situation s’est apaisée.")

    assert open_ways(saisine) == set()


@pytest.mark.parametrize("etat", [Etat.BROUILLON, Etat.CLOSE, Etat.SANS_ACTION, Etat.RETIREE])
def test_case_that_is_not_with_the_pole_takes_no_way_out(etat, ecole, directeur):
    saisine = SaisineFactory(ecole=ecole, etat=etat, auteur=directeur)

    with pytest.raises((TransitionRefusedError, PermissionDenied)):
        orient(saisine, coordinatrice(ecole.pole))

    assert not Orientation.objects.exists()


@pytest.mark.parametrize("words", [{"lettre": "  "}, {"pour_le": None}, {"pour_le": in_days(-1)}])
def test_way_out_without_a_letter_or_a_date_is_refused(words, saisine, coordinateur):
    with pytest.raises(TransitionRefusedError):
        orient(saisine, coordinateur, **words)

    assert not Orientation.objects.exists()
    assert not Envoi.objects.exists()


@pytest.mark.parametrize("issue", [Issue.COMPLEMENT, Issue.HORS_CHAMP, Issue.REPONSE_DIRECTE])
def test_way_out_that_has_its_own_act_is_not_given_by_a_letter(issue, saisine, coordinateur):
    with pytest.raises(TransitionRefusedError):
        orient(saisine, coordinateur, issue)


def test_only_those_who_pilot_this_pole_give_a_way_out(saisine, directeur, sollicite):
    others = (directeur, sollicite, enseignante(saisine.ecole), coordinatrice(PoleFactory()))

    for person in others:
        with pytest.raises(PermissionDenied):
            orient(saisine, person)

    assert orient(saisine, inspectrice(saisine.pole)).saisine == saisine


def test_confidential_request_takes_no_way_out(ecole):
    """Kind E: its author alone chooses who reads; nobody sends it anywhere."""
    saisine = SaisineFactory(ecole=ecole, nature="E", eleve=None)
    coordinateur = coordinatrice(ecole.pole)

    for act in (
        lambda: orient(saisine, coordinateur),
        lambda: orientations.inscrire(saisine, by=coordinateur, lettre=LETTRE),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert not Orientation.objects.exists()


def test_meeting_is_not_finished_by_hand(saisine, coordinateur, reunion, rased):
    row, _ = rased
    enrolled = orientations.inscrire(saisine, by=coordinateur, lettre=LETTRE)

    for one in (row, enrolled):
        with pytest.raises(TransitionRefusedError):
            orientations.finir(one, by=coordinateur)


def test_next_date_follows_whatever_instance_of_the_case_the_act_was_given():
    """An act on another instance has changed the stored date meanwhile."""
    saisine = SaisineFactory(etat=Etat.PRISE_EN_CHARGE)
    by, day = coordinatrice(saisine.pole), saisine.pole.today() + timedelta(days=9)
    held = Saisine.objects.get(pk=saisine.pk)
    given = {"by": by, "issue": Issue.EQUIPE_EDUCATIVE, "lettre": "Voici la suite.", "pour_le": day}
    first = orientations.orienter(held, **given)
    orientations.finir(Orientation.objects.get(pk=first.pk), by=by)

    orientations.orienter(held, **given)

    assert Saisine.objects.get(pk=saisine.pk).prochaine_date == day
