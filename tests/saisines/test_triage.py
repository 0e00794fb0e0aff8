"""The triage: what to decide before the deadline, at a fixed cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pole.enums import Urgence
from pole.models import Entree
from saisines.enums import Etat
from saisines.listes import COMPTE_MAX, bounded, piloted
from saisines.models import Saisine
from tests.clients import signed_in
from tests.factories.pole import EcoleFactory, MotifFactory, inspectrice
from tests.factories.saisines import EleveFactory, SaisineFactory

pytestmark = pytest.mark.django_db
URL = "/saisines/tri/"


def html_of(personne, query=""):
    answer = signed_in(personne).get(URL + query)
    assert answer.status_code == 200
    return answer.content.decode()


def order_of(html, *saisines):
    return sorted(saisines, key=lambda one: html.index(one.reference))


def statements(personne, query=""):
    client = signed_in(personne)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(URL + query).status_code == 200
    kinds = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return [query["sql"] for query in captured if query["sql"].lstrip("(").startswith(kinds)]


@pytest.fixture
def many(ecole):
    """250 cases, made at once."""
    motif = MotifFactory(pole=ecole.pole)
    rows = [SaisineFactory.build(ecole=ecole, pole=ecole.pole, eleve=None, auteur=None) for _ in range(250)]
    first = SaisineFactory(ecole=ecole)
    for row in rows:
        row.eleve, row.auteur, row.transmise_par = first.eleve, first.auteur, first.auteur
    Saisine.objects.bulk_create(rows)
    Saisine.motifs.through.objects.bulk_create(
        Saisine.motifs.through(saisine_id=row.pk, motif_id=motif.pk) for row in rows
    )


# session, person, roles, cases, motives with names, counters, schools, journal
@pytest.mark.parametrize("rows", [1, 3, 25])
def test_triage_costs_eight_queries(rows, ecole, coordinateur):
    motif = MotifFactory(pole=ecole.pole)
    for _ in range(rows):
        SaisineFactory(ecole=ecole, eleve=EleveFactory(ecole=ecole)).motifs.add(motif)

    sql = statements(coordinateur)

    assert len(sql) == 8
    assert len(set(sql)) == 8


def test_triage_of_250_cases_costs_eight_queries_too_and_counts_no_further_than_200(many, coordinateur):
    html = html_of(coordinateur)

    assert len(statements(coordinateur)) == 8
    assert f"<strong>{COMPTE_MAX}+</strong> <span>Au tri</span>" in html
    assert f"{COMPTE_MAX}+ saisines" in html
    assert html.count("dossiers__lien") == 25


def test_triage_loads_no_sealed_column_but_the_names_that_it_shows(coordinateur, saisine):
    named = " ".join(statements(coordinateur))
    sql = " ".join(statements(inspectrice(saisine.pole)))

    assert named.count('"saisines_eleve"."nom"') == 1
    assert "contenu" not in named
    assert "saisines_eleve" not in sql
    assert "contenu" not in sql


def test_bounded_says_200_plus_beyond():
    assert (bounded(200), bounded(201)) == ("200", "200+")


@pytest.mark.parametrize("who", ["direction", "secretariat", "convie"])
def test_triage_is_for_those_who_pilot(who, people, saisine):
    assert signed_in(people[who]).get(URL).status_code == 403


def test_triage_opens_to_the_ien(saisine):
    assert saisine.reference in html_of(inspectrice(saisine.pole))


def test_triage_names_the_pupils_to_the_coordination_only_and_says_it_in_the_journal(coordinateur, saisine):
    ien = html_of(inspectrice(saisine.pole))
    html = html_of(coordinateur)

    assert "Canari" not in ien
    assert saisine.eleve.nom_complet in html
    assert list(Entree.objects.filter(identite=True).values_list("personne", "fonction")) == [
        (coordinateur.pk, "liste du pôle")
    ]


def test_triage_puts_priorities_first_then_the_nearest_deadline(ecole, coordinateur):
    today = timezone.localdate()
    far = SaisineFactory(ecole=ecole, date_limite=today + timedelta(days=20))
    near = SaisineFactory(ecole=ecole, date_limite=today + timedelta(days=5))
    urgent = SaisineFactory(ecole=ecole, urgence=Urgence.HAUTE)

    assert order_of(html_of(coordinateur), far, near, urgent) == [urgent, near, far]


@pytest.mark.parametrize("ordre", ["echeance", "urgence", "ecole", "nature", "etat", "age", "prochaine"])
def test_triage_sorts_by_each_of_its_keys(ordre, coordinateur, saisine):
    assert saisine.reference in html_of(coordinateur, f"?ordre={ordre}")


def test_triage_leaves_out_drafts_kind_e_and_what_is_over(ecole, coordinateur, saisine):
    hidden = [
        SaisineFactory(ecole=ecole, etat=Etat.CLOSE),
        SaisineFactory(ecole=ecole, nature="E", eleve=None),
        SaisineFactory(ecole=EcoleFactory()),
    ]
    draft = SaisineFactory(ecole=ecole, etat=Etat.BROUILLON)

    html = html_of(coordinateur)

    assert saisine.reference in html
    assert [one.reference for one in hidden if one.reference in html] == []
    assert str(draft.pk) not in html


def test_triage_shows_what_awaits_me(ecole, coordinateur):
    yesterday = timezone.localdate() - timedelta(days=1)
    new = SaisineFactory(ecole=ecole)
    late = SaisineFactory(ecole=ecole, etat=Etat.EN_SUIVI, prochaine_date=yesterday)
    waiting = SaisineFactory(
        ecole=ecole, etat=Etat.COMPLEMENT_DEMANDE, prochaine_date=yesterday + timedelta(days=9)
    )

    html = html_of(coordinateur, "?attente=1")

    assert new.reference in html
    assert late.reference in html
    assert waiting.reference not in html


def test_triage_filters_by_state_kind_school_and_priority(ecole, coordinateur):
    other = EcoleFactory(pole=ecole.pole)
    kept = SaisineFactory(ecole=other, nature="G", eleve=None, urgence=Urgence.HAUTE)
    SaisineFactory(ecole=ecole)

    html = html_of(coordinateur, f"?etat=transmise&nature=G&ecole={other.pk}&urgence=urgentes")

    assert html.count("dossiers__lien") == 1
    assert kept.reference in html


def test_triage_counters_tell_what_is_there(ecole, coordinateur):
    SaisineFactory(ecole=ecole, urgence=Urgence.IMMEDIATE)
    SaisineFactory(ecole=ecole, etat=Etat.COMPLEMENT_DEMANDE)

    html = html_of(coordinateur)

    counters = html.split('<ul class="compteurs">')[1].split("</ul>")[0]
    assert "<strong>2</strong> <span>Au tri</span>" in counters
    assert "<strong>1</strong> <span>Urgent, hors réunion</span>" in counters
    assert "<strong>1</strong> <span>À préciser</span>" in counters


def test_empty_triage_says_that_all_is_sorted(coordinateur):
    assert "Tout est trié" in html_of(coordinateur)


def test_triage_starts_inside_what_one_may_see(people, saisine):
    """The triage spares the other branches of `visible_to`; it must never go beyond them."""
    SaisineFactory(ecole=saisine.ecole, nature="E", eleve=None)
    SaisineFactory(ecole=saisine.ecole, etat=Etat.BROUILLON)
    for personne in people.values():
        piloted_rows = set(piloted(personne, saisine.pole))
        assert piloted_rows <= set(Saisine.objects.visible_to(personne))
    assert set(piloted(people["coordonnateur"], saisine.pole)) == {saisine}
