"""The calendar of a pole: its zone's, its own corrections, and what is computed from them."""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from pole.calendrier import CalendrierInconnu
from pole.calendrier_national import LigneCalendrier, read_national_calendar
from pole.models import Pole, Vacances
from pole.services.calendrier import (
    calendrier_du_pole,
    compare_vacances,
    est_moment_ecole_du_pole,
    jours_du_pole,
    load_national_calendar,
    periodes_du_pole,
    propose_annee,
    save_vacances,
    territoire_du_pole,
)
from pole.uai import cle_uai

pytestmark = pytest.mark.django_db

PORTAIL = Path(__file__).parent / "data" / "calendrier-portail.csv"
HIVER_2026 = LigneCalendrier("A", 2026, "hiver", "Vacances d’hiver", date(2027, 2, 13), date(2027, 3, 1))


def make_pole(digits="0690273", **fields):
    return Pole.objects.create(
        nom="Circonscription", code=f"C{digits}", uai=digits + cle_uai(digits), **fields
    )


@pytest.fixture
def national():
    load_national_calendar()


def test_national_calendar_is_loaded_once():
    assert load_national_calendar() == len(read_national_calendar())
    assert load_national_calendar() == 0
    assert Vacances.objects.count() == len(read_national_calendar())


def test_national_calendar_loaded_again_keeps_an_official_correction(national):
    corrected = LigneCalendrier("A", 2027, "ete", "Vacances d’été", date(2028, 7, 8), None)
    save_vacances([corrected])

    load_national_calendar()

    assert Vacances.objects.get(zone="A", annee=2027, code="ete").debut == date(2028, 7, 8)


def test_saved_rows_are_new_then_changed_then_the_same():
    later = LigneCalendrier("A", 2026, "hiver", "Vacances d’hiver", date(2027, 2, 20), date(2027, 3, 8))

    first, second, third = save_vacances([HIVER_2026]), save_vacances([later]), save_vacances([later])

    assert (first.nouvelles, first.modifiees, first.inchangees) == ((HIVER_2026,), (), 0)
    assert [(m.avant, m.apres) for m in second.modifiees] == [(HIVER_2026, later)]
    assert (third.nouvelles, third.modifiees, third.inchangees) == ((), (), 1)
    assert Vacances.objects.get().debut == date(2027, 2, 20)


def test_compared_rows_are_not_written():
    changes = compare_vacances([HIVER_2026])

    assert changes.nouvelles == (HIVER_2026,)
    assert not Vacances.objects.exists()


def test_rows_of_a_pole_leave_the_national_ones_alone(national):
    pole = make_pole()
    own = LigneCalendrier("A", 2026, "hiver", "Vacances d’hiver", date(2027, 2, 12), date(2027, 3, 1))

    save_vacances([own], pole=pole)

    assert Vacances.objects.get(zone="A", annee=2026, code="hiver", pole=None).debut == date(2027, 2, 13)
    assert periodes_du_pole(pole, 2026)[2].fin == date(2027, 2, 11)
    assert periodes_du_pole(make_pole("0380001"), 2026)[2].fin == date(2027, 2, 12)


def test_pole_with_a_whole_calendar_of_its_own_follows_it(national):
    pole = make_pole()
    rows = [
        LigneCalendrier("A", 2026, row.code, row.nom, row.debut, row.reprise)
        for row in read_national_calendar()
        if (row.zone, row.annee) == ("C", 2026)
    ]
    save_vacances(rows, pole=pole)

    assert calendrier_du_pole(pole, 2026) == tuple(row.coupure() for row in rows)


def test_periods_of_a_pole_are_those_of_its_zone(national):
    assert [periode.fin for periode in periodes_du_pole(make_pole(zone="B"), 2026)] == [
        date(2026, 10, 16),
        date(2026, 12, 18),
        date(2027, 2, 19),
        date(2027, 4, 16),
        date(2027, 7, 2),
    ]


@pytest.mark.parametrize("ask", [calendrier_du_pole, periodes_du_pole, jours_du_pole, propose_annee])
def test_unknown_year_says_the_zone_and_what_to_do(national, ask):
    with pytest.raises(CalendrierInconnu, match=r"2031-2032 de la zone «\sCorse\s».*Importez"):
        ask(make_pole(zone="Corse"), 2031)


