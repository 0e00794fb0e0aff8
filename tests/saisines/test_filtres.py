"""Filters by motive and by person in charge: kept in the address, followed by the export, and no leak."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saisines.enums import Etat, Origine
from saisines.models import Saisine
from saisines.services import acces
from tests.clients import page, proved, signed_in
from tests.factories.pole import (
    EcoleFactory,
    MotifFactory,
    PoleFactory,
    directrice,
    membre,
    partenaire,
    secretaire,
)
from tests.factories.saisines import EleveFactory, SaisineFactory

pytestmark = pytest.mark.django_db
LISTE, TRI = "/saisines/", "/saisines/tri/"
DU_POLE = [LISTE, TRI]


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return {ligne.reference for ligne in answer.context["page"].lignes}


def offered(client, url, nom):
    """What one drop-down list offers; None where it is not there."""
    listes = {liste.nom: liste for liste in client.get(url).context["filtres"].listes}
    return [words for _, words, _ in listes[nom].options] if nom in listes else None


def exported(personne, address):
    content = proved(signed_in(personne), personne).get(address).getvalue().decode("utf-8-sig")
    return {row["Référence"] for row in csv.DictReader(io.StringIO(content), delimiter=";")}


@pytest.fixture
def motif(ecole):
    return MotifFactory(pole=ecole.pole, nom="Absences répétées", code="absences")


@pytest.fixture
def psychologue(ecole):
    return membre(ecole.pole, personne__prenom="Zoé", personne__nom="Aubépine")


@pytest.fixture
def suivie(ecole, motif, psychologue):
    """In the charge of somebody, for a motive that no other case has."""
    case = SaisineFactory(ecole=ecole, responsable=psychologue, etat=Etat.PRISE_EN_CHARGE)
    case.motifs.add(motif)
    return case


@pytest.mark.parametrize("url", DU_POLE)
def test_list_is_narrowed_to_one_motive_and_its_export_too(url, coordinateur, saisine, suivie, motif):
    query = f"?motif={motif.pk}"

    assert shown(signed_in(coordinateur), url) == {saisine.reference, suivie.reference}
    assert shown(signed_in(coordinateur), url + query) == {suivie.reference}
    assert exported(coordinateur, f"{url}export/csv/{query}") == {suivie.reference}


@pytest.mark.parametrize("url", DU_POLE)
def test_list_is_narrowed_to_the_person_in_charge_or_to_nobody(
    url, coordinateur, saisine, suivie, psychologue
):
    hers, nobody = f"?responsable={psychologue.pk}", "?responsable=aucune"

    for query, expected in ((hers, suivie), (nobody, saisine)):
        assert shown(signed_in(coordinateur), url + query) == {expected.reference}
        assert exported(coordinateur, f"{url}export/csv/{query}") == {expected.reference}


@pytest.mark.parametrize("url", DU_POLE)
def test_filters_stay_chosen_in_the_page_and_go_with_its_links(url, coordinateur, suivie, motif, psychologue):
    html = page(signed_in(coordinateur).get(f"{url}?motif={motif.pk}&responsable={psychologue.pk}"))

    assert f'<option value="{motif.pk}" selected>Absences répétées</option>' in html
    assert f'<option value="{psychologue.pk}" selected>Zoé Aubépine</option>' in html
    assert f"export/ods/?motif={motif.pk}&amp;responsable={psychologue.pk}" in html


def test_case_is_triaged_inside_the_list_that_the_filters_make(coordinateur, ecole, saisine, suivie, motif):
    other = SaisineFactory(ecole=ecole)
    other.motifs.add(motif)

    html = page(signed_in(coordinateur).get(f"{TRI}?motif={motif.pk}&ordre=age"))
    screen = page(signed_in(coordinateur).get(f"{LISTE}{suivie.pk}/tri/?motif={motif.pk}&ordre=age"))

    assert f"/tri/?motif={motif.pk}&amp;ordre=age" in html
    assert "sur 2" in screen
    assert str(saisine.pk) not in screen


def test_motives_come_in_the_order_of_the_pole_and_those_switched_off_stay(coordinateur, ecole):
    for rang, nom in enumerate(("Lecture", "Absences"), start=1):
        MotifFactory(pole=ecole.pole, nom=nom, code=nom.lower(), rang=rang, actif=rang == 1)
    MotifFactory(nom="D’un autre pôle")

    assert offered(signed_in(coordinateur), TRI, "motif") == ["Tous", "Lecture", "Absences"]


@pytest.mark.parametrize("url", DU_POLE)
def test_people_offered_are_those_in_charge_of_a_case_of_the_list(url, coordinateur, suivie, psychologue):
    membre(suivie.pole)
    SaisineFactory(responsable=membre(EcoleFactory().pole))

    people = offered(signed_in(coordinateur), url, "responsable")

    assert people == ["Toutes", "Personne pour l’instant", "Zoé Aubépine"]


def test_secretariat_filters_by_motive_and_person_as_it_reads_both(saisine, suivie, motif, psychologue):
    client = signed_in(secretaire(saisine.pole))

    assert "Absences répétées" in offered(client, LISTE, "motif")
    assert "Zoé Aubépine" in offered(client, LISTE, "responsable")
    assert shown(client, f"{LISTE}?motif={motif.pk}") == {suivie.reference}
    assert shown(client, f"{LISTE}?responsable={psychologue.pk}") == {suivie.reference}


@pytest.mark.parametrize("who", ["direction", "convie"])
def test_others_are_offered_neither_and_guess_no_motive_by_hand(who, people, saisine, motif):
    """What a list hides, its filters do not let guess."""
    client = signed_in(people[who])

    assert offered(client, LISTE, "motif") is None
    assert offered(client, LISTE, "responsable") is None
    assert shown(client, f"{LISTE}?motif={motif.pk}") == shown(client, LISTE) == {saisine.reference}


def test_kind_e_shows_in_no_filter_of_those_who_may_not_read_it(people, saisine, motif, psychologue):
    hidden = SaisineFactory(ecole=saisine.ecole, nature="E", eleve=None, responsable=psychologue)
    hidden.motifs.add(motif)

    for who in ("coordonnateur", "ien", "secretariat"):
        client = signed_in(people[who])
        urls = [LISTE] if who == "secretariat" else DU_POLE
        for url in urls:
            assert "Zoé Aubépine" not in offered(client, url, "responsable")
            of_her = without_choice(client, url, psychologue.pk)
            assert of_her == without_choice(client, url, uuid4()), (who, url)
            assert shown(client, f"{url}?responsable={psychologue.pk}") == set()
            assert shown(client, f"{url}?motif={motif.pk}&nature=E") == set()


def without_choice(client, url, person):
    """The page that such an address shows, its own words aside."""
    html = page(client.get(f"{url}?responsable={person}")).replace(str(person), "X")
    return [line for line in html.splitlines() if "csrfmiddlewaretoken" not in line]


def test_kind_e_is_filtered_for_a_reader_chosen_by_its_author(coordinateur, saisine, psychologue):
    """It is theirs to read: hiding it from its own filter would be another rule."""
    chosen = SaisineFactory(ecole=saisine.ecole, nature="E", eleve=None, responsable=psychologue)
    now = timezone.now()
    fin = now + timedelta(days=3)
    acces.grant(chosen, coordinateur, origine=Origine.CHOIX, origine_id=uuid4(), debut=now, fin=fin)

    assert Saisine.objects.visible_to(coordinateur).contains(chosen)
    assert shown(signed_in(coordinateur), f"{LISTE}?responsable={psychologue.pk}") == {chosen.reference}
    assert shown(signed_in(coordinateur), f"{TRI}?responsable={psychologue.pk}") == set()


@pytest.mark.parametrize("query", ["?motif=abc", "?responsable=abc", "?motif=%00", "?responsable=-1"])
@pytest.mark.parametrize("url", DU_POLE)
def test_old_or_forged_address_narrows_nothing(url, query, coordinateur, saisine):
    assert shown(signed_in(coordinateur), url + query) == {saisine.reference}


# session, person, roles; schools, motives and people; counters; cases; pupils and motives; journal
@pytest.mark.parametrize("rows", [1, 3, 27])
@pytest.mark.parametrize("query", ["", "?motif={}", "?responsable={}", "?etat=transmise"])
def test_filtered_triage_costs_eight_queries_whatever_its_length(
    rows, query, coordinateur, ecole, motif, psychologue
):
    auteur = directrice(ecole)
    for _ in range(rows):
        case = SaisineFactory(
            ecole=ecole, auteur=auteur, eleve=EleveFactory(ecole=ecole), responsable=psychologue
        )
        case.motifs.add(motif)
    client = signed_in(coordinateur)
    chosen = motif.pk if "motif" in query else psychologue.pk

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(TRI + query.format(chosen))

    kinds = ("SELECT", "INSERT", "UPDATE", "DELETE")
    assert len([one for one in asked if one["sql"].lstrip("(").startswith(kinds)]) == 8
    assert answer.context["page"].total == str(rows)


@pytest.mark.parametrize(("address", "total"), [("", "200+"), ("&page=8", "200+"), ("&page=9", "210")])
def test_count_of_a_filtered_triage_says_no_more_than_200(address, total, coordinateur, ecole):
    first = SaisineFactory(ecole=ecole)
    rows = [
        SaisineFactory.build(
            ecole=ecole,
            pole=ecole.pole,
            eleve=first.eleve,
            auteur=first.auteur,
            transmise_par=first.auteur,
            reference=f"2627-CIRCO-9{number:03d}",
        )
        for number in range(209)
    ]
    Saisine.objects.bulk_create(rows)

    found = signed_in(coordinateur).get(f"{TRI}?etat=transmise{address}").context["page"]

    assert found.total == total
    assert len(found.lignes) == (10 if "9" in address else 25)


def test_page_beyond_the_last_one_still_counts_what_is_there(coordinateur, saisine):
    found = signed_in(coordinateur).get(f"{TRI}?etat=transmise&page=20").context["page"]

    assert (found.total, found.lignes) == ("1", [])


# A partner reads the date of their own mission, on the case


@pytest.fixture
def partenaire_sollicite():
    """An outside partner, called upon for an urgent case on which somebody else owes something."""
    pole = PoleFactory()
    personne = partenaire(pole)
    now = timezone.now()
    saisine = SaisineFactory(
        pole=pole,
        etat=Etat.PRISE_EN_CHARGE,
        urgence="haute",
        prochaine_date=pole.today() - timedelta(days=41),
    )
    acces.grant(
        saisine,
        personne,
        origine=Origine.SOLLICITATION,
        origine_id=uuid4(),
        debut=now - timedelta(days=1),
        fin=now + timedelta(days=30),
    )
    return personne, saisine


@pytest.mark.parametrize("narrowed", ["", "?urgence=normale", "?retard=1", "?ordre=prochaine"])
def test_list_of_a_partner_shows_and_filters_neither_priority_nor_next_dates(partenaire_sollicite, narrowed):
    personne, saisine = partenaire_sollicite

    answer = signed_in(personne).get(LISTE + narrowed)
    (ligne,) = answer.context["page"].lignes

    assert ligne.reference == saisine.reference
    assert (ligne.urgence, ligne.date, ligne.depassee) == ("", "", False)
    assert "Priorité" not in page(answer)
    assert 'name="retard"' not in page(answer)
    assert [code for code, _, _ in answer.context["filtres"].ordre.options] == [
        "age",
        "recente",
        "ecole",
        "etat",
        "nature",
    ]


def test_export_of_a_partner_holds_neither_priority_nor_next_dates(partenaire_sollicite):
    personne, saisine = partenaire_sollicite

    content = proved(signed_in(personne), personne).get(f"{LISTE}export/csv/").getvalue()

    text = content.decode("utf-8-sig")
    assert saisine.reference in text
    assert "Priorité haute" not in text
    assert f"{saisine.prochaine_date:%d/%m/%Y}" not in text
