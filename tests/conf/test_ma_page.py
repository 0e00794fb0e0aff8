"""*Ma page*: what each function has to do, by date, at a fixed cost; and the public pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pole.a_faire import choses_a_faire
from pole.conf.ma_page import build
from pole.enums import Urgence
from saisines.enums import Etat, Redacteur
from saisines.models import ProjetDeReponse
from saisines.services import suites
from tests.clients import signed_in
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import (
    EcoleFactory,
    PersonneFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    inspectrice,
    membre,
    partenaire,
    person_with,
    secretaire,
)
from tests.factories.saisines import EleveFactory, SaisineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ecole():
    return EcoleFactory()


def titles(personne, pole):
    return [chose.titre for chose in choses_a_faire(fresh(personne), pole)]


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def test_director_reads_drafts_rereadings_questions_answers_and_points(ecole):
    director = directrice(ecole)
    SaisineFactory(ecole=ecole, auteur=director, etat=Etat.BROUILLON)
    SaisineFactory(ecole=ecole, etat=Etat.A_RELIRE, redacteur=Redacteur.ENSEIGNANT)
    SaisineFactory(ecole=ecole, etat=Etat.COMPLEMENT_DEMANDE, prochaine_date=in_days(2))
    SaisineFactory(ecole=ecole, etat=Etat.REPONDUE, prochaine_date=in_days(30))
    SaisineFactory(ecole=ecole, etat=Etat.EN_SUIVI, prochaine_date=in_days(10))
    SaisineFactory(ecole=ecole)  # sent: the school waits

    assert titles(director, ecole.pole) == [
        "Répondre aux questions du pôle",
        "Refaire le point avec votre interlocuteur",
        "Lire la réponse du pôle",
        "Relire et transmettre une saisine",
        "Terminer un brouillon",
    ]


def test_teacher_reads_their_own_draft_and_not_what_the_director_rereads(ecole):
    teacher = enseignante(ecole)
    SaisineFactory(ecole=ecole, auteur=teacher, etat=Etat.BROUILLON, redacteur=Redacteur.ENSEIGNANT)
    SaisineFactory(ecole=ecole, auteur=teacher, etat=Etat.A_RELIRE, redacteur=Redacteur.ENSEIGNANT)
    SaisineFactory(ecole=ecole, etat=Etat.BROUILLON, redacteur=Redacteur.ENSEIGNANT)

    assert titles(teacher, ecole.pole) == ["Terminer un brouillon"]


def test_coordinator_reads_priorities_first_then_by_date(ecole):
    coordinator = coordinatrice(ecole.pole)
    SaisineFactory(ecole=ecole, prochaine_date=in_days(2))
    SaisineFactory(ecole=ecole, urgence=Urgence.HAUTE, prochaine_date=in_days(3))
    SaisineFactory(ecole=ecole, etat=Etat.EN_SUIVI, prochaine_date=in_days(-3))
    SaisineFactory(ecole=ecole, etat=Etat.PRISE_EN_CHARGE, prochaine_date=in_days(9))

    assert titles(coordinator, ecole.pole) == [
        "Lire une saisine prioritaire",
        "Refaire le point avec l’école",
        "Prendre en charge une saisine",
    ]


def test_ien_reads_priorities_and_broken_promises_only(ecole):
    ien = inspectrice(ecole.pole)
    SaisineFactory(ecole=ecole, prochaine_date=in_days(2))
    SaisineFactory(ecole=ecole, prochaine_date=in_days(-1))
    SaisineFactory(ecole=ecole, urgence=Urgence.IMMEDIATE)

    assert titles(ien, ecole.pole) == ["Lire une saisine prioritaire", "Prendre en charge une saisine"]


def test_member_reads_missions_to_accept_then_to_end(ecole):
    coordinator, person = coordinatrice(ecole.pole), membre(ecole.pole)
    saisine = SaisineFactory(ecole=ecole)
    row = suites.solliciter(saisine, by=coordinator, personne=person, mission="M", echeance=in_days(5))

    assert titles(person, ecole.pole) == ["Accepter une mission"]
    suites.acquitter(row, by=person)
    assert titles(person, ecole.pole) == ["Terminer une mission"]
    suites.terminer(row, by=person)
    assert titles(person, ecole.pole) == []


def test_secretariat_has_nothing_of_the_cases_to_do(ecole):
    SaisineFactory(ecole=ecole, urgence=Urgence.HAUTE)

    assert titles(secretaire(ecole.pole), ecole.pole) == []


def test_things_of_another_pole_stay_there(ecole):
    SaisineFactory(ecole=EcoleFactory())

    assert titles(coordinatrice(ecole.pole), ecole.pole) == []


def queries(personne):
    client = signed_in(personne)
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    kinds = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return [query["sql"] for query in captured if query["sql"].startswith(kinds)]


def busy(ecole, number):
    """Somebody who directs, coordinates and takes part: every source of the page at once."""
    person = directrice(ecole)
    person_with("coordonnateur", pole=ecole.pole, personne=person)
    person_with("membre", pole=ecole.pole, personne=person)
    for _ in range(number):
        eleve = EleveFactory(ecole=ecole)
        SaisineFactory(ecole=ecole, eleve=eleve, etat=Etat.REPONDUE, auteur=person)
        sent = SaisineFactory(ecole=ecole, eleve=eleve, auteur=person, etat=Etat.TRANSMISE)
        suites.solliciter(sent, by=fresh(person), personne=person, mission="M", echeance=in_days(3))
        studied = SaisineFactory(ecole=ecole, eleve=eleve, auteur=person, etat=Etat.ETUDIEE)
        ProjetDeReponse.objects.create(saisine=studied, ecrit_par=person)
    return fresh(person)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_at_most_eight_queries_and_the_same_whatever_it_holds(rows, ecole):
    sql = queries(busy(ecole, rows))

    # session, person, roles, next meeting; school, pilot, missions
    assert len(sql) <= 8
    assert len(set(sql)) == len(sql)
    assert all(statement.startswith("SELECT") for statement in sql)


def test_cost_of_the_page_does_not_grow(ecole):
    assert len(queries(busy(ecole, 1))) == len(queries(busy(EcoleFactory(), 4)))


def test_page_names_no_pupil(ecole):
    director = directrice(ecole)
    saisine = SaisineFactory(ecole=ecole, auteur=director, etat=Etat.REPONDUE)

    html = signed_in(director).get("/").content.decode()

    assert saisine.reference in html
    assert "Canari" not in html


def page_of(who, ecole):
    person = who(ecole if who in {directrice, enseignante} else ecole.pole)
    return signed_in(person).get("/").context["ma_page"]


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        (directrice, ["Demander de l’aide", "Voir les saisines"]),
        (coordinatrice, ["Trier les saisines", "Voir les saisines"]),
        (membre, ["Voir les saisines"]),
        (secretaire, ["Ouvrir le calendrier", "Voir les saisines"]),
        (partenaire, ["Ouvrir le calendrier", "Voir qui fait quoi"]),
    ],
)
def test_page_offers_first_what_the_person_came_for(who, labels, ecole):
    assert [button.label for button in page_of(who, ecole).boutons] == labels


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        (directrice, "Une saisine transmise ce jour-là", True),
        (membre, "Dernier jour où les écoles envoient", True),
        (secretaire, "Dernier jour où les écoles envoient", True),
        (partenaire, "Dernier jour où les écoles envoient", False),
    ],
)
def test_next_date_is_told_in_the_words_of_the_reader(who, words, answer, ecole):
    """An outside partner hears of the meetings, not of the promise made to schools."""
    ReunionFactory(pole=ecole.pole, date=in_days(16), date_limite=in_days(10), reponse_avant=in_days(23))

    reminder = page_of(who, ecole).rappel

    assert reminder.reste == "Dans 10 jours."
    assert words in reminder.texte
    assert ("Réponse" in reminder.texte) is answer


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (directrice, "transmise à tout moment"),
        (secretaire, "Proposez les réunions de l’année"),
        (partenaire, "Aucune date n’est encore publiée."),
    ],
)
def test_page_without_a_published_date_says_what_each_may_do(who, words, ecole):
    assert words in page_of(who, ecole).rappel.texte


def test_nobody_is_told_of_what_is_not_theirs_on_an_empty_page(ecole):
    empty = {
        who: page_of(who, ecole).vide for who in (directrice, coordinatrice, membre, secretaire, partenaire)
    }

    assert len(set(empty.values())) == len(empty)
    assert "mission" not in empty[secretaire]
    assert "saisine" not in empty[partenaire]


def test_page_without_any_role_says_what_to_do():
    html = signed_in(PersonneFactory()).get("/").content.decode()

    assert "Votre compte n’a pas de fonction en cours" in html


def test_empty_page_says_that_it_is_normal(ecole):
    assert "Rien à faire pour le moment" in signed_in(directrice(ecole)).get("/").content.decode()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/", "on n’écrit pas, on appelle"),
        ("/accessibilite/", "non conforme"),
        ("/mentions-legales/", "À compléter par l’exploitant"),
        ("/donnees-personnelles/", "Brouillon jamais transmis"),
    ],
)
def test_public_pages_are_read_without_an_account(url, words):
    answer = Client().get(url)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert answer.content.decode().count("<h1") == 1


def test_legal_pages_say_who_answers_for_the_installation(settings):
    settings.EXPLOITANT = "DSDEN de Valbourg"
    settings.EXPLOITANT_CONTACT = "contact@exemple.test"

    html = Client().get("/mentions-legales/").content.decode()

    assert "DSDEN de Valbourg" in html
    assert "mailto:contact@exemple.test" in html


def test_what_is_for_today_is_not_among_the_coming_days(ecole):
    director = directrice(ecole)
    SaisineFactory(ecole=ecole, etat=Etat.COMPLEMENT_DEMANDE, prochaine_date=in_days(0))
    SaisineFactory(ecole=ecole, etat=Etat.EN_SUIVI, prochaine_date=in_days(1))

    groups = build(fresh(director), ecole.pole, fresh(director).portee).groupes

    assert [group.titre for group in groups] == ["Aujourd’hui", "Dans les sept jours"]
