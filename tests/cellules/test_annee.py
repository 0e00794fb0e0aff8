"""Proposing, moving, publishing and cancelling the meetings of a year; the cases that follow them."""

from collections import Counter
from datetime import date, time

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from cellules.models import EtatReunion, Reunion, TypeReunion
from cellules.services.annee import (
    ReunionRefusee,
    ajouter,
    annuler,
    deplacer,
    modifier,
    proposer_annee,
    publier,
    suivante,
)
from pole.calendrier import CalendrierInconnu
from pole.echeances import prochaine_echeance
from pole.services.calendrier import load_national_calendar
from pole.services.modeles import apply_model
from saisines.enums import Etat
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import (
    EcoleFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    inspectrice,
    membre,
    secretaire,
)
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

AUGUST = "2026-08-20T08:00:00Z"


@pytest.fixture
def pole():
    """Écully, on 20 August 2026."""
    load_national_calendar()
    with time_machine.travel(AUGUST, tick=False):
        yield apply_model(PoleFactory(), "ecully")


@pytest.fixture
def pilote(pole):
    return coordinatrice(pole)


def of_type(reunions, nature):
    return [reunion for reunion in reunions if reunion.type == nature]


def awaiting(reunion, **fields):
    """A saisine that waits for this meeting."""
    return SaisineFactory(
        ecole=EcoleFactory(pole=reunion.pole),
        reunion_visee=reunion.pk,
        date_limite=reunion.date_limite,
        date_reunion=reunion.date,
        **fields,
    )


def test_year_of_ecully_has_one_cellule_a_period_and_two_in_the_fifth_s1_23(pole, pilote):
    reunions = proposer_annee(pole, 2026, by=pilote)

    by_period = Counter(reunion.periode for reunion in of_type(reunions, TypeReunion.CELLULE))
    assert by_period == {1: 1, 2: 1, 3: 1, 4: 1, 5: 2}
    assert {reunion.etat for reunion in reunions} == {EtatReunion.PROPOSEE}


def test_year_of_ecully_has_two_plenaries_in_october_and_june_s1_19_s1_20(pole, pilote):
    plenieres = of_type(proposer_annee(pole, 2026, by=pilote), TypeReunion.PLENIERE)

    assert [(reunion.date.year, reunion.date.month) for reunion in plenieres] == [(2026, 10), (2027, 6)]
    assert [reunion.date_limite for reunion in plenieres] == [None, None]


def test_year_of_grenoble_has_one_meeting_a_period_and_six_days_s2_16_s2_18(pole):
    pole = apply_model(PoleFactory(), "grenoble4")

    reunions = proposer_annee(pole, 2026, by=coordinatrice(pole))

    assert [reunion.periode for reunion in reunions] == [1, 2, 3, 4, 5]
    assert all((reunion.date - reunion.date_limite).days >= 6 for reunion in reunions)
    assert all(reunion.date_limite.weekday() < 5 for reunion in reunions)


def test_each_proposal_carries_the_date_of_the_answer(pole, pilote):
    cellules = of_type(proposer_annee(pole, 2026, by=pilote), TypeReunion.CELLULE)

    assert all(reunion.reponse_avant > reunion.date for reunion in cellules)


def test_proposing_again_adds_nothing(pole, pilote):
    proposer_annee(pole, 2026, by=pilote)

    assert proposer_annee(pole, 2026, by=pilote) == []
    assert Reunion.objects.count() == 8


def test_proposals_take_the_time_and_place_of_the_last_meeting_of_their_type(pole, pilote):
    last = {"date": date(2026, 6, 9), "date_limite": date(2026, 6, 3), "annee": 2025}
    before = last | {"date": date(2026, 3, 24), "date_limite": date(2026, 3, 18)}
    after = last | {"date": date(2026, 6, 16), "etat": EtatReunion.ANNULEE}
    ReunionFactory(pole=pole, heure=time(9), lieu="Mairie", **before)
    ReunionFactory(pole=pole, heure=time(14), lieu="Salle des Tilleuls", **last)
    ReunionFactory(pole=pole, heure=time(8), **after)
    ReunionFactory(heure=time(10), lieu="Ailleurs", **last)

    reunions = proposer_annee(pole, 2026, by=pilote)

    cellules, plenieres = (
        {(one.heure, one.lieu) for one in of_type(reunions, nature)} for nature in TypeReunion
    )
    assert cellules == {(time(14), "Salle des Tilleuls")}
    assert plenieres == {(None, "")}


