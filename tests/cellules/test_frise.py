"""The drawing of a year: right days, right places, the same in words."""

from datetime import date

import pytest

from cellules.frise import Annee, draw_months, draw_ribbon
from cellules.models import EtatReunion, TypeReunion
from pole.calendrier import annee_scolaire, jours_feries, periodes
from pole.calendrier_national import read_national_calendar
from pole.models import Pole
from tests.factories.cellules import ReunionFactory

COUPURES = [row.coupure() for row in read_national_calendar() if (row.zone, row.annee) == ("A", 2026)]
FERIES = jours_feries(2026)


def year(*reunions, today=date(2026, 9, 21)):
    pole = Pole(mot_reunion="cellule de veille")
    for reunion in reunions:
        reunion.pole = pole
    return Annee(COUPURES, FERIES, periodes(COUPURES, FERIES), reunions, today)


def build(**fields):
    return ReunionFactory.build(pole=Pole(), **fields)


def test_year_runs_from_september_to_july():
    names = [month.nom for month in draw_months(year())]

    assert names[0] == "Septembre 2026"
    assert names[-1] == "Juillet 2027"
    assert len(names) == 11


def test_month_begins_on_its_weekday():
    september = draw_months(year())[0]

    first, seventh = september.jours[0], september.jours[6]
    # 1 September 2026 is a Tuesday: second column, first row. The 7th opens the second row.
    assert (first.numero, first.x, first.y) == (1, "33", "31")
    assert (seventh.numero, seventh.x, seventh.y) == (7, "11", "53")
    assert first.genre == "ecole"
    assert september.jours[20].aujourdhui


def test_closed_days_are_holidays_public_holidays_and_the_bridge():
    months = {month.nom: month for month in draw_months(year())}

    def closed(name):
        return [day.numero for day in months[name].jours if day.genre == "ferme"]

    assert closed("Octobre 2026") == list(range(17, 32))
    assert closed("Novembre 2026") == [1, 11]
    assert {6, 7, 8} <= set(closed("Mai 2027"))
    assert closed("Juillet 2027")[0] == 3


def test_month_in_words_says_what_is_drawn():
    months = draw_months(year(build(), build(etat=EtatReunion.PROPOSEE, date=date(2026, 10, 13))))

    assert months[0].description == "Septembre 2026\u00a0: rien de particulier."
    assert "cellule de veille le 8" in months[1].description
    assert "cellule de veille proposée le 13" in months[1].description
    assert months[1].periodes == "Période 1"


def test_deadline_is_drawn_beside_its_meeting_unless_cancelled():
    forms = [(mark.forme, mark.jour.day) for mark in year(build()).marques]
    cancelled = [mark.forme for mark in year(build(etat=EtatReunion.ANNULEE)).marques]

    assert forms == [("limite", 2), ("cellule", 8)]
    assert cancelled == [TypeReunion.CELLULE]


def test_ribbon_places_the_periods_in_order_and_marks_the_present_one():
    ribbon = draw_ribbon(year(build()))

    places = [float(period.x) for period in ribbon.periodes]
    assert places == sorted(places)
    assert [period.ici for period in ribbon.periodes] == [True, False, False, False, False]
    assert [holiday.texte for holiday in ribbon.vacances] == ["Toussaint", "Noël", "Hiver", "Printemps"]
    assert ribbon.periodes[0].detail == "7 semaines"
    assert 0 < float(ribbon.aujourdhui) < 100


@pytest.mark.parametrize("today", [date(2026, 7, 1), date(2028, 1, 1)])
def test_today_is_not_drawn_in_another_year(today):
    assert draw_ribbon(year(today=today)).aujourdhui == ""


def test_numbers_of_the_drawing_have_a_point_in_every_language(settings):
    ribbon = draw_ribbon(year(build()))

    assert all("," not in place for mark in ribbon.marques for place in (mark.x, mark.y))


def test_meeting_in_august_lengthens_the_year():
    early = build(date=date(2026, 8, 25), date_limite=None)

    assert annee_scolaire(early.date) == 2026
    assert draw_months(year(early))[0].nom == "Août 2026"
