"""The number of a reference is drawn: what happens when somebody already has it."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from pole.calendrier import annee_scolaire
from pole.models import Envoi
from saisines.enums import Etat
from saisines.models import Saisine
from saisines.services import dossier
from saisines.services.dossier import REFERENCE_TRIES, draw_reference, transmettre
from tests.factories.pole import EcoleFactory, PoleFactory, coordinatrice, directrice
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ecole():
    return EcoleFactory()


@pytest.fixture
def draft(ecole):
    coordinatrice(ecole.pole)
    return SaisineFactory(ecole=ecole, etat=Etat.BROUILLON, auteur=directrice(ecole))


@pytest.fixture
def draws(monkeypatch):
    """The numbers that will be drawn, in order; what is left at the end was not drawn."""
    numbers = []
    monkeypatch.setattr(dossier.secrets, "randbelow", lambda limit: numbers.pop(0) - 1)
    return numbers


def prefix(pole):
    annee = annee_scolaire(pole.today())
    return f"{annee % 100:02d}{(annee + 1) % 100:02d}-{pole.code}-"


def taken(pole, *numbers, annee=None):
    """Cases that were sent under these numbers this year."""
    for number in numbers:
        SaisineFactory(
            ecole=EcoleFactory(pole=pole),
            annee=annee or annee_scolaire(pole.today()),
            reference=f"{prefix(pole)}{number:03d}",
        )


@pytest.mark.parametrize("tries", [1, 2, REFERENCE_TRIES - 1])
def test_number_that_is_taken_is_drawn_again_and_the_case_leaves_once(draft, draws, tries):
    others = list(range(1, tries + 1))
    taken(draft.pole, *others)
    draws += [*others, 500, 501]

    transmettre(draft, by=draft.auteur)

    # Read in the same transaction: a refused row must not have broken it.
    stored = Saisine.objects.get(pk=draft.pk)
    assert (stored.etat, stored.reference) == (Etat.TRANSMISE, f"{prefix(draft.pole)}500")
    assert draft.reference == stored.reference
    assert stored.transmise_par == draft.auteur
    assert draws == [501]
    assert [event.nom for event in stored.evenements.all()] == ["transmettre"]
    assert sorted(Envoi.objects.values_list("gabarit", flat=True)) == ["saisines/a_lire", "saisines/accuse"]


def test_transaction_around_the_sending_survives_a_number_that_is_taken(draft, draws):
    """On PostgreSQL a refused row spoils its transaction up to the savepoint that was set before it."""
    taken(draft.pole, 7)
    draws += [7, 8]

    with transaction.atomic():
        before = SaisineFactory(ecole=draft.ecole, etat=Etat.BROUILLON)
        transmettre(draft, by=draft.auteur)
        after = SaisineFactory(ecole=draft.ecole, etat=Etat.BROUILLON)

    assert Saisine.objects.filter(pk__in=[before.pk, draft.pk, after.pk]).count() == 3


def test_draft_stays_a_draft_when_no_number_is_found(draft, draws):
    taken(draft.pole, 7)
    draws += [7] * REFERENCE_TRIES

    with pytest.raises(RuntimeError, match="no free reference"):
        transmettre(draft, by=draft.auteur)

    stored = Saisine.objects.get(pk=draft.pk)
    assert (stored.etat, stored.reference, stored.transmise_le) == (Etat.BROUILLON, None, None)
    assert draws == []
    assert not stored.evenements.exists()
    assert not Envoi.objects.exists()


def test_other_fault_of_the_row_is_said_at_once_and_not_drawn_again(draft, draws, monkeypatch):
    def broken(saisine, name, **fields):
        Saisine.objects.create(pole=saisine.pole, auteur=saisine.auteur, annee=2026, jeton=UUID(int=1))

    Saisine.objects.filter(pk=draft.pk).update(jeton=UUID(int=1))
    monkeypatch.setattr(dossier, "apply_transition", broken)
    draws += [7, 8]

    with pytest.raises(IntegrityError):
        transmettre(draft, by=draft.auteur)

    assert draws == [8]
    assert Saisine.objects.get(pk=draft.pk).etat == Etat.BROUILLON


def test_number_of_another_pole_or_of_another_year_is_free(draft, draws):
    taken(PoleFactory(), 7)
    taken(draft.pole, 7, annee=annee_scolaire(draft.pole.today()) - 1)
    draws += [7]

    transmettre(draft, by=draft.auteur)

    assert draft.reference == f"{prefix(draft.pole)}007"


def test_busy_pole_gets_a_fourth_digit_before_draws_collide(draft, draws, monkeypatch):
    monkeypatch.setattr(dossier, "REFERENCE_NUMBERS", 10)
    draws += [8, 8, 8]

    short = draw_reference(draft.pole)
    taken(draft.pole, 1, 2)
    same = draw_reference(draft.pole)
    taken(draft.pole, 3)
    longer = draw_reference(draft.pole)

    assert (short, same) == (f"{prefix(draft.pole)}8", f"{prefix(draft.pole)}8")
    assert longer == f"{prefix(draft.pole)}08"
