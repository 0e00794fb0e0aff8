"""Rows that the database refuses, whoever writes them."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from cellules.models import EtatLot, LotDeDocuments, Seance
from tests.factories.cellules import SeanceFactory

AVANT = [("cellules", "0007_documents_of_a_meeting")]
APRES = [("cellules", "0008_who_takes_the_notes")]


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["preneur", "preneur_vu_le"])
def test_a_seance_has_its_note_taker_and_their_last_sign(column):
    SeanceFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Seance.objects.update(**{column: None})


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["jeton", "vu_le"])
def test_documents_being_made_have_who_makes_them_and_their_last_sign(missing):
    seance, now = SeanceFactory(), timezone.now()
    lot = LotDeDocuments.objects.create(
        reunion=seance.reunion, demande_par=seance.ouverte_par, demande_le=now, jeton=uuid4(), vu_le=now
    )
    held = LotDeDocuments.objects.filter(pk=lot.pk)
    held.update(etat=EtatLot.EN_COURS)

    with pytest.raises(IntegrityError), transaction.atomic():
        held.update(**{missing: None})


@pytest.fixture
def back_to_today():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_a_seance_held_before_without_a_note_taker_names_who_opened_it(back_to_today):
    seance = SeanceFactory(close=True)
    before = MigrationExecutor(connection).migrate(AVANT).apps.get_model("cellules", "Seance")
    before.objects.update(preneur=None, preneur_vu_le=None)

    MigrationExecutor(connection).migrate(APRES)

    seance.refresh_from_db()
    assert (seance.preneur, seance.preneur_vu_le) == (seance.ouverte_par, seance.ouverte_le)
