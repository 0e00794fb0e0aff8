"""Lists: one fixed cost, nothing that betrays a case, and nothing sealed opened for nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pole.models import Acte, Entree
from saisines.enums import Etat, Redacteur
from tests.clients import signed_in
from tests.factories.pole import (
    EcoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    inspectrice,
    membre,
    secretaire,
)
from tests.factories.saisines import EleveFactory, SaisineFactory

pytestmark = pytest.mark.django_db
URL = "/saisines/"


def statements(client, url=URL):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    kinds = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return [query["sql"] for query in captured if query["sql"].lstrip("(").startswith(kinds)]


def fill(ecole, number, **fields):
    auteur = fields.pop("auteur", None) or directrice(ecole)
    for _ in range(number):
        SaisineFactory(ecole=ecole, auteur=auteur, eleve=EleveFactory(ecole=ecole), **fields)


# session, person, roles, cases, pupils of these rows, journal
@pytest.mark.parametrize("rows", [1, 3, 25])
def test_list_of_a_school_costs_six_queries(rows, ecole, directeur):
    fill(ecole, rows, auteur=directeur)

    assert len(statements(signed_in(directeur))) == 6


# session, person, roles, cases, bounded count, pupils, journal
def test_list_of_several_pages_costs_one_more(ecole, directeur):
    fill(ecole, 27, auteur=directeur)

    sql = statements(signed_in(directeur))

    assert len(sql) == 7
    assert len({statement.split(" WHERE ")[0] for statement in sql}) == 7


# session, person, roles, schools, cases, pupils, journal; beyond a page, the bounded count
@pytest.mark.parametrize(("rows", "queries"), [(1, 7), (3, 7), (27, 8)])
def test_list_of_the_coordination_costs_seven_queries(rows, queries, ecole, coordinateur):
    fill(ecole, rows)

    assert len(statements(signed_in(coordinateur))) == queries


# session, person, roles, schools, cases
@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_the_secretariat_costs_five_queries(rows, ecole):
    fill(ecole, rows)

    assert len(statements(signed_in(secretaire(ecole.pole)))) == 5


def test_list_names_the_pupils_to_their_school_only_and_says_it_in_the_journal(ecole, directeur, saisine):
    html = signed_in(directeur).get(URL).content.decode()

    assert saisine.eleve.nom_complet in html
    assert Entree.objects.filter(acte=Acte.LECTURE, personne=directeur, identite=True).count() == 1


def test_list_names_no_pupil_to_anybody_else(people, saisine):
    for who in ("ien", "secretariat", "convie"):
        html = signed_in(people[who]).get(URL).content.decode()
        assert saisine.reference in html
        assert "Canari" not in html
    assert not Entree.objects.filter(identite=True).exists()


def test_list_opens_nothing_sealed_but_the_names_of_its_rows(ecole, coordinateur):
    fill(ecole, 3)

    named = " ".join(statements(signed_in(coordinateur)))
    sql = " ".join(statements(signed_in(inspectrice(ecole.pole))))

    assert named.count('"saisines_eleve"."nom"') == 1
    assert "naissance" not in named
    assert "contenu" not in named
    assert "saisines_eleve" not in sql
    assert "contenu" not in sql
    assert "texte" not in sql


def test_list_holds_nothing_of_what_one_may_not_see(strangers, saisine):
    for personne in strangers.values():
        html = signed_in(personne).get(URL).content.decode()
        assert saisine.reference not in html
        assert str(saisine.pk) not in html


def test_list_of_a_teacher_holds_their_draft_and_not_that_of_a_colleague(ecole):
    teacher, other = enseignante(ecole), enseignante(ecole)
    mine, theirs = (
        SaisineFactory(ecole=ecole, auteur=author, etat=Etat.BROUILLON, redacteur=Redacteur.ENSEIGNANT)
        for author in (teacher, other)
    )

    html = signed_in(teacher).get(URL).content.decode()

    assert str(mine.pk) in html
    assert str(theirs.pk) not in html


def test_filters_are_kept_in_the_address_and_narrow_the_list(ecole, directeur):
    closed = SaisineFactory(ecole=ecole, auteur=directeur, etat=Etat.CLOSE)
    open_one = SaisineFactory(ecole=ecole, auteur=directeur)

    html = signed_in(directeur).get(URL + "?etat=close").content.decode()

    assert closed.reference in html
    assert open_one.reference not in html
    assert '<option value="close" selected>' in html


@pytest.mark.parametrize(
    "query",
    [
        "?etat=nimporte",
        "?ecole=abc",
        "?page=9999",
        "?page=-1",
        "?page=²",
        "?annee=xx",
        "?annee=²",
        "?ordre=--",
        "?q=%00%27",
    ],
)
def test_old_or_forged_address_never_breaks_the_list(query, directeur, saisine):
    assert signed_in(directeur).get(URL + query).status_code == 200


def test_school_of_another_pole_in_the_address_shows_nothing_more(ecole, coordinateur, saisine):
    elsewhere = SaisineFactory(ecole=EcoleFactory())

    html = signed_in(coordinateur).get(URL + f"?ecole={elsewhere.ecole_id}").content.decode()

    assert elsewhere.reference not in html
    assert saisine.reference not in html


def test_search_finds_a_reference_and_a_school_without_accents(ecole, coordinateur, saisine):
    client = signed_in(coordinateur)

    assert saisine.reference in client.get(URL + f"?q={saisine.reference[-4:]}").content.decode()
    assert saisine.reference in client.get(URL + "?q=ECOLE DES TILLEULS").content.decode()
    assert saisine.reference not in client.get(URL + "?q=zzz").content.decode()


def test_pages_hold_25_rows_and_lead_to_each_other(ecole, directeur):
    fill(ecole, 27, auteur=directeur)
    client = signed_in(directeur)

    first = client.get(URL + "?ordre=age").content.decode()
    second = client.get(URL + "?ordre=age&page=2").content.decode()

    assert (first.count("dossiers__lien"), second.count("dossiers__lien")) == (25, 2)
    assert "?ordre=age&amp;page=2" in first
    assert "?ordre=age&amp;page=1" in second


def test_empty_list_teaches_what_will_come(ecole, directeur):
    assert "Dix minutes suffisent" in signed_in(directeur).get(URL).content.decode()
    assert "quand on vous la confie" in signed_in(membre(ecole.pole)).get(URL).content.decode()


def test_pupil_is_found_by_exact_name_accents_aside(coordinateur, saisine):
    data = {"prenom": saisine.eleve.prenom.upper(), "nom": saisine.eleve.nom.lower()}

    answer = signed_in(coordinateur).post("/saisines/recherche/", data)

    assert saisine.reference in answer.content.decode()


@pytest.mark.parametrize(("count", "others"), [(25, False), (26, True)])
def test_search_by_name_shows_one_page_and_no_link_that_loses_the_name(coordinateur, ecole, count, others):
    for _ in range(count):
        SaisineFactory(ecole=ecole, eleve=EleveFactory(ecole=ecole, nom="Lila", prenom="Noé"))

    answer = signed_in(coordinateur).post("/saisines/recherche/?page=2", {"prenom": "Noé", "nom": "Lila"})

    html = answer.content.decode()
    assert len(answer.context["page"].lignes) == 25
    assert f"{count} saisines à ce nom" in html
    assert ("Les 25 plus récentes sont montrées" in html) is others
    assert "page=" not in html
    assert 'rel="next"' not in html


def test_pupil_of_another_school_and_unknown_pupil_give_the_same_page(ecole, saisine):
    """menaces.md T5: the director of another school learns nothing."""
    stranger = signed_in(directrice(EcoleFactory(pole=ecole.pole)))
    known = {"prenom": saisine.eleve.prenom, "nom": saisine.eleve.nom}
    unknown = {"prenom": "X" * len(known["prenom"]), "nom": "Y" * len(known["nom"])}

    pages = []
    for names in (known, unknown):
        html = stranger.post("/saisines/recherche/", names).content.decode()
        pages.append(_without_tokens(html.replace(names["prenom"], "P").replace(names["nom"], "N")))

    assert pages[0] == pages[1]


def _without_tokens(html):
    return [line for line in html.splitlines() if "csrfmiddlewaretoken" not in line]


@pytest.mark.parametrize("who", ["secretariat", "convie"])
def test_search_by_name_is_refused_to_whoever_has_no_use_for_it(who, people, saisine):
    data = {"prenom": saisine.eleve.prenom, "nom": saisine.eleve.nom}

    assert signed_in(people[who]).post("/saisines/recherche/", data).status_code == 403


def test_search_by_name_never_stands_in_an_address(coordinateur):
    response = signed_in(coordinateur).get("/saisines/recherche/?nom=a&prenom=b")

    # Nothing is searched, and the name does not follow.
    assert (response.status_code, response["Location"]) == (302, URL)
    assert not Entree.objects.filter(acte=Acte.IDENTITE).exists()


def test_list_of_another_pole_is_not_that_of_the_current_one(ecole, saisine):
    elsewhere = coordinatrice(EcoleFactory().pole)

    assert saisine.reference not in signed_in(elsewhere).get(URL).content.decode()