def test_proposing_completes_what_the_year_has_and_leaves_a_cancelled_day(pole, pilote):
    reunions = proposer_annee(pole, 2026, by=pilote)
    cellules = of_type(reunions, TypeReunion.CELLULE)
    publier(pole, 2026, by=pilote)
    removed, cancelled = cellules[-1], cellules[0]
    Reunion.objects.filter(pk=removed.pk).delete()
    annuler(cancelled, by=pilote)

    added = proposer_annee(pole, 2026, by=pilote)

    assert [reunion.date for reunion in added] == [removed.date]


def test_proposing_in_the_middle_of_the_year_leaves_the_past_alone(pole, pilote):
    with time_machine.travel("2027-01-04T08:00:00Z", tick=False):
        reunions = proposer_annee(pole, 2026, by=pilote)

    assert {reunion.periode for reunion in of_type(reunions, TypeReunion.CELLULE)} == {3, 4, 5}


def test_proposing_a_year_without_calendar_says_it(pole, pilote):
    with pytest.raises(CalendrierInconnu, match="2035-2036"):
        proposer_annee(pole, 2035, by=pilote)


@pytest.mark.parametrize("role", [inspectrice, coordinatrice, secretaire])
def test_office_of_the_pole_prepares_the_dates(pole, role):
    assert len(proposer_annee(pole, 2026, by=role(pole))) == 8


def test_nobody_else_prepares_the_dates(pole):
    outsiders = [
        membre(pole),
        directrice(EcoleFactory(pole=pole)),
        coordinatrice(PoleFactory()),
    ]
    reunion = ReunionFactory(pole=pole)

    for person in outsiders:
        for act in (
            lambda by: proposer_annee(pole, 2026, by=by),
            lambda by: publier(pole, 2026, by=by),
            lambda by: annuler(reunion, by=by),
            lambda by: deplacer(reunion, date(2026, 10, 6), by=by),
            lambda by: ajouter(pole, by=by, type=TypeReunion.CELLULE, jour=date(2026, 10, 6)),
        ):
            with pytest.raises(PermissionDenied):
                act(person)
    reunion.refresh_from_db()
    assert (reunion.date, reunion.etat) == (date(2026, 10, 8), EtatReunion.PUBLIEE)
    assert Reunion.objects.count() == 1


def test_published_year_gives_the_school_its_next_deadline_and_answer(pole, pilote):
    proposer_annee(pole, 2026, by=pilote)
    assert prochaine_echeance(pole) is None

    published = publier(pole, 2026, by=pilote)

    echeance = prochaine_echeance(pole)
    assert published == 8
    assert echeance.nom == "Cellule de veille"
    assert echeance.date_limite < echeance.date_reunion < echeance.reponse_avant


def test_case_sent_before_publication_gets_its_dates(pole, pilote):
    saisine = SaisineFactory(ecole=EcoleFactory(pole=pole), etat=Etat.PRISE_EN_CHARGE)
    closed = SaisineFactory(ecole=saisine.ecole, etat=Etat.CLOSE)
    elsewhere = SaisineFactory()
    proposer_annee(pole, 2026, by=pilote)

    publier(pole, 2026, by=pilote)

    echeance = prochaine_echeance(pole)
    for case in (saisine, closed, elsewhere):
        case.refresh_from_db()
    assert saisine.reunion_visee == echeance.reunion
    assert (saisine.date_limite, saisine.date_reunion) == (echeance.date_limite, echeance.date_reunion)
    assert closed.reunion_visee is None
    assert elsewhere.reunion_visee is None


def test_moved_meeting_takes_its_deadline_period_and_cases_along(pole, pilote):
    reunion = ReunionFactory(pole=pole)
    saisine = awaiting(reunion)
    inscrite = awaiting(reunion, etat=Etat.INSCRITE, prochaine_date=reunion.date)
    closed = awaiting(reunion, etat=Etat.CLOSE)

    deplacer(reunion, date(2026, 11, 12), by=pilote)

    reunion.refresh_from_db()
    # Six days before is Friday 6 November.
    assert (reunion.date, reunion.periode) == (date(2026, 11, 12), 2)
    assert reunion.date_limite == date(2026, 11, 6)
    assert reunion.reponse_avant == date(2026, 11, 19)
    for case in (saisine, inscrite, closed):
        case.refresh_from_db()
    assert (saisine.date_limite, saisine.date_reunion) == (date(2026, 11, 6), date(2026, 11, 12))
    assert inscrite.prochaine_date == date(2026, 11, 12)
    assert closed.date_reunion == date(2026, 10, 8)


def test_deadline_on_a_closed_day_moves_to_the_school_day_before(pole, pilote):
    # Six days before Saturday 7 November: All Saints' Day; the schools closed on 16 October.
    reunion = deplacer(ReunionFactory(pole=pole), date(2026, 11, 7), by=pilote)

    assert reunion.date_limite == date(2026, 10, 16)


