"""Names in the lists: whose list shows them at once, who asks first, and what the journal keeps of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from pole.enums import Fonction
from pole.models import Acte, Entree
from saisines.enums import Etat, Origine, Redacteur
from saisines.models import Acces
from saisines.services import acces
from tests.clients import signed_in
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    inspectrice,
    membre,
)
from tests.factories.saisines import EleveFactory, SaisineFactory

pytestmark = pytest.mark.django_db
URL = "/saisines/"


def html_of(client, url=URL):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_author_director_and_coordination_read_the_names_of_their_lists(ecole, people, saisine):
    teacher = enseignante(ecole)
    written = SaisineFactory(ecole=ecole, auteur=teacher, redacteur=Redacteur.ENSEIGNANT)

    for reader in (teacher, people["direction"], people["coordonnateur"]):
        assert written.eleve.nom_complet in html_of(signed_in(reader))
    assert saisine.eleve.nom_complet not in html_of(signed_in(teacher))


def test_coordination_of_one_pole_reads_no_name_in_the_list_of_another(ecole, saisine):
    """decisions.md 1: a coordinator called upon elsewhere is a member called upon, and no more."""
    coordinator = coordinatrice(PoleFactory())
    AffectationFactory(personne=coordinator, fonction=Fonction.IEN, pole=ecole.pole)
    client = signed_in(coordinator)
    client.post("/pole/changer/", {"pole": ecole.pole_id})

    html = html_of(client)

    assert saisine.reference in html
    assert "Canari" not in html


def test_ien_reads_the_names_after_one_logged_click_for_half_an_hour(ecole, saisine):
    client = signed_in(ien := inspectrice(ecole.pole))
    before = html_of(client)

    answer = client.post(URL + "noms/", {"etat": "transmise", "q": "2627", "page": "3"})
    shown = html_of(client)
    now = timezone.now()
    with time_machine.travel(now + timedelta(minutes=20), tick=True):
        still = html_of(client)
    with time_machine.travel(now + timedelta(minutes=31), tick=True):
        after = html_of(client)

    assert "Afficher les noms" in before
    assert "Canari" not in before
    assert answer["Location"] == "/saisines/?q=2627&etat=transmise"
    assert saisine.eleve.nom_complet in shown
    assert "Afficher les noms" not in shown
    assert saisine.eleve.nom_complet in still
    assert "Canari" not in after
    logged = Entree.objects.filter(personne=ien, identite=True).order_by("pk").values_list("acte", flat=True)
    assert list(logged) == [Acte.IDENTITE, Acte.LECTURE, Acte.LECTURE]


def test_click_on_the_lists_of_one_pole_opens_nothing_in_another(ecole, saisine):
    other = PoleFactory()
    ien = inspectrice(other)
    AffectationFactory(personne=ien, fonction=Fonction.IEN, pole=ecole.pole)
    client = signed_in(ien)
    client.post("/pole/changer/", {"pole": other.pk})
    client.post(URL + "noms/")
    client.post("/pole/changer/", {"pole": ecole.pole_id})

    html = html_of(client)

    assert saisine.reference in html
    assert "Canari" not in html


@pytest.mark.parametrize("who", ["direction", "secretariat", "convie"])
def test_click_on_the_list_is_refused_to_whoever_does_not_pilot(who, people, saisine):
    client = signed_in(people[who])

    assert client.post(URL + "noms/").status_code == 403
    assert "Afficher les noms" not in html_of(client)


def test_member_reads_in_the_list_the_name_asked_for_on_the_case_and_no_other(people, saisine, ecole):
    client = signed_in(people["convie"])
    other = SaisineFactory(ecole=ecole)
    _open_to(people["convie"], other)

    client.post(saisine.get_absolute_url() + "identite/")
    html = html_of(client)

    assert saisine.eleve.nom_complet in html
    assert other.reference in html
    assert other.eleve.nom_complet not in html


def test_name_asked_for_leaves_the_list_with_the_access(people, saisine):
    """A member who also is of the secretariat still sees the row once the mission is over."""
    AffectationFactory(personne=people["convie"], fonction=Fonction.SECRETARIAT, pole=saisine.pole)
    client = signed_in(people["convie"])
    client.post(saisine.get_absolute_url() + "identite/")
    Acces.objects.filter(content_object=saisine).update(expire_le=timezone.now())

    html = html_of(client)

    assert saisine.reference in html
    assert "Canari" not in html


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_a_member_with_names_costs_seven_queries(rows, ecole, django_assert_num_queries):
    """session, person, roles, cases, accesses still open, pupils, journal"""
    person = membre(ecole.pole)
    client = signed_in(person)
    for _ in range(rows):
        case = SaisineFactory(ecole=ecole)
        _open_to(person, case)
        client.post(case.get_absolute_url() + "identite/")
    html_of(client)

    with django_assert_num_queries(7):
        client.get(URL)


def _open_to(personne, saisine):
    now = timezone.now()
    dates = {"debut": now - timedelta(days=1), "fin": now + timedelta(days=1)}
    acces.grant(saisine, personne, origine=Origine.INTERLOCUTEUR, origine_id=uuid4(), **dates)


def _directs_another(personne, ecole):
    other = EcoleFactory(pole=ecole.pole)
    AffectationFactory(personne=personne, fonction=Fonction.DIRECTEUR, pole=ecole.pole, ecole=other)


def test_next_director_inherits_the_history_of_the_school_and_not_what_is_the_persons(ecole):
    """§12: cases of former directors and the direction's draft stay with the school; kind E does not."""
    former = directrice(ecole)
    closed = SaisineFactory(ecole=ecole, auteur=former, etat=Etat.CLOSE, annee=2024)
    draft = SaisineFactory(ecole=ecole, auteur=former, etat=Etat.BROUILLON, redacteur=Redacteur.DIRECTION)
    own = SaisineFactory(ecole=ecole, auteur=former, nature="E", eleve=None)
    elsewhere = SaisineFactory(ecole=EcoleFactory(pole=ecole.pole), auteur=former)
    former.affectations.update(fin=timezone.now())
    successor = signed_in(directrice(ecole))

    html = html_of(successor)

    assert closed.eleve.nom_complet in html
    assert f"Écrite par {former}" in html
    assert str(draft.pk) in html
    for hidden in (own, elsewhere):
        assert str(hidden.pk) not in html
        assert successor.get(hidden.get_absolute_url()).status_code == 404


