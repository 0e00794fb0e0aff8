"""A case is sent while the meetings change, by two people at once: it never ends without its dates.

Each test holds one act open in its own transaction while the other is made on a second connection, as two
requests would: the second waits for the first, whatever came first.
"""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction

from cellules.models import EtatReunion, Habitue, Reunion, TypeReunion
from cellules.services.annee import annuler, deplacer, publier
from cellules.services.formation import regler_formation
from pole.calendrier import annee_scolaire
from pole.services.calendrier import load_national_calendar
from saisines.enums import Etat
from saisines.services.dossier import transmettre
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import EcoleFactory, coordinatrice, directrice, membre
from tests.factories.saisines import SaisineFactory

pytestmark = [
    pytest.mark.postgresql,  # SQLite has one writer at a time
    pytest.mark.django_db(transaction=True),
]

# Long enough for an act that does not wait to be over, on a slow machine.
ATTENTE = 2


@pytest.fixture
def ecole():
    load_national_calendar()
    with time_machine.travel("2026-09-21T08:00:00Z"):
        yield EcoleFactory()


@pytest.fixture
def draft(ecole):
    return SaisineFactory(ecole=ecole, etat=Etat.BROUILLON, auteur=directrice(ecole))


@pytest.fixture
def pilote(ecole):
    return coordinatrice(ecole.pole)


def meeting(pole, days, **fields):
    jour = pole.today() + timedelta(days=days)
    dates = {"date": jour, "date_limite": jour - timedelta(days=6), "annee": annee_scolaire(jour)}
    return ReunionFactory(pole=pole, type=TypeReunion.CELLULE, **(dates | fields))


class Autre(threading.Thread):
    """An act on another connection; `result` is what it gave, or its error."""

    def __init__(self, act):
        super().__init__(daemon=True)
        self.act, self.result = act, None

    def run(self):
        try:
            self.result = self.act()
        except Exception as error:
            self.result = error
        finally:
            connection.close()


def together(first, second):
    """Make `second` on another connection while `first` is not yet committed. Both must succeed."""
    with transaction.atomic():
        first()
        other = Autre(second)
        other.start()
        other.join(ATTENTE)
        assert other.is_alive(), "the second act did not wait for the first"
    other.join(30)
    assert not other.is_alive()
    assert not isinstance(other.result, Exception), other.result


def expect_dates_of(saisine, reunion):
    saisine.refresh_from_db()
    reunion.refresh_from_db()
    assert saisine.etat == Etat.TRANSMISE
    assert (saisine.reunion_visee, saisine.date_limite, saisine.date_reunion) == (
        reunion.pk,
        reunion.date_limite,
        reunion.date,
    )


def test_case_sent_just_before_the_year_is_published_gets_its_dates(draft, pilote):
    reunion = meeting(draft.pole, 30, etat=EtatReunion.PROPOSEE)

    together(
        lambda: transmettre(draft, by=draft.auteur),
        lambda: publier(draft.pole, reunion.annee, by=pilote),
    )

    expect_dates_of(draft, reunion)


def test_case_sent_just_after_the_year_is_published_gets_its_dates(draft, pilote):
    reunion = meeting(draft.pole, 30, etat=EtatReunion.PROPOSEE)

    together(
        lambda: publier(draft.pole, reunion.annee, by=pilote),
        lambda: transmettre(draft, by=draft.auteur),
    )

    expect_dates_of(draft, reunion)


def test_case_sent_while_its_meeting_moves_follows_it(draft, pilote):
    reunion = meeting(draft.pole, 30)
    jour = reunion.date + timedelta(days=1)

    together(
        lambda: transmettre(draft, by=draft.auteur),
        lambda: deplacer(reunion, jour, by=pilote, limite=jour - timedelta(days=4)),
    )

    assert Reunion.objects.get().date == jour
    expect_dates_of(draft, reunion)


def test_case_sent_while_its_meeting_is_cancelled_goes_to_the_next(draft, pilote):
    reunion, following = meeting(draft.pole, 30), meeting(draft.pole, 60)

    together(
        lambda: transmettre(draft, by=draft.auteur),
        lambda: annuler(reunion, by=pilote),
    )

    expect_dates_of(draft, following)


def test_two_cases_of_one_pole_are_both_sent(draft):
    other = SaisineFactory(ecole=draft.ecole, etat=Etat.BROUILLON, auteur=draft.auteur)
    reunion = meeting(draft.pole, 30)

    together(
        lambda: transmettre(draft, by=draft.auteur),
        lambda: transmettre(other, by=other.auteur),
    )

    expect_dates_of(draft, reunion)
    expect_dates_of(other, reunion)


def test_whoever_joins_the_usual_people_while_the_year_is_published_gets_its_dates(ecole, pilote):
    reunion, psy = meeting(ecole.pole, 30, etat=EtatReunion.PROPOSEE), membre(ecole.pole)

    together(
        lambda: publier(ecole.pole, reunion.annee, by=pilote),
        lambda: regler_formation(ecole.pole, [psy], by=pilote),
    )

    assert list(reunion.dates_retenues.values_list("personne", flat=True)) == [psy.pk]


def test_usual_people_set_by_two_people_at_once_are_those_of_the_last(ecole, pilote):
    psy, autre = membre(ecole.pole), membre(ecole.pole)

    together(
        lambda: regler_formation(ecole.pole, [psy], by=pilote),
        lambda: regler_formation(ecole.pole, [autre], by=pilote),
    )

    assert list(Habitue.objects.values_list("personne", flat=True)) == [autre.pk]