def test_deadline_follows_the_rule_of_the_pole_s2_18(pole, pilote):
    strict = PoleFactory(delai_limite_jours=14)

    ours = ajouter(pole, by=pilote, type=TypeReunion.CELLULE, jour=date(2026, 10, 13))
    theirs = ajouter(strict, by=coordinatrice(strict), type=TypeReunion.CELLULE, jour=date(2026, 11, 10))

    assert (pole.delai_limite_jours, ours.date_limite) == (6, date(2026, 10, 7))
    # Fourteen days before 10 November: in the holidays that began on 16 October.
    assert theirs.date_limite == date(2026, 10, 16)


def test_deadline_of_a_meeting_in_the_first_days_falls_before_the_summer(pole, pilote):
    added = ajouter(pole, by=pilote, type=TypeReunion.CELLULE, jour=date(2026, 9, 3))

    assert added.date_limite == date(2026, 7, 3)


def test_modified_meeting_keeps_the_deadline_that_was_chosen(pole, pilote):
    reunion = modifier(
        ReunionFactory(pole=pole),
        by=pilote,
        jour=date(2026, 10, 13),
        heure=time(13, 30),
        lieu="Salle des maîtres",
        limite=date(2026, 10, 5),
    )

    reunion.refresh_from_db()
    assert (reunion.date_limite, reunion.heure) == (date(2026, 10, 5), time(13, 30))
    assert reunion.lieu == "Salle des maîtres"


@pytest.mark.parametrize(
    ("jour", "message"),
    [
        (date(2026, 8, 3), "passée"),
        (date(2027, 7, 20), "vacances d’été"),
        (date(2026, 10, 1), "déjà cette date"),
    ],
)
def test_meeting_does_not_move_to_an_impossible_date(pole, pilote, jour, message):
    reunion = ReunionFactory(pole=pole)
    ReunionFactory(pole=pole, date=date(2026, 10, 1), date_limite=date(2026, 9, 25))

    with pytest.raises(ReunionRefusee, match=message):
        deplacer(reunion, jour, by=pilote)

    reunion.refresh_from_db()
    assert reunion.date == date(2026, 10, 8)


def test_past_meeting_keeps_its_date(pole, pilote):
    reunion = ReunionFactory(pole=pole)

    with (
        time_machine.travel("2026-10-09T08:00:00Z", tick=False),
        pytest.raises(ReunionRefusee, match="a eu lieu"),
    ):
        deplacer(reunion, date(2026, 11, 10), by=pilote)


def test_cancelled_meeting_sends_its_cases_to_the_next_one(pole, pilote):
    reunion = ReunionFactory(pole=pole)
    following = ReunionFactory(pole=pole, date=date(2026, 12, 8), periode=2, date_limite=date(2026, 12, 2))
    ReunionFactory(pole=pole, proposee=True, date=date(2026, 11, 10))
    ReunionFactory(pole=pole, pleniere=True, date=date(2026, 10, 15))
    saisine = awaiting(reunion)

    annuler(reunion, by=pilote)

    reunion.refresh_from_db()
    saisine.refresh_from_db()
    assert reunion.etat == EtatReunion.ANNULEE
    assert suivante(reunion) == following
    assert saisine.reunion_visee == following.pk
    assert (saisine.date_limite, saisine.date_reunion) == (date(2026, 12, 2), date(2026, 12, 8))


def test_last_meeting_cancelled_leaves_its_cases_without_date(pole, pilote):
    reunion = ReunionFactory(pole=pole)
    saisine = awaiting(reunion)

    annuler(reunion, by=pilote)

    saisine.refresh_from_db()
    assert (saisine.reunion_visee, saisine.date_limite, saisine.date_reunion) == (None, None, None)


def test_cancelled_proposal_disappears(pole, pilote):
    reunion = ReunionFactory(pole=pole, proposee=True)

    annuler(reunion, by=pilote)

    assert not Reunion.objects.filter(pk=reunion.pk).exists()


def test_added_meeting_is_a_proposal_and_may_take_up_a_cancelled_day(pole, pilote):
    cancelled = ReunionFactory(pole=pole, annulee=True)

    added = ajouter(pole, by=pilote, type=TypeReunion.CELLULE, jour=cancelled.date, lieu="Mairie")

    assert added.pk == cancelled.pk
    assert (added.etat, added.lieu) == (EtatReunion.PROPOSEE, "Mairie")
    assert added.date_limite == date(2026, 10, 2)
