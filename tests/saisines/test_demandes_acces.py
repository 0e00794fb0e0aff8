"""« Demander l’accès »: asking teaches nothing; the answer opens one case for a time, or is a word."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pole.enums import Nature
from pole.services.envois import send_pending
from saisines.enums import Audience, Etat, Relation
from saisines.models import DemandeAcces, EtatDemande, Saisine
from saisines.services import acces, deports
from saisines.services import demandes_acces as demandes
from saisines.workflow import TransitionRefusedError
from tests.clients import signed_in
from tests.factories.pole import (
    PoleFactory,
    coordinatrice,
    fresh,
    inspectrice,
    membre,
    partenaire,
    secretaire,
)
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db
RAISON = "CanariRaison : je suis la fratrie"


@pytest.fixture
def psy(saisine, coordinateur):
    return membre(saisine.pole)


def ask(saisine, personne, reference=None):
    return demandes.demander(
        saisine.pole,
        by=fresh(personne),
        reference=saisine.reference if reference is None else reference,
        raison=RAISON,
        jeton=uuid4(),
    )


def in_days(saisine, days):
    return saisine.pole.today() + timedelta(days=days)


def accept(demande, by, days=15):
    demandes.accepter(demande, by=fresh(by), jusqu_au=in_days(demande, days))


def sees(personne, saisine):
    return Saisine.objects.visible_to(fresh(personne)).contains(saisine)


# Nothing is learned by asking


def hidden_cases(saisine):
    """References that must be answered like one that nobody has."""
    school = {"ecole": saisine.ecole, "auteur": saisine.auteur}
    return {
        "known": saisine.reference,
        "lower": saisine.reference.lower(),
        "confidential": SaisineFactory(**school, nature=Nature.ENSEIGNANT, eleve=None).reference,
        "other pole": SaisineFactory().reference,
        "over": SaisineFactory(**school, etat=Etat.CLOSE).reference,
        "nobody's": "2627-CIRCO-9999",
    }


def test_page_answers_the_same_whatever_the_reference_names(saisine, psy, monkeypatch):
    monkeypatch.setattr(demandes, "PAR_JOUR", 50)
    client, url = signed_in(psy), "/saisines/demander-acces/"
    answers, costs = {}, {}
    client.get(url)

    for name, reference in hidden_cases(saisine).items():
        DemandeAcces.objects.all().delete()
        data = {"reference": reference, "raison": RAISON, "jeton": str(uuid4())}
        with CaptureQueriesContext(connection) as queries:
            response = client.post(url, data)
        costs[name] = len(queries)
        page = client.get(response["Location"]).content.decode().replace(reference, "REFERENCE")
        page = re.sub(r'value="[^"]{30,}"', "", page)
        answers[name] = (response.status_code, response["Location"], page)

    assert len(set(costs.values())) == 1, costs
    assert len(set(answers.values())) == 1


def test_confidential_request_is_an_unknown_reference_to_the_coordination_too(saisine, psy, coordinateur):
    confidente = SaisineFactory(ecole=saisine.ecole, nature=Nature.ENSEIGNANT, eleve=None)

    demande = ask(saisine, psy, confidente.reference)
    page = signed_in(coordinateur).get(demande.get_absolute_url()).content.decode()

    assert demande.saisine is None
    assert "Aucun dossier que le pôle connaît" in page
    with pytest.raises(TransitionRefusedError, match="Aucune saisine"):
        accept(demande, coordinateur)


def test_five_requests_a_day_are_enough(saisine, psy):
    for _ in range(demandes.PAR_JOUR):
        ask(saisine, psy, "2627-CIRCO-0000")

    with pytest.raises(TransitionRefusedError, match="cinq demandes"):
        ask(saisine, psy)
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert ask(saisine, psy).saisine == saisine


def test_same_form_sent_twice_asks_once(saisine, psy):
    jeton = uuid4()
    words = {"reference": saisine.reference, "raison": RAISON, "jeton": jeton}

    rows = {demandes.demander(saisine.pole, by=fresh(psy), **words).pk for _ in range(2)}

    assert len(rows) == 1


def test_token_of_somebody_else_is_refused(saisine, psy):
    taken = ask(saisine, membre(saisine.pole)).jeton

    with pytest.raises(PermissionDenied):
        demandes.demander(saisine.pole, by=fresh(psy), reference="X", raison=RAISON, jeton=taken)


# Who may


@pytest.mark.parametrize("who", ["direction", "secretariat", "partenaire", "autre_pole", "coordination"])
def test_only_a_member_of_the_pole_asks(who, saisine, directeur, coordinateur):
    people = {
        "direction": lambda: directeur,
        "secretariat": lambda: secretaire(saisine.pole),
        "partenaire": lambda: partenaire(saisine.pole),
        "autre_pole": lambda: membre(PoleFactory()),
        "coordination": lambda: coordinateur,
    }
    person = people[who]()

    with pytest.raises(PermissionDenied):
        ask(saisine, person)
    if who != "autre_pole":
        assert signed_in(person).get("/saisines/demander-acces/").status_code == 403


@pytest.mark.parametrize("who", ["membre", "direction", "secretariat", "autre_pole", "soi"])
def test_nobody_else_answers(who, saisine, directeur, psy):
    demande = ask(saisine, psy)
    people = {
        "membre": membre(saisine.pole),
        "direction": directeur,
        "secretariat": secretaire(saisine.pole),
        "autre_pole": coordinatrice(PoleFactory()),
        "soi": psy,
    }

    for act in (
        lambda by: accept(demande, by),
        lambda by: demandes.refuser(demande, by=fresh(by), mot="Non"),
        lambda by: demandes.refermer(demande, by=fresh(by)),
    ):
        with pytest.raises(PermissionDenied):
            act(people[who])
    assert not sees(psy, saisine)


def test_member_who_pilots_too_does_not_answer_themself(saisine, coordinateur):
    membre(saisine.pole, personne=coordinateur)
    demande = ask(saisine, coordinateur)

    with pytest.raises(PermissionDenied):
        accept(demande, coordinateur)


# The answer


@pytest.mark.parametrize("make", [coordinatrice, inspectrice])
def test_accepted_the_case_opens_until_the_end_of_that_day(make, saisine, psy):
    demande, by = ask(saisine, psy), make(saisine.pole)

    accept(demande, by, days=15)
    seen = sees(psy, saisine)
    with time_machine.travel(timezone.now() + timedelta(days=17)):
        later = sees(psy, saisine)

    assert (seen, later) == (True, False)
    assert saisine.relations_to(fresh(psy)) == {Relation.CONVIE}
    assert acces.differences() == []
    event = saisine.evenements.get(nom="ouvrir_acces")
    assert (event.audience, event.personne) == (Audience.POLE, psy)


def test_page_proposes_fifteen_days_and_opens_the_case(saisine, psy, coordinateur):
    demande, client = ask(saisine, psy), signed_in(coordinateur)
    url = demande.get_absolute_url()

    page = client.get(url).content.decode()
    answer = client.post(url, {"reponse": "oui", "jusqu_au": in_days(saisine, 15).isoformat()})

    assert f'value="{in_days(saisine, 15).isoformat()}"' in page
    assert answer.status_code == 302
    own = signed_in(psy).get(saisine.get_absolute_url()).content.decode()
    assert "votre demande d’accès a été acceptée" in own
    assert "CanariNom" not in own


@pytest.mark.parametrize("days", [-1, demandes.JOURS_MAX + 1])
def test_date_is_neither_past_nor_far(days, saisine, psy, coordinateur):
    demande = ask(saisine, psy)

    with pytest.raises(TransitionRefusedError, match="date à venir"):
        accept(demande, coordinateur, days)

    assert not sees(psy, saisine)


def test_no_is_said_with_a_word_that_the_person_reads(saisine, psy, coordinateur):
    demande, client = ask(saisine, psy), signed_in(coordinateur)
    url = demande.get_absolute_url()

    refused = client.post(url, {"reponse": "non", "mot": ""}).content.decode()
    client.post(url, {"reponse": "non", "mot": "CanariReponse : appelez-moi."})
    page = signed_in(psy).get("/saisines/demander-acces/").content.decode()

    assert "Écrivez un mot" in refused
    assert DemandeAcces.objects.get().etat == EtatDemande.REFUSEE
    assert "CanariReponse" in page
    assert not sees(psy, saisine)


def test_unknown_reference_is_answered_by_a_word(saisine, psy, coordinateur):
    demande = ask(saisine, psy, "2627-FAUTE-001")

    demandes.refuser(demande, by=fresh(coordinateur), mot="Vérifiez la référence.")

    assert DemandeAcces.objects.get().mot == "Vérifiez la référence."


def test_of_two_answers_the_second_finds_the_first(saisine, psy, coordinateur):
    ien, demande = inspectrice(saisine.pole), ask(saisine, psy)
    accept(demande, coordinateur)

    with pytest.raises(TransitionRefusedError, match="vient de répondre"):
        demandes.refuser(DemandeAcces.objects.get(), by=fresh(ien), mot="Non")

    assert sees(psy, saisine)


def test_closed_again_the_case_closes_at_the_next_request(saisine, psy, coordinateur):
    demande = ask(saisine, psy)
    accept(demande, coordinateur)

    signed_in(coordinateur).post(f"{demande.get_absolute_url()}refermer/")

    assert not sees(psy, saisine)
    assert acces.differences() == []


def test_whoever_is_kept_away_is_not_let_in(saisine, psy, coordinateur):
    demande = ask(saisine, psy)
    deports.deporter(saisine, by=fresh(coordinateur), personne=psy, raison="Voisine de la famille")

    with pytest.raises(TransitionRefusedError, match="à l’écart"):
        accept(demande, coordinateur)


def test_coordinator_who_is_kept_away_neither_sees_nor_answers(saisine, psy, coordinateur):
    ien = inspectrice(saisine.pole)
    deports.deporter(saisine, by=fresh(coordinateur), personne=coordinateur, raison="Ma nièce")
    demande = ask(saisine, psy)

    assert signed_in(coordinateur).get(demande.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        accept(demande, coordinateur)
    assert demande.get_absolute_url() in signed_in(ien).get("/").content.decode()


def test_member_who_left_is_not_let_in(saisine, psy, coordinateur):
    demande = ask(saisine, psy)
    psy.affectations.update(fin=timezone.now())

    with pytest.raises(TransitionRefusedError, match="plus membre"):
        accept(demande, coordinateur)


# Told, and shown


def test_mails_say_nothing_of_the_case_nor_of_the_reason(saisine, psy, coordinateur):
    accept(ask(saisine, psy), coordinateur)

    while send_pending():
        pass

    told = {address for message in mail.outbox for address in message.to}
    text = "\n".join(message.message().as_string() for message in mail.outbox)
    assert {psy.email, coordinateur.email} <= told
    assert saisine.reference not in text
    assert "CanariRaison" not in text


@pytest.mark.parametrize("number", [1, 3])
def test_requests_wait_on_the_page_of_whoever_answers_at_a_constant_cost(number, saisine, psy, coordinateur):
    for _ in range(number):
        ask(saisine, psy)
    client = signed_in(coordinateur)
    client.get("/")

    with CaptureQueriesContext(connection) as queries:
        page = client.get("/").content.decode()

    assert page.count("Répondre à une demande d’accès") == number
    assert "CanariRaison" not in page
    assert len(queries) <= 10
