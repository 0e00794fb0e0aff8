"""From the school to the pole and back: effect, history, mails, and nothing changed on a refusal."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from pole.calendrier import annee_scolaire
from pole.models import Envoi
from saisines.enums import Audience, Etat, SansAction, TypeIntervention
from saisines.models import Saisine
from saisines.pistes import PisteEcrite
from saisines.services import dossier, precisions, reponses, suites
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.factories.pole import EcoleFactory, coordinatrice, directrice, enseignante, fresh, membre
from tests.factories.saisines import EleveFactory, SaisineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ecole():
    return EcoleFactory()


@pytest.fixture
def draft(ecole):
    return SaisineFactory(
        ecole=ecole, etat=Etat.BROUILLON, auteur=directrice(ecole), eleve=EleveFactory(ecole=ecole)
    )


@pytest.fixture
def sent(ecole):
    return SaisineFactory(ecole=ecole, auteur=directrice(ecole))


def mails(gabarit):
    return list(Envoi.objects.filter(gabarit=f"saisines/{gabarit}"))


def test_create_draft_twice_with_one_token_makes_one(ecole):
    directeur = directrice(ecole)
    jeton = uuid4()

    first, created = dossier.create_draft(by=directeur, pole=ecole.pole, ecole=ecole, jeton=jeton)
    second, again = dossier.create_draft(by=directeur, pole=ecole.pole, ecole=ecole, jeton=jeton)

    assert (first, created, again) == (second, True, False)
    assert Saisine.objects.count() == 1


def test_create_draft_for_another_school_is_refused(ecole):
    stranger = directrice(EcoleFactory(pole=ecole.pole))

    with pytest.raises(PermissionDenied):
        dossier.create_draft(by=stranger, pole=ecole.pole, ecole=ecole, jeton=uuid4())


def test_create_draft_with_the_token_of_somebody_else_is_refused(ecole):
    jeton = uuid4()
    dossier.create_draft(by=directrice(ecole), pole=ecole.pole, ecole=ecole, jeton=jeton)

    with pytest.raises(PermissionDenied):
        dossier.create_draft(by=enseignante(ecole), pole=ecole.pole, ecole=ecole, jeton=jeton)


def test_transmettre_gives_a_reference_and_writes_the_receipt(draft):
    coordinatrice(draft.pole)

    dossier.transmettre(draft, by=draft.auteur)

    assert draft.etat == Etat.TRANSMISE
    annee = annee_scolaire(draft.pole.today())
    assert draft.reference.startswith(f"{annee % 100}{(annee + 1) % 100}-{draft.pole.code}-")
    assert draft.transmise_par == draft.auteur
    assert [envoi.destinataire for envoi in mails("accuse")] == [draft.auteur]
    assert len(mails("a_lire")) == 1


def test_transmettre_twice_sends_once(draft):
    dossier.transmettre(draft, by=draft.auteur)
    reference = draft.reference

    dossier.transmettre(draft, by=draft.auteur)

    assert draft.reference == reference
    assert draft.evenements.filter(nom="transmettre").count() == 1


def test_transmettre_without_pupil_is_refused_and_changes_nothing(draft):
    draft.eleve = None
    draft.save()

    with pytest.raises(TransitionRefusedError, match="quel élève"):
        dossier.transmettre(draft, by=draft.auteur)

    draft.refresh_from_db()
    assert (draft.etat, draft.reference) == (Etat.BROUILLON, None)
    assert not Envoi.objects.exists()


def test_transition_by_a_member_who_is_not_called_upon_is_refused(sent):
    with pytest.raises(PermissionDenied):
        apply_transition(sent, "prendre_en_charge", by=membre(sent.pole))

    sent.refresh_from_db()
    assert sent.etat == Etat.TRANSMISE


def test_prendre_en_charge_tells_the_school(sent):
    apply_transition(sent, "prendre_en_charge", by=coordinatrice(sent.pole))

    assert sent.etat == Etat.PRISE_EN_CHARGE
    assert [envoi.destinataire for envoi in mails("prise_en_charge")] == [sent.auteur]


def test_retirer_asks_for_a_reason(sent):
    with pytest.raises(TransitionRefusedError, match="Dites pourquoi"):
        apply_transition(sent, "retirer", by=sent.auteur)


def test_precision_goes_to_the_school_and_comes_back(sent):
    coordination = coordinatrice(sent.pole)
    demande = precisions.demander(
        sent,
        by=coordination,
        questions=["Depuis quand ?", " "],
        pour_le=sent.pole.today() + timedelta(days=3),
    )
    assert sent.etat == Etat.COMPLEMENT_DEMANDE
    assert sent.responsable == coordination
    assert sent.prochaine_date == demande.pour_le

    question = demande.questions.get()
    with pytest.raises(TransitionRefusedError, match="chaque question"):
        precisions.repondre(demande, by=sent.auteur, reponses={})
    precisions.repondre(demande, by=sent.auteur, reponses={question.pk: "Depuis octobre"})

    sent.refresh_from_db()
    question.refresh_from_db()
    assert sent.etat == Etat.PRISE_EN_CHARGE
    assert question.reponse == "Depuis octobre"
    assert [envoi.destinataire for envoi in mails("precisee")] == [coordination]


def ask(saisine, coordination, days=3):
    pour_le = saisine.pole.today() + timedelta(days=days)
    return precisions.demander(saisine, by=coordination, questions=["Quand ?"], pour_le=pour_le)


def test_precision_is_asked_again_after_the_case_left_without_answering_it(sent):
    coordination = coordinatrice(sent.pole)
    ask(sent, coordination)
    apply_transition(sent, "retirer", by=sent.auteur, motif="Un doute.")
    apply_transition(sent, "rouvrir", by=coordination, motif="La situation revient.")

    demande = ask(sent, coordination, days=9)

    assert sent.etat == Etat.COMPLEMENT_DEMANDE
    assert list(sent.demandes.all()) == [demande]
    assert sent.prochaine_date == demande.pour_le


def test_next_date_follows_the_last_answer_and_no_question_left_behind(sent):
    coordination, today = coordinatrice(sent.pole), sent.pole.today()
    ask(sent, coordination)

    found = []
    for days in (10, 40):
        reponses.repondre(
            sent,
            by=coordination,
            pistes=[PisteEcrite("Un coin calme")],
            interlocuteur=coordination,
            point_le=today + timedelta(days=days),
        )
        found.append((sent.prochaine_date - today).days)
        apply_transition(sent, "rouvrir", by=coordination, motif="À revoir.")

    assert found == [10, 40]
    assert sent.prochaine_date is None


def test_solliciter_opens_the_case_to_that_person_only(sent):
    psychologue, other = membre(sent.pole), membre(sent.pole)

    suites.solliciter(
        sent,
        by=coordinatrice(sent.pole),
        personne=psychologue,
        mission="Observer en classe",
        echeance=sent.pole.today() + timedelta(days=7),
    )

    assert sent.etat == Etat.PRISE_EN_CHARGE
    assert Saisine.objects.visible_to(fresh(psychologue)).contains(sent)
    assert not Saisine.objects.visible_to(fresh(other)).contains(sent)
    assert [envoi.destinataire for envoi in mails("sollicitation")] == [psychologue]


def test_annuler_closes_the_case_at_once_and_terminer_later(sent):
    coordination = coordinatrice(sent.pole)
    people = [membre(sent.pole), membre(sent.pole)]
    first, second = (
        suites.solliciter(
            sent,
            by=coordination,
            personne=p,
            mission="Appeler",
            echeance=sent.pole.today() + timedelta(days=7),
        )
        for p in people
    )

    suites.annuler(first, by=coordination)
    suites.terminer(second, by=fresh(people[1]), compte_rendu="Appel fait")

    assert not Saisine.objects.visible_to(fresh(people[0])).contains(sent)
    assert Saisine.objects.visible_to(fresh(people[1])).contains(sent)
    second.refresh_from_db()
    assert second.compte_rendu == "Appel fait"
    assert second.acquittee_le == second.terminee_le


def test_acquitter_by_somebody_else_is_refused(sent):
    sollicitation = suites.solliciter(
        sent,
        by=coordinatrice(sent.pole),
        personne=membre(sent.pole),
        mission="Appeler",
        echeance=sent.pole.today(),
    )

    with pytest.raises(PermissionDenied):
        suites.acquitter(sollicitation, by=sent.auteur)


def test_intervenir_is_for_those_who_work_on_the_case(sent):
    psychologue = membre(sent.pole)

    with pytest.raises(PermissionDenied):
        suites.intervenir(sent, by=psychologue, type=TypeIntervention.APPEL, le=sent.pole.today())

    suites.intervenir(
        sent,
        by=coordinatrice(sent.pole),
        type=TypeIntervention.APPEL,
        le=sent.pole.today(),
        texte="Échange avec la directrice",
        audience=Audience.POLE,
    )
    assert sent.evenements.get(nom="intervenir").audience == Audience.POLE


def test_repondre_keeps_to_five_pistes_and_opens_to_the_interlocuteur(sent):
    psychologue, coordination = membre(sent.pole), coordinatrice(sent.pole)
    pistes = [PisteEcrite(f"Piste {n}", "l’équipe") for n in range(6)]
    with pytest.raises(TransitionRefusedError, match="5 pistes"):
        reponses.repondre(sent, by=coordination, pistes=pistes, interlocuteur=psychologue)

    reponse = reponses.repondre(
        sent,
        by=coordination,
        pistes=pistes[:2],
        interlocuteur=psychologue,
        point_le=sent.pole.today() + timedelta(weeks=6),
    )

    assert sent.etat == Etat.REPONDUE
    assert sent.prochaine_date == reponse.point_le
    assert [piste.texte for piste in reponse.pistes.all()] == ["Piste 0", "Piste 1"]
    assert Saisine.objects.visible_to(fresh(psychologue)).contains(sent)


def test_sans_action_needs_another_lead(sent):
    coordination = coordinatrice(sent.pole)

    with pytest.raises(TransitionRefusedError, match="autre piste"):
        reponses.sans_action(sent, by=coordination, raison=SansAction.RASED, autre_piste=" ")

    reponses.sans_action(sent, by=coordination, raison=SansAction.RASED, autre_piste="Le RASED vous appelle.")
    assert sent.etat == Etat.SANS_ACTION
    assert sent.evenements.get(nom="sans_action").raison == SansAction.RASED
    assert len(mails("sans_action")) == 1


def test_closed_case_is_taken_up_again_by_either_side(sent):
    coordination = coordinatrice(sent.pole)
    apply_transition(sent, "retirer", by=sent.auteur, motif="La famille déménage")
    apply_transition(sent, "redemander", by=sent.auteur, motif="Elle reste finalement")
    assert sent.etat == Etat.TRANSMISE

    apply_transition(sent, "prendre_en_charge", by=coordination)
    apply_transition(sent, "clore", by=coordination, motif="Tout va mieux")
    apply_transition(sent, "rouvrir", by=coordination, motif="Nouvelle inquiétude")
    assert sent.etat == Etat.PRISE_EN_CHARGE


def test_second_click_asks_and_records_once(sent):
    coordination, psychologue = coordinatrice(sent.pole), membre(sent.pole)
    for _ in range(2):
        suites.solliciter(
            sent, by=coordination, personne=psychologue, mission="Observer", echeance=sent.pole.today()
        )
        suites.intervenir(
            sent, by=coordination, type=TypeIntervention.APPEL, le=sent.pole.today(), texte="Vu"
        )

    assert sent.sollicitations.count() == 1
    assert sent.interventions.count() == 1


def test_another_mission_for_the_same_person_is_another(sent):
    coordination, psychologue = coordinatrice(sent.pole), membre(sent.pole)
    for mission in ("Observer", "Appeler la famille"):
        suites.solliciter(
            sent, by=coordination, personne=psychologue, mission=mission, echeance=sent.pole.today()
        )

    assert sent.sollicitations.count() == 2


def test_mission_on_a_closed_case_is_no_longer_awaited(sent):
    coordination, psychologue = coordinatrice(sent.pole), membre(sent.pole)
    suites.solliciter(
        sent, by=coordination, personne=psychologue, mission="Observer", echeance=sent.pole.today()
    )
    assert psychologue.sollicitations.attendues().count() == 1

    apply_transition(sent, "clore", by=coordination, motif="Tout va mieux")

    assert psychologue.sollicitations.attendues().count() == 0
