"""The urgent path on the pages: the banner, the panel of the case, one tap, what each person reads."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pole.enums import Nature, RaisonUrgence, Urgence
from saisines.enums import Etat, Origine
from saisines.models import Alerte, AlerteRecue, Lecteur, Saisine
from saisines.services import acces, urgences
from saisines.services.dossier import transmettre
from saisines.services.lecteurs import choisir, open_to_chosen
from tests.clients import page, signed_in
from tests.factories.pole import (
    EcoleFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    inspectrice,
    membre,
    partenaire,
    secretaire,
)
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

BANDEAU = "Une urgence attend."


@pytest.fixture
def ecole():
    numeros = [{"nom": "Service social", "numero": "04 00 00 00 09"}]
    return EcoleFactory(pole=PoleFactory(telephone="04 00 00 00 01", numeros_urgence=numeros))


@pytest.fixture
def direction(ecole):
    return directrice(ecole)


@pytest.fixture
def office(ecole):
    """Who is told at once."""
    helpers = {"coordination": coordinatrice, "ien": inspectrice, "secretariat": secretaire}
    return {
        name: helper(ecole.pole, personne__telephone="04 00 00 00 02") for name, helper in helpers.items()
    }


def send(ecole, author, **fields):
    fields = {"urgence": Urgence.IMMEDIATE, "urgence_raison": RaisonUrgence.DECES} | fields
    saisine = SaisineFactory(ecole=ecole, auteur=author, etat=Etat.BROUILLON, **fields)
    return transmettre(saisine, by=fresh(author))


@pytest.fixture
def saisine(ecole, direction, office):
    return send(ecole, direction)


@pytest.mark.parametrize("adresse", ["/", "/saisines/", "/pole/", "/compte/"])
@pytest.mark.parametrize("who", ["coordination", "ien", "secretariat"])
def test_banner_is_on_every_page_of_those_who_were_told(saisine, office, who, adresse):
    html = page(signed_in(office[who]).get(adresse))

    (banner,) = re.findall(r'<section class="bandeau-urgent".*?</section>', html, re.DOTALL)
    assert BANDEAU in banner
    assert saisine.reference in banner
    assert "Canari" not in banner


def test_banner_lets_who_pilots_take_it_and_tells_the_secretariat_whom_to_call(saisine, office):
    pilot, secretary = (page(signed_in(office[who]).get("/")) for who in ("coordination", "secretariat"))

    # The banner stands on pages of other cases: its button says which one it takes.
    taking = f'fr-btn--secondary" type="submit">Prendre en charge {saisine.reference}</button>'
    assert taking in pilot
    assert f'action="/saisines/{saisine.pk}/urgence/prendre/"' in pilot
    assert "rendre en charge" not in secretary
    assert "Joignez la coordination ou l’IEN" in secretary


def test_nobody_else_reads_the_banner(ecole, direction, saisine):
    others = [
        direction,
        enseignante(ecole),
        membre(ecole.pole),
        partenaire(ecole.pole),
        coordinatrice(PoleFactory()),
        # Came after the alert: told by the chain, not by chance.
        inspectrice(ecole.pole),
    ]

    for person in others:
        assert BANDEAU not in page(signed_in(person).get("/"))


def test_banner_leaves_everybody_at_the_first_tap(saisine, office):
    response = signed_in(office["ien"]).post(f"/saisines/{saisine.pk}/urgence/prendre/", follow=True)

    assert "Vous l’avez prise en charge à" in page(response)
    for person in office.values():
        assert BANDEAU not in page(signed_in(person).get("/"))


def test_second_tap_says_who_was_first(saisine, office):
    urgences.prendre(saisine, by=fresh(office["ien"]))

    response = signed_in(office["coordination"]).post(f"/saisines/{saisine.pk}/urgence/prendre/", follow=True)

    assert f"{office['ien']} l’a déjà prise en charge, à" in page(response)


def test_banner_leaves_with_the_function_by_which_one_was_told(ecole, saisine, office):
    """The coordinator becomes a teacher of the same pole: nothing betrays the case any more."""
    person = office["coordination"]
    person.affectations.update(fonction="enseignant", ecole=ecole)

    assert BANDEAU not in page(signed_in(fresh(person)).get("/"))


def test_banner_says_how_many_others_wait(ecole, direction, saisine, office):
    send(ecole, direction)
    send(ecole, direction)

    html = page(signed_in(office["ien"]).get("/"))

    assert html.count(BANDEAU) == 1
    assert "Et 2 autres." in html
    assert saisine.reference in html


def statements(client, address="/"):
    with CaptureQueriesContext(connection) as captured:
        page(client.get(address))
    return [query["sql"] for query in captured if query["sql"].startswith(("SELECT", "INSERT", "UPDATE"))]


@pytest.mark.parametrize(("address", "own"), [("/pole/", 0), ("/compte/", 1)])
def test_banner_costs_no_query(ecole, direction, office, address, own):
    """Session, person, roles: the shell keeps its three, with and without a banner."""
    client = signed_in(office["ien"])
    before = len(statements(client, address))

    send(ecole, direction)

    assert len(statements(client, address)) == before == 3 + own


def test_page_of_a_case_costs_as_much_with_an_alert_as_without(ecole, direction, office):
    quiet = SaisineFactory(ecole=ecole, auteur=direction)
    urgent = send(ecole, direction)
    client = signed_in(direction)

    costs = [len(statements(client, f"/saisines/{case.pk}/")) for case in (quiet, urgent)]

    assert costs[0] == costs[1] <= 10


def test_school_reads_who_was_told_when_and_the_numbers_to_call(saisine, direction, office):
    html = page(signed_in(direction).get(f"/saisines/{saisine.pk}/"))

    assert "personne ne l’a encore prise en charge" in html
    for person in office.values():
        assert str(person) in html
    for number in (
        "tel:15",
        "tel:112",
        "tel:119",
        "tel:3018",
        "tel:0400000001",
        "tel:0400000009",
        "tel:0400000002",
    ):
        assert number in html
    assert "Faits établissement" in html
    assert "CRIP" in html
    assert "le site prévient la personne suivante" in html


def test_school_reads_who_took_it_and_at_what_hour(saisine, direction, office):
    urgences.prendre(saisine, by=fresh(office["ien"]))

    html = page(signed_in(direction).get(f"/saisines/{saisine.pk}/"))

    assert f"Pris en charge par {office['ien']}, IEN, à " in html
    assert "personne ne l’a encore" not in html


def test_page_says_loudly_that_nobody_could_be_told_with_the_numbers(ecole, direction):
    saisine = send(ecole, direction)

    html = page(signed_in(direction).get(f"/saisines/{saisine.pk}/"))

    assert "Personne n’a pu être prévenu" in html
    assert "Appelez maintenant" in html
    assert "tel:0400000001" in html


def test_partner_called_upon_reads_nothing_of_the_alert(saisine, office):
    person = partenaire(saisine.pole)
    now = timezone.now()
    acces.grant(
        saisine,
        person,
        origine=Origine.DEMANDE,
        origine_id=saisine.pk,
        debut=now - timedelta(hours=1),
        fin=now + timedelta(days=3),
    )

    html = page(signed_in(person).get(f"/saisines/{saisine.pk}/"))

    assert "rgence signalée" not in html
    assert str(office["ien"]) not in html


@pytest.mark.parametrize(("who", "status"), [("direction", 403), ("secretariat", 403), ("other", 404)])
def test_whoever_may_not_take_it_takes_nothing(saisine, direction, office, who, status):
    person = {"direction": direction, "other": coordinatrice(PoleFactory())}.get(who) or office[who]

    assert signed_in(person).post(f"/saisines/{saisine.pk}/urgence/prendre/").status_code == status
    assert signed_in(person).get(f"/saisines/{saisine.pk}/urgence/prendre/").status_code == 405
    assert Alerte.objects.get().is_ouverte


def test_urgent_case_of_long_ago_without_an_alert_still_opens(ecole, direction, office):
    saisine = SaisineFactory(ecole=ecole, auteur=direction, urgence=Urgence.HAUTE)
    client = signed_in(office["ien"])

    assert page(client.get(f"/saisines/{saisine.pk}/"))
    response = client.post(f"/saisines/{saisine.pk}/urgence/prendre/", follow=True)

    assert "Aucune urgence n’attend" in page(response)


@pytest.fixture
def teacher_case(ecole):
    """Kind E: its author, the reader that they chose, their numbers."""
    ecole.pole.numeros_agents = [{"nom": "Médecine de prévention", "numero": "04 00 00 00 05"}]
    ecole.pole.save()
    author, reader = enseignante(ecole), membre(ecole.pole)
    saisine = SaisineFactory(
        ecole=ecole, auteur=author, nature=Nature.ENSEIGNANT, eleve=None, urgence=Urgence.HAUTE
    )
    Lecteur.objects.create(saisine=saisine, personne=reader)
    open_to_chosen(saisine)
    urgences.open_alert(saisine, by=author)
    return saisine, author, reader


def test_urgent_kind_e_is_told_to_its_chosen_reader_alone(ecole, direction, office, teacher_case):
    saisine, _, reader = teacher_case

    assert BANDEAU in page(signed_in(reader).get("/"))
    reads = page(signed_in(reader).get(f"/saisines/{saisine.pk}/"))
    assert f"Prendre en charge {saisine.reference}" in reads
    for person in (direction, *office.values()):
        html = page(signed_in(person).get("/"))
        assert BANDEAU not in html
        assert saisine.reference not in html
    assert [recue.personne for recue in AlerteRecue.objects.all()] == [reader]


def test_reader_whom_the_author_of_kind_e_leaves_out_reads_no_more_banner(ecole, teacher_case):
    saisine, author, reader = teacher_case
    other = membre(ecole.pole)

    choisir(saisine, by=fresh(author), personnes=[other.pk])

    html = page(signed_in(reader).get("/"))
    assert BANDEAU not in html
    assert saisine.reference not in html
    urgences.pass_on_all()
    assert BANDEAU in page(signed_in(other).get("/"))


def test_author_of_kind_e_reads_whom_else_to_call(teacher_case):
    saisine, author, _ = teacher_case

    html = page(signed_in(author).get(f"/saisines/{saisine.pk}/"))

    assert "médecine de prévention" in html
    assert "tel:0400000005" in html


def test_chosen_reader_of_kind_e_takes_it_in_one_tap(teacher_case):
    """Nothing sends them to the school, whose direction knows nothing of it."""
    saisine, author, reader = teacher_case

    response = signed_in(reader).post(f"/saisines/{saisine.pk}/urgence/prendre/", follow=True)

    assert response.redirect_chain
    assert "Son auteur le voit" in page(response)
    assert "L’école le voit" not in page(response)
    assert Alerte.objects.get().prise_par == reader
    assert "Pris en charge par" in page(signed_in(author).get(f"/saisines/{saisine.pk}/"))
    assert Saisine.objects.get(pk=saisine.pk).urgence_lue_le is not None


def test_author_of_kind_e_reads_their_own_numbers_and_never_those_of_the_pole(teacher_case):
    """The reader has no phone: nobody else answers in their place."""
    saisine, author, reader = teacher_case
    assert not reader.telephone

    html = page(signed_in(author).get(f"/saisines/{saisine.pk}/"))

    main = html[html.index("<main") : html.index("</main>")]
    assert str(reader) in main
    assert re.findall(r"tel:(\d+)", main) == ["15", "112", "3114", "0400000005"]