def test_former_director_takes_no_case_to_the_next_school(ecole, saisine, directeur):
    directeur.affectations.update(fin=timezone.now())
    AffectationFactory(
        personne=directeur, fonction=Fonction.DIRECTEUR, pole=ecole.pole, ecole=EcoleFactory(pole=ecole.pole)
    )

    html = html_of(signed_in(directeur))

    assert saisine.reference not in html
    assert str(saisine.pk) not in html


def test_list_of_one_school_says_who_wrote_and_that_of_two_which_school(ecole, directeur, saisine):
    mine = html_of(signed_in(directeur))
    AffectationFactory(
        personne=directeur, fonction=Fonction.DIRECTEUR, pole=ecole.pole, ecole=EcoleFactory(pole=ecole.pole)
    )

    of_two = html_of(signed_in(directeur))

    assert "Écrite par vous" in mine
    assert f"<span>{ecole.nom}" not in mine
    assert f"<span>{ecole.nom}" in of_two


def test_level_narrows_the_list_of_those_who_read_it_and_of_nobody_else(people, ecole, saisine):
    """What a list hides, its filters do not let guess."""
    SaisineFactory(ecole=ecole, eleve=EleveFactory(ecole=ecole), niveau="cm2")

    found = {who: html_of(signed_in(people[who]), URL + "?niveau=cm2") for who in people}

    assert saisine.reference not in found["direction"]
    assert saisine.reference not in found["coordonnateur"]
    assert saisine.reference in found["secretariat"]
    assert 'name="niveau"' not in found["secretariat"]


@pytest.mark.parametrize(("etat", "shown"), [("en_cours", False), ("finies", True)])
def test_cases_in_progress_and_cases_that_are_over_are_one_choice_each(
    etat, shown, ecole, directeur, saisine
):
    closed = SaisineFactory(ecole=ecole, auteur=directeur, etat=Etat.CLOSE)

    html = html_of(signed_in(directeur), f"{URL}?etat={etat}")

    assert (closed.reference in html) is shown
    assert (saisine.reference in html) is not shown


def test_director_finds_a_pupil_again_from_a_list_of_several_pages(ecole, directeur, saisine):
    client = signed_in(directeur)
    short = html_of(client)
    for _ in range(25):
        SaisineFactory(ecole=ecole, auteur=directeur)
    long = html_of(client)

    answer = client.post(URL + "recherche/", {"prenom": saisine.eleve.prenom, "nom": saisine.eleve.nom})

    assert 'action="/saisines/recherche/"' not in short
    assert 'action="/saisines/recherche/"' in long
    assert saisine.reference in answer.content.decode()