def test_one_query_gives_the_days_around_a_year(national, django_assert_num_queries):
    pole = make_pole()

    with django_assert_num_queries(1):  # holidays of three years
        jours = jours_du_pole(pole, 2026)

    assert {coupure.debut.year for coupure in jours.coupures} == {2025, 2026, 2027, 2028}
    assert {date(2025, 11, 11), date(2028, 5, 25)} <= jours.feries


def test_year_of_ecully_has_six_cellules_and_two_plenaries_s1_23_s1_20(national):
    pole = make_pole(cadence={"1": 1, "2": 1, "3": 1, "4": 1, "5": 2}, plenieres=2)

    reunions = propose_annee(pole, 2026)

    assert [(r.nature, r.periode) for r in reunions] == [
        ("pleniere", 1),
        ("cellule", 1),
        ("cellule", 2),
        ("cellule", 3),
        ("cellule", 4),
        ("cellule", 5),
        ("cellule", 5),
        ("pleniere", 5),
    ]


def test_year_of_grenoble_4_has_one_meeting_a_period_s2_16(national):
    reunions = propose_annee(make_pole("0380001", plenieres=0), 2026)

    assert [(r.nature, r.periode) for r in reunions] == [("cellule", n) for n in range(1, 6)]


def test_reminder_waits_during_the_holidays_of_the_zone_only(national):
    winter_of_zone_c = datetime(2027, 2, 9, 9, tzinfo=UTC)

    assert est_moment_ecole_du_pole(make_pole(zone="A"), winter_of_zone_c)
    assert not est_moment_ecole_du_pole(make_pole("0750001", zone="C"), winter_of_zone_c)


@pytest.mark.parametrize(
    ("digits", "zone", "territoire"),
    [("0690273", "A", "69"), ("0671234", "B", "67"), ("9740001", "Réunion", "974"), ("0010001", "A", "1")],
)
def test_territory_of_a_pole(digits, zone, territoire):
    assert territoire_du_pole(make_pole(digits, zone=zone)) == territoire


def run(*args):
    output = StringIO()
    call_command("importer_calendrier", *map(str, args), stdout=output)
    return output.getvalue()


def test_command_shows_without_writing():
    printed = run(PORTAIL, "--zone", "Réunion")

    assert "+ Réunion 2026-2027, Vacances d’Été austral\u00a0: 19/12/2026 → 25/01/2027" in printed
    assert "Essai\u00a0: rien n’est écrit. Ajoutez --appliquer." in printed
    assert not Vacances.objects.exists()


def test_command_writes_on_demand_and_once():
    run(PORTAIL, "--zone", "Réunion", "--appliquer")
    printed = run(PORTAIL, "--zone", "Réunion", "--appliquer")

    assert "0 nouvelles, 0 modifiées, 7 inchangées." in printed
    assert Vacances.objects.filter(zone="Réunion").count() == 7
    assert len(periodes_du_pole(make_pole("9740001", zone="Réunion"), 2026)) == 5


def test_command_shows_what_differs_from_the_stored_calendar(national):
    Vacances.objects.filter(zone="A", annee=2026, code="hiver").update(debut=date(2027, 2, 12))

    printed = run(PORTAIL, "--zone", "A")

    assert "~ A 2026-2027, Vacances d’hiver\u00a0: 13/02/2027 → 01/03/2027, au lieu de 12/02/2027" in printed


def test_command_reports_lines_left_aside_and_lines_refused():
    printed = run(PORTAIL)

    assert "Laissées de côté\u00a0: dates des enseignants (49)" in printed
    assert "Refusée, ligne\u00a0253\u00a0: date illisible\u00a0: «\u00a013 février\u00a0»" in printed


def test_command_refuses_what_it_cannot_read(tmp_path):
    (tmp_path / "photo.csv").write_bytes(b"\x89PNG\x00")

    with pytest.raises(CommandError, match="pas un texte"):
        run(tmp_path / "photo.csv")
    with pytest.raises(CommandError, match=r"Impossible de lire absent\.csv"):
        run(tmp_path / "absent.csv")
    with pytest.raises(CommandError, match="Aucune date comprise dans ce fichier pour la zone Mayotte"):
        run(PORTAIL, "--zone", "mayotte")
