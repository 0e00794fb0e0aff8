"""The pages of the meetings: what each role reads and may do."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from cellules.models import EtatReunion, Habitue, Reunion
from pole.services.calendrier import load_national_calendar
from pole.services.modeles import apply_model
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import (
    AffectationFactory,
    EcoleFactory,
    PersonneFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    membre,
    secretaire,
)

pytestmark = pytest.mark.django_db

ANNEE = "/cellules/"
# Session, person, roles (the shell), meetings, school calendar.
QUERIES = 5


@pytest.fixture
def pole():
    """Écully, on Monday 21 September 2026."""
    load_national_calendar()
    with time_machine.travel("2026-09-21T08:00:00Z", tick=False):
        yield apply_model(PoleFactory(), "ecully")


@pytest.fixture
def signed_in(client):
    def sign_in(person, address=ANNEE):
        client.force_login(person)
        # The sign of life of the session is a cookie of the first page.
        client.get(address)
        return client

    return sign_in


@pytest.fixture
def school_page(pole, signed_in):
    client = signed_in(directrice(EcoleFactory(pole=pole)))
    return lambda address=ANNEE: client.get(address).content.decode()


@pytest.fixture
def office(pole, signed_in):
    return signed_in(coordinatrice(pole))


def test_year_shows_the_next_deadline_first_s2_18(pole, school_page):
    ReunionFactory(pole=pole)
    ReunionFactory(pole=pole, date=date(2026, 9, 22), date_limite=date(2026, 9, 16))

    page = school_page()

    assert "Dans 11 jours" in page
    assert "vendredi 2 octobre 2026, ce jour compris" in page
    assert "jeudi 8 octobre 2026" in page
    assert "jeudi 15 octobre 2026" in page
    assert "6\u00a0jours avant" in page


def test_deadline_of_today_still_counts(pole, school_page):
    ReunionFactory(pole=pole, date=date(2026, 9, 28), date_limite=date(2026, 9, 21))

    assert '<p class="suite__compte">Aujourd’hui</p>' in school_page()


def test_year_has_its_five_periods_and_holidays_in_words(pole, school_page):
    page = school_page()

    for text in (
        "Période 1 <span>du 1er septembre au 16 octobre</span>",
        "Période 5 <span>du 26 avril au 2 juillet</span>",
    ):
        assert text not in page
    ReunionFactory(pole=pole)
    page = school_page()
    assert "Période 1 <span>du 1er septembre au 16 octobre</span>" in page
    assert "Période 5 <span>du 26 avril au 2 juillet</span>" in page
    assert "Octobre 2026\u00a0: date limite le 2, cellule de veille le 8, écoles fermées du 17 au 31." in page


def test_school_without_dates_is_told_what_will_come(school_page):
    page = school_page()

    assert "Les dates ne sont pas encore publiées" in page
    assert "Proposer les dates" not in page


def test_school_sees_no_proposal_and_no_gesture(pole, school_page):
    proposed = ReunionFactory(pole=pole, proposee=True)

    page = school_page()

    assert "octobre 2026</a>" not in page
    assert "Publier" not in page
    assert str(proposed.pk) not in page


def test_empty_year_teaches_the_office_and_proposes_in_one_click_s1_23(pole, office):
    before = office.get(ANNEE).content.decode()

    response = office.post(reverse("cellules:proposer"), {"annee": "2026"}, follow=True)

    assert "1\u00a0réunion par période, 2 en période 5, et 2\u00a0plénières" in before
    assert Reunion.objects.filter(pole=pole, etat=EtatReunion.PROPOSEE).count() == 8
    assert "8 dates à publier" in response.content.decode()


def test_published_dates_reach_the_schools(pole, office, signed_in):
    office.post(reverse("cellules:proposer"), {"annee": "2026"})

    office.post(reverse("cellules:publier"), {"annee": "2026"})

    page = signed_in(directrice(EcoleFactory(pole=pole))).get(ANNEE).content.decode()
    assert page.count('<span class="reunions__nom">Cellule de veille') == 6
    assert page.count('<span class="reunions__nom">Plénière') == 2


def test_year_without_school_calendar_says_so_and_keeps_its_meetings(pole, office):
    ReunionFactory(pole=pole, annee=2035, date=date(2035, 10, 8), date_limite=date(2035, 10, 2))

    page = office.get(f"{ANNEE}?annee=2035").content.decode()

    assert "Le calendrier scolaire manque" in page
    assert "lundi 8 octobre 2035" in page


@pytest.mark.parametrize("text", ["1", "99999999999", "deux", "²026"])
def test_year_that_is_none_is_not_found(office, text):
    assert office.get(ANNEE, {"annee": text}).status_code == 404


def test_person_without_role_has_no_calendar(client):
    client.force_login(PersonneFactory())

    assert client.get(ANNEE).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_year_costs_the_same_for_one_and_three_rows(pole, signed_in, django_assert_num_queries, rows):
    for number in range(rows):
        ReunionFactory(
            pole=pole,
            date=date(2026, 11, 10 + number),
            date_limite=date(2026, 11, 4),
            reponse_avant=date(2026, 11, 17),
        )
    client = signed_in(directrice(EcoleFactory(pole=pole)))

    with django_assert_num_queries(QUERIES):
        page = client.get(ANNEE).content.decode()

    assert page.count('<th scope="row">') == rows


def test_meeting_page_says_its_dates_in_words(pole, signed_in):
    reunion = ReunionFactory(pole=pole, lieu="Salle <b>bleue</b>")
    client = signed_in(directrice(EcoleFactory(pole=pole)))

    page = client.get(reunion.get_absolute_url()).content.decode()

    assert "<h1>Cellule de veille du jeudi 8 octobre 2026</h1>" in page
    assert "6\u00a0jours avant\u00a0; dans 11 jours" in page
    assert "Salle &lt;b&gt;bleue&lt;/b&gt;" in page
    assert "Modifier la réunion" not in page


def test_meeting_is_unknown_to_other_poles_and_a_proposal_to_schools(pole, signed_in):
    published, proposed = (
        ReunionFactory(pole=pole),
        ReunionFactory(proposee=True, pole=pole, date="2026-12-08"),
    )

    stranger = signed_in(coordinatrice(PoleFactory()))
    assert [
        stranger.get(published.get_absolute_url()).status_code,
        stranger.get(reverse("cellules:modifier", args=[published.pk])).status_code,
        stranger.post(reverse("cellules:annuler", args=[published.pk])).status_code,
    ] == [404, 404, 404]
    school = signed_in(directrice(EcoleFactory(pole=pole)))
    assert school.get(proposed.get_absolute_url()).status_code == 404


def test_who_only_reads_may_not_write(pole, signed_in):
    reunion = ReunionFactory(pole=pole)

    for person in (directrice(EcoleFactory(pole=pole)), membre(pole)):
        client = signed_in(person)
        answers = [
            client.post(reverse("cellules:proposer"), {"annee": "2026"}),
            client.post(reverse("cellules:publier"), {"annee": "2026"}),
            client.get(reverse("cellules:ajouter")),
            client.get(reverse("cellules:modifier", args=[reunion.pk])),
            client.post(reverse("cellules:annuler", args=[reunion.pk])),
        ]
        assert [answer.status_code for answer in answers] == [403] * 5
    assert Reunion.objects.count() == 1


def test_secretariat_adjusts_a_date(pole, signed_in):
    reunion = ReunionFactory(pole=pole)
    client = signed_in(secretaire(pole))

    response = client.post(
        reverse("cellules:modifier", args=[reunion.pk]),
        {"date": "2026-10-13", "heure": "13:30", "lieu": "Mairie", "date_limite": "2026-10-02"},
    )

    reunion.refresh_from_db()
    assert response["Location"] == reunion.get_absolute_url()
    # The deadline that nobody touched follows the day.
    assert (reunion.date, reunion.date_limite) == (date(2026, 10, 13), date(2026, 10, 7))


def test_meeting_moves_before_the_deadline_that_nobody_touched(pole, office):
    reunion = ReunionFactory(pole=pole, date=date(2026, 10, 13), date_limite=date(2026, 10, 7))

    office.post(
        reverse("cellules:modifier", args=[reunion.pk]), {"date": "2026-10-06", "date_limite": "2026-10-07"}
    )

    reunion.refresh_from_db()
    assert (reunion.date, reunion.date_limite) == (date(2026, 10, 6), date(2026, 9, 30))


def test_office_reads_who_learns_of_a_changed_date(pole, office):
    reunion = ReunionFactory(pole=pole)
    address = reverse("cellules:modifier", args=[reunion.pk])
    told = "Les personnes qui en avaient reçu la date sont prévenues."
    same = {"date": reunion.date.isoformat(), "heure": "", "lieu": ""}

    kept = office.post(address, same, follow=True).content.decode()
    moved = office.post(address, same | {"heure": "14:00"}, follow=True).content.decode()
    cancelled = office.post(reverse("cellules:annuler", args=[reunion.pk]), follow=True).content.decode()

    assert told not in kept
    assert told in moved
    assert told in cancelled


def test_office_reads_how_many_keep_the_published_dates(pole, office):
    Habitue.objects.create(pole=pole, personne=membre(pole))
    ReunionFactory(pole=pole, etat=EtatReunion.PROPOSEE)

    page = office.post(reverse("cellules:publier"), {"annee": "2026"}, follow=True).content.decode()

    assert "Une personne reçoit «\u00a0retenez la date\u00a0»" in page


@pytest.mark.parametrize(
    ("jour", "warning"),
    [
        ("2026-10-14", "C’est un mercredi"),
        ("2026-11-11", "C’est un jour férié (Armistice)"),
        ("2026-10-20", "Les écoles sont fermées\u00a0: Vacances de la Toussaint"),
        ("2027-05-07", "C’est un jour de pont"),
        ("2026-10-10", "C’est un jour de fin de semaine"),
        ("2026-12-08", "Votre pôle a déjà une autre réunion ce jour-là"),
        ("2026-09-24", "La date limite pour saisir serait déjà passée"),
        ("2026-12-10", "Une personne de votre pôle est déjà attendue dans une autre circonscription"),
    ],
)
def test_doubtful_date_is_kept_only_once_its_warning_is_read(pole, office, jour, warning):
    reunion = ReunionFactory(pole=pole)
    ReunionFactory(pole=pole, pleniere=True, date=date(2026, 12, 8))
    elsewhere = ReunionFactory(date=date(2026, 12, 10))
    doctor = membre(pole)
    AffectationFactory(personne=doctor, pole=elsewhere.pole)
    address = reverse("cellules:modifier", args=[reunion.pk])

    first = office.post(address, {"date": jour})

    reunion.refresh_from_db()
    assert warning in first.content.decode()
    assert reunion.date == date(2026, 10, 8)
    office.post(address, {"date": jour, "confirme": jour})
    reunion.refresh_from_db()
    assert reunion.date == date.fromisoformat(jour)


def test_warning_read_for_one_day_does_not_hold_for_another(pole, office):
    reunion = ReunionFactory(pole=pole)

    office.post(
        reverse("cellules:modifier", args=[reunion.pk]), {"date": "2026-10-14", "confirme": "2026-10-21"}
    )

    reunion.refresh_from_db()
    assert reunion.date == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"date": ""}, "Indiquez le jour de la réunion."),
        ({"date": "32/13/2026"}, "Écrivez la date ainsi"),
        ({"date": "2026-09-01"}, "Cette date est passée"),
        ({"date": "2026-10-13", "heure": "midi"}, "Écrivez l’heure ainsi"),
        ({"date": "2026-10-13", "date_limite": "2026-10-20"}, "La date limite vient avant la réunion."),
    ],
)
def test_form_says_what_to_do_and_keeps_what_was_typed(pole, office, fields, message):
    address = reverse("cellules:ajouter")

    page = office.post(address, {"type": "cellule", "lieu": "Salle des fêtes", **fields}).content.decode()

    assert message in page
    assert "Salle des fêtes" in page
    assert not Reunion.objects.exists()


def test_added_meeting_waits_for_publication(pole, office):
    office.post(
        reverse("cellules:ajouter"), {"type": "pleniere", "date": "2026-10-13", "date_limite": "2026-10-01"}
    )

    added = Reunion.objects.get()
    assert (added.type, added.etat, added.date_limite) == ("pleniere", EtatReunion.PROPOSEE, None)


def test_cancelled_meeting_stays_shown_as_such(pole, office):
    reunion = ReunionFactory(pole=pole)

    office.post(reverse("cellules:annuler", args=[reunion.pk]))

    page = office.get(ANNEE).content.decode()
    assert "Annulée" in page
    assert "Prochaine date limite" not in page
    assert "cellule de veille annulée le 8" in page
