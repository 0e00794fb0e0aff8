"""Exports: exactly the list that one sees, never a case more, and a line in the journal."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pole.models import Acte, Entree
from saisines import exports
from saisines.enums import Etat
from tests.clients import proved, signed_in
from tests.factories.pole import EcoleFactory, directrice, inspectrice, partenaire
from tests.factories.saisines import EleveFactory, SaisineFactory
from tests.securite.canaris import readable

pytestmark = pytest.mark.django_db
MOT_DE_PASSE = "une phrase que personne d’autre ne sait"
LISTE, CSV, ODS = "/saisines/", "/saisines/export/csv/", "/saisines/export/ods/"


def taker(personne):
    """Somebody signed in, who has just proved again who they are."""
    return proved(signed_in(personne), personne)


def rows_of(client, query=""):
    content = client.get(CSV + query).getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


def references(client, query=""):
    return [row["Référence"] for row in rows_of(client, query)]


@pytest.mark.parametrize("who", ["direction", "coordonnateur", "ien", "secretariat", "convie"])
@pytest.mark.parametrize("query", ["", "?etat=close", "?ordre=ecole", "?q=2627", "?niveau=ce1", "?retard=1"])
def test_export_holds_the_cases_of_the_page_in_its_order(who, query, people, ecole, saisine):
    SaisineFactory(ecole=ecole, etat=Etat.CLOSE)
    SaisineFactory(ecole=ecole, niveau="cm2", prochaine_date=timezone.localdate().replace(year=2020))
    client = taker(people[who])

    shown = client.get(LISTE + query).context["page"].lignes

    assert references(client, query) == [ligne.reference for ligne in shown]


def test_export_holds_more_than_a_page_and_each_case_once(ecole, directeur):
    for _ in range(27):
        SaisineFactory(ecole=ecole, auteur=directeur, eleve=EleveFactory(ecole=ecole))

    found = references(taker(directeur))

    assert len(found) == len(set(found)) == 27


@pytest.mark.parametrize("query", ["", "?urgence=urgentes", "?ordre=age", "?etat=transmise", "?attente=1"])
def test_export_of_the_triage_holds_its_cases_with_their_motives(query, people, ecole, saisine):
    SaisineFactory(ecole=ecole, etat=Etat.CLOSE)
    SaisineFactory(ecole=ecole, urgence="haute").motifs.add(*saisine.motifs.all())
    client = taker(people["coordonnateur"])

    page = client.get("/saisines/tri/" + query)
    content = client.get("/saisines/tri/export/csv/" + query).getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))

    shown = page.context["page"].lignes
    assert f'href="/saisines/tri/export/csv/{query.replace("&", "&amp;")}"' in page.content.decode()
    assert [row["Référence"] for row in rows] == [one.reference for one in shown]
    assert [row["Motifs"] for row in rows] == [one.motifs for one in shown]
    assert [row["Élève"] for row in rows] == [one.titre.partition(" – ")[0] for one in shown]
    assert rows


def test_export_of_the_triage_is_for_those_who_pilot(people, saisine):
    for who in ("direction", "secretariat", "convie"):
        assert taker(people[who]).get("/saisines/tri/export/csv/").status_code == 403


@pytest.mark.parametrize("url", [CSV, ODS])
def test_export_names_the_pupils_where_the_list_does_and_nowhere_else(url, people, saisine):
    text = {who: readable(taker(people[who]).get(url).getvalue()) for who in people}

    for who in ("direction", "coordonnateur"):
        assert saisine.eleve.nom_complet in text[who]
    for who in ("ien", "secretariat", "convie"):
        assert saisine.reference in text[who]
        assert "Canari" not in text[who]
        assert "Élève" not in rows_of(taker(people[who]))[0]


def test_export_follows_the_click_on_the_list(ecole, saisine):
    """decisions.md 16: PDF and export follow it."""
    client = taker(inspectrice(ecole.pole))
    before = readable(client.get(ODS).getvalue())

    client.post("/saisines/noms/")

    assert "Canari" not in before
    assert saisine.eleve.nom_complet in readable(client.get(ODS).getvalue())


def test_export_of_the_secretariat_holds_no_level(people, saisine):
    row = rows_of(taker(people["secretariat"]))[0]

    assert "Niveau" not in row
    assert "CE1" not in row.values()


@pytest.mark.parametrize("url", [CSV, ODS])
def test_export_holds_nothing_of_what_one_may_not_see(url, strangers, saisine):
    for personne in strangers.values():
        text = readable(taker(personne).get(url).getvalue())

        assert saisine.reference not in text
        assert str(saisine.pk) not in text
        assert "Canari" not in text


def test_kind_e_is_in_the_export_of_its_author_only(ecole, directeur, people):
    hidden = SaisineFactory(ecole=ecole, auteur=directeur, nature="E", eleve=None)

    found = {who: references(taker(people[who])) for who in people}

    assert hidden.reference in found["direction"]
    assert not [who for who in found if who != "direction" and hidden.reference in found[who]]


@pytest.mark.parametrize("prenom", ["=1+1", "@SUM(A1)", "\t=cmd|' /C calc'!A0", "\uff1d1+1"])
def test_name_that_a_spreadsheet_would_run_is_inert_in_both_formats(prenom, ecole, directeur):
    SaisineFactory(ecole=ecole, auteur=directeur, eleve=EleveFactory(ecole=ecole, prenom=prenom))
    client = taker(directeur)

    named = rows_of(client)[0]["Élève"]
    xml = readable(client.get(ODS).getvalue())

    assert named.startswith("'")
    assert "table:formula" not in xml
    assert f"<text:p>{prenom[:1]}" not in xml


def test_each_export_is_one_line_of_the_journal_written_before(ecole, people, saisine):
    """The names are said to have been taken away only where they were."""
    for who in ("direction", "secretariat"):
        taker(people[who]).get(ODS)

    lines = Entree.objects.filter(acte=Acte.EXPORT).order_by("pk")
    assert [(line.personne, line.fonction, line.identite) for line in lines] == [
        (people["direction"], "liste de l’école", True),
        (people["secretariat"], "liste du pôle", False),
    ]


def test_export_without_a_journal_is_no_export(directeur, saisine, monkeypatch):
    def broken(*_, **__):
        raise OSError("disque plein")

    monkeypatch.setattr("pole.journal.Entree.save", broken)

    with pytest.raises(OSError, match="disque plein"):
        taker(directeur).get(CSV)


# session, person, roles, cases, pupils, three ways to prove again who it is, its lists of the hour (locked,
# then read), journal
@pytest.mark.parametrize("rows", [1, 3, 40])
@pytest.mark.parametrize("url", [CSV, ODS])
def test_export_costs_eleven_queries_and_asks_nothing_while_it_leaves(url, rows, ecole, directeur):
    for _ in range(rows):
        SaisineFactory(ecole=ecole, auteur=directeur, eleve=EleveFactory(ecole=ecole))
    client = taker(directeur)

    with CaptureQueriesContext(connection) as asked:
        response = client.get(url)
    with CaptureQueriesContext(connection) as leaving:
        response.getvalue()

    kinds = ("SELECT", "INSERT", "UPDATE", "DELETE")
    assert len([query for query in asked if query["sql"].startswith(kinds)]) == 11
    assert len(leaving) == 0


def test_export_stops_where_the_pages_do_and_says_so(ecole, directeur, monkeypatch):
    monkeypatch.setattr(exports, "LIGNES_MAX", 3)
    for _ in range(4):
        SaisineFactory(ecole=ecole, auteur=directeur)

    found = references(taker(directeur))

    assert len(found) == 4
    assert found[-1] == exports.SUITE


def test_list_with_names_asks_again_who_it_is_before_it_leaves(ecole, directeur, saisine):
    """T12: an open screen is not enough to take names away; a list without names asks for nothing."""
    for person in (directeur, ien := inspectrice(ecole.pole)):
        person.set_password(MOT_DE_PASSE)
        person.save()
    client = signed_in(directeur)

    asked = client.get(ODS + "?etat=transmise")
    proved = client.post(asked["Location"], {"password": MOT_DE_PASSE})
    given = client.get(proved["Location"])

    assert asked.status_code == 302
    assert asked["Location"].startswith("/compte/verifier/")
    assert proved["Location"] == ODS + "?etat=transmise"
    assert saisine.eleve.nom_complet in readable(given.getvalue())
    assert Entree.objects.filter(acte=Acte.EXPORT).count() == 1
    assert saisine.reference in references(signed_in(ien))


@pytest.mark.parametrize("format", ["pdf", "xlsx", "CSV"])
def test_unknown_format_is_an_unknown_page(format, directeur):
    assert taker(directeur).get(f"/saisines/export/{format}/").status_code == 404


def test_page_offers_its_own_filters_to_the_export(ecole, directeur, saisine):
    html = taker(directeur).get(LISTE + "?etat=transmise&ordre=age&page=1").content.decode()

    assert f'href="{ODS}?etat=transmise&amp;ordre=age"' in html
    assert f'href="{CSV}?etat=transmise&amp;ordre=age"' in html
    assert "L’export est noté" in html


def test_former_director_and_partner_take_away_what_they_see_and_no_more(ecole, directeur, saisine):
    outside = taker(partenaire(ecole.pole))
    directeur.affectations.update(fin=timezone.now())
    directrice_of_another = taker(directrice(EcoleFactory(pole=ecole.pole)))

    assert references(outside) == []
    assert references(directrice_of_another) == []
    assert taker(directeur).get(CSV).status_code == 404
