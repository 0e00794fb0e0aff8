"""What a school reads as soon as it opens the form."""

from datetime import date

import pytest

from pole.echeances import prochaine_echeance
from pole.services.calendrier import load_national_calendar
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import PoleFactory

pytestmark = pytest.mark.django_db


def test_deadline_is_read_in_one_query_and_its_day_counts(django_assert_num_queries):
    pole = PoleFactory()
    first = ReunionFactory(pole=pole)
    ReunionFactory(pole=pole, date=date(2026, 12, 8), date_limite=date(2026, 12, 2))

    with django_assert_num_queries(1):
        echeance = prochaine_echeance(pole, date(2026, 10, 2))

    assert echeance.reunion == first.pk
    assert echeance.nom == "Cellule de veille"
    assert (echeance.date_limite, echeance.date_reunion) == (date(2026, 10, 2), date(2026, 10, 8))
    assert echeance.reponse_avant == date(2026, 10, 15)


def test_day_after_the_deadline_leads_to_the_next_meeting():
    pole = PoleFactory()
    ReunionFactory(pole=pole)
    following = ReunionFactory(pole=pole, date=date(2026, 12, 8), date_limite=date(2026, 12, 2))

    assert prochaine_echeance(pole, date(2026, 10, 3)).reunion == following.pk


def test_proposed_cancelled_and_plenary_meetings_give_no_deadline():
    pole = PoleFactory()
    ReunionFactory(pole=pole, proposee=True)
    ReunionFactory(pole=pole, annulee=True, date=date(2026, 10, 9))
    ReunionFactory(pole=pole, pleniere=True)
    ReunionFactory()

    assert prochaine_echeance(pole, date(2026, 9, 21)) is None


def test_answer_of_a_meeting_without_promise_is_counted_in_school_days():
    load_national_calendar()
    pole = PoleFactory(promesse_reponse_jours=5)
    # Five school days after Tuesday 13 October jump over All Saints' holidays.
    ReunionFactory(pole=pole, date=date(2026, 10, 13), date_limite=date(2026, 10, 7), reponse_avant=None)

    # No class on Wednesday everywhere, but a school day all the same: 14, 15, 16 October, 2, 3 November.
    assert prochaine_echeance(pole, date(2026, 10, 1)).reponse_avant == date(2026, 11, 3)


def test_answer_beyond_the_known_calendar_is_a_week_later():
    pole = PoleFactory()
    ReunionFactory(pole=pole, reponse_avant=None)

    assert prochaine_echeance(pole, date(2026, 10, 1)).reponse_avant == date(2026, 10, 15)
