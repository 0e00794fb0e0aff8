"""The agenda follows the cases: one row where a case waits, none where it does not."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cellules.models import EtatInscription, EtatReunion, Inscription, Rubrique
from cellules.services.annee import annuler, publier
from cellules.services.inscriptions import check_inscriptions
from pole.enums import Urgence
from saisines.enums import Etat
from saisines.services import orientations
from saisines.services.workflow import apply_transition
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import EcoleFactory, coordinatrice, directrice, fresh
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db


def meeting(pole, days, **fields):
    today = pole.today()
    return ReunionFactory(
        pole=pole,
        date=today + timedelta(days=days),
        date_limite=today + timedelta(days=days - 6),
        reponse_avant=today + timedelta(days=days + 7),
        **fields,
    )


@pytest.fixture
def ecole(db):
    return EcoleFactory()


@pytest.fixture
def pilote(ecole):
    return coordinatrice(ecole.pole)


@pytest.fixture
def reunion(ecole):
    return meeting(ecole.pole, 20)


def enrolled(ecole, by, **fields):
    saisine = SaisineFactory(ecole=ecole, **fields)
    orientations.inscrire(saisine, by=by, lettre="Nous en parlons le 8.")
    return saisine


def rows(saisine):
    return [(row.reunion, row.etat) for row in saisine.inscriptions.order_by("inscrite_le")]


def test_case_enrolled_by_the_triage_stands_on_the_agenda_with_the_minutes_of_the_pole(
    ecole, pilote, reunion
):
    ecole.pole.minutes_par_situation = 20
    ecole.pole.save()
    saisine = enrolled(ecole, pilote)

    row = saisine.inscriptions.get()
    assert (row.reunion, row.etat, row.minutes) == (reunion, EtatInscription.PREVUE, 20)
    assert (row.inscrite_par, row.rubrique) == (pilote, Rubrique.NOUVELLE)
    assert check_inscriptions() == []


def test_returns_come_first_then_urgent_cases_then_new_ones(ecole, pilote, reunion):
    new = enrolled(ecole, pilote)
    urgent = enrolled(ecole, pilote, urgence=Urgence.HAUTE)
    second = enrolled(ecole, pilote)

    assert [row.saisine for row in reunion.inscriptions.all()] == [urgent, new, second]


@pytest.mark.parametrize(
    ("move", "left"),
    [("desinscrire", EtatInscription.RETIREE), ("retirer", EtatInscription.RETIREE)],
)
def test_case_leaves_the_agenda_with_its_state(ecole, pilote, reunion, move, left):
    saisine = enrolled(ecole, pilote)

    by = pilote if move == "desinscrire" else directrice(ecole)
    apply_transition(saisine, move, by=fresh(by), motif="L’école a trouvé.")

    assert rows(saisine) == [(reunion, left)]
    assert check_inscriptions() == []


def test_studied_case_stays_on_the_agenda_as_studied(ecole, pilote, reunion):
    saisine = enrolled(ecole, pilote)

    apply_transition(saisine, "etudier", by=pilote)

    assert rows(saisine) == [(reunion, EtatInscription.ETUDIEE)]
    assert list(reunion.inscriptions.a_l_ordre_du_jour()) == list(saisine.inscriptions.all())


def test_cases_of_a_cancelled_meeting_go_to_the_next_with_their_minutes(ecole, pilote, reunion):
    following = meeting(ecole.pole, 50)
    saisine = enrolled(ecole, pilote)
    Inscription.objects.update(minutes=35)

    annuler(reunion, by=pilote)

    assert rows(saisine) == [(reunion, EtatInscription.REPORTEE), (following, EtatInscription.PREVUE)]
    carried = following.inscriptions.get()
    assert (carried.minutes, carried.reportee_de.reunion) == (35, reunion)
    assert check_inscriptions() == []


def test_case_without_any_meeting_left_waits_for_the_next_published(ecole, pilote, reunion):
    saisine = enrolled(ecole, pilote)
    annuler(reunion, by=pilote)
    assert rows(saisine) == [(reunion, EtatInscription.REPORTEE)]

    following = meeting(ecole.pole, 50, etat=EtatReunion.PROPOSEE)
    publier(ecole.pole, following.annee, by=pilote)

    saisine.refresh_from_db()
    assert (saisine.etat, saisine.reunion_visee) == (Etat.INSCRITE, following.pk)
    assert saisine.prochaine_date == following.date
    assert rows(saisine)[-1] == (following, EtatInscription.PREVUE)
    assert following.inscriptions.get().reportee_de.reunion == reunion
    assert check_inscriptions() == []


def test_case_waits_for_one_meeting_at_a_time(ecole, pilote, reunion):
    saisine = enrolled(ecole, pilote)

    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        Inscription.objects.create(
            reunion=meeting(ecole.pole, 50), saisine=saisine, minutes=15, inscrite_le=timezone.now()
        )


def test_verifier_finds_a_case_without_agenda_and_an_agenda_without_case(ecole, pilote, reunion):
    saisine = enrolled(ecole, pilote)
    other = enrolled(ecole, pilote)
    saisine.inscriptions.update(etat=EtatInscription.RETIREE)
    type(other).objects.filter(pk=other.pk).update(etat=Etat.PRISE_EN_CHARGE)

    assert check_inscriptions() == [
        "saisine inscrite sans ordre du jour : 1",
        "saisine à l’ordre du jour sans y être inscrite : 1",
    ]


def test_agenda_shows_each_person_the_cases_that_they_see(ecole, pilote, reunion):
    mine, other = enrolled(ecole, pilote), enrolled(EcoleFactory(pole=ecole.pole), pilote)

    assert [row.saisine for row in Inscription.objects.visible_to(directrice(ecole))] == [mine]
    assert {row.saisine for row in Inscription.objects.visible_to(fresh(pilote))} == {mine, other}
