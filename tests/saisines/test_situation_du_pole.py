"""A member of the pole brings a situation of their own: no school, no director (S0-12)."""

import uuid

import pytest
from django.urls import reverse

from pole.enums import Nature
from pole.models import Envoi
from saisines.enums import Etat, Redacteur, Relation
from saisines.models import Saisine
from saisines.services.dossier import create_draft, transmettre
from saisines.services.workflow import apply_transition
from tests.factories.pole import (
    EcoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    inspectrice,
    membre,
    partenaire,
    secretaire,
)
from tests.factories.saisines import EleveFactory
from tests.saisines.saisie.pages import NOUVELLE, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def pole(ecole):
    return ecole.pole


@pytest.fixture
def situation(pole, psychologue):
    """Sent, about a pupil whom no school of the pole named."""
    draft = create_draft(by=psychologue, pole=pole, ecole=None, jeton=uuid.uuid4())[0]
    Saisine.objects.filter(pk=draft.pk).update(eleve=EleveFactory(ecole=None, pole=pole))
    draft.refresh_from_db()
    return transmettre(draft, by=psychologue)


def sees(personne, saisine):
    return Saisine.objects.visible_to(fresh(personne)).contains(saisine)


def test_member_writes_and_sends_it_by_the_usual_pages(client, pole, psychologue):
    client.force_login(psychologue)
    page = client.get(NOUVELLE).content.decode()
    client.post(NOUVELLE, {"nature": "P", "jeton": uuid.uuid4(), "securite": "on"})
    draft = Saisine.objects.get()
    fill(client, draft)
    client.post(reverse("saisines:transmettre", args=[draft.pk]), {"declaration": "on"})

    draft.refresh_from_db()
    assert "Une situation du pôle" in page
    assert (draft.ecole, draft.redacteur, draft.etat) == (None, Redacteur.POLE, Etat.TRANSMISE)
    assert draft.eleve.ecole is None
    assert draft.eleve.prenom == "Lou"


@pytest.mark.parametrize(
    ("who", "offered"),
    [(membre, True), (coordinatrice, True), (inspectrice, True), (secretaire, False), (partenaire, False)],
)
def test_list_leads_to_it_whoever_may_bring_one_and_nobody_else(who, offered, client, pole):
    client.force_login(who(pole))

    html = client.get(reverse("saisines:list")).content.decode()

    assert (f'href="{NOUVELLE}">Apporter une situation</a>' in html) is offered


def test_it_is_read_by_the_pole_and_by_no_school(situation, pole, ecole, psychologue):
    readers = [coordinatrice(pole), inspectrice(pole), secretaire(pole), psychologue]
    others = [
        directrice(ecole),
        enseignante(ecole),
        membre(pole),
        partenaire(pole),
        coordinatrice(EcoleFactory().pole),
    ]

    assert [sees(one, situation) for one in readers] == [True] * len(readers)
    assert [sees(one, situation) for one in others] == [False] * len(others)
    assert situation.relations_to(fresh(psychologue)) == {Relation.SIGNATAIRE}


def test_draft_is_its_author_s_alone(pole, psychologue):
    draft = create_draft(by=psychologue, pole=pole, ecole=None, jeton=uuid.uuid4())[0]

    assert sees(psychologue, draft)
    assert not sees(coordinatrice(pole), draft)


def test_no_director_gets_a_mail_of_it(situation, pole, ecole, psychologue):
    director, coordination = directrice(ecole), coordinatrice(pole)
    apply_transition(situation, "prendre_en_charge", by=coordination, responsable=coordination)
    apply_transition(situation, "clore", by=coordination, motif="Fini.")

    people = set(Envoi.objects.values_list("destinataire", flat=True))
    assert psychologue.pk in people
    assert director.pk not in people


@pytest.mark.parametrize("who", [secretaire, partenaire])
def test_secretariat_and_partners_bring_none(client, pole, who):
    client.force_login(who(pole))

    assert "Une saisine part d’une école" in client.get(NOUVELLE).content.decode()
    assert client.post(NOUVELLE, {"nature": "G", "jeton": uuid.uuid4(), "securite": "on"}).status_code == 403


def test_somebody_of_a_school_and_of_the_pole_chooses_for_whom_they_ask(client, pole, ecole):
    person = directrice(ecole)
    membre(pole, personne=person)
    client.force_login(person)
    base = {"nature": "G", "securite": "on"}

    client.post(NOUVELLE, base | {"jeton": uuid.uuid4(), "ecole": "pole"})
    client.post(NOUVELLE, base | {"jeton": uuid.uuid4(), "ecole": str(ecole.pk)})
    unsaid = client.post(NOUVELLE, base | {"jeton": uuid.uuid4()})

    assert unsaid.status_code == 200
    assert set(Saisine.objects.values_list("ecole", "redacteur")) == {
        (None, Redacteur.POLE),
        (ecole.pk, Redacteur.DIRECTION),
    }


def test_director_cannot_pretend_to_be_of_the_pole(client, ecole):
    other = EcoleFactory(pole=ecole.pole)
    person = directrice(ecole)
    directrice(other, personne=person)
    client.force_login(person)

    response = client.post(
        NOUVELLE, {"nature": "G", "jeton": uuid.uuid4(), "securite": "on", "ecole": "pole"}
    )

    assert "Choisissez l’une de vos écoles." in response.content.decode()
    assert not Saisine.objects.exists()


def test_its_pages_speak_of_no_school(client, situation, pole, psychologue):
    client.force_login(psychologue)
    mine = client.get(situation.get_absolute_url()).content.decode()
    client.force_login(coordinatrice(pole))
    theirs = client.get(situation.get_absolute_url()).content.decode()
    listed = client.get(reverse("saisines:tri")).content.decode()

    assert "Situation apportée par le pôle" in mine
    assert "Ce que l’école a écrit" not in mine + theirs
    assert "L’auteur attend un premier contact" in theirs
    assert "Situation du pôle" in listed


def test_author_finds_the_draft_and_the_questions_on_their_page(client, pole, psychologue, situation):
    create_draft(by=psychologue, pole=pole, ecole=None, jeton=uuid.uuid4(), nature=Nature.GROUPE)
    client.force_login(psychologue)

    assert "Terminer un brouillon" in client.get("/").content.decode()


def test_member_who_leaves_the_pole_loses_it(situation, psychologue):
    psychologue.affectations.update(fin=situation.transmise_le)

    assert not sees(psychologue, situation)
