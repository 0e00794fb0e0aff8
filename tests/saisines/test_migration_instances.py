"""What was typed as councils held in a step becomes rows, and nothing else of the step changes."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pole.fields import sealed
from saisines.models import Etape, Instance
from tests.factories.saisines import EtapeFactory, SaisineFactory

pytestmark = pytest.mark.django_db(transaction=True)

AVANT = [("saisines", "0002_instances")]
APRES = [("saisines", "0003_instances_leave_the_step")]
LIGNES = [
    {"type": "ess", "quand": "le 3 octobre", "compte_rendu": "oui"},
    {"type": "cycle", "quand": "en juin", "compte_rendu": ""},
]


def migrate(target):
    MigrationExecutor(connection).migrate(target)


@pytest.fixture
def back_to_today():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_councils_typed_in_a_step_become_rows_and_go_back(back_to_today):
    kept = {"essais_comment": "lignes", "deja_appeles": "le PAS"}
    step = EtapeFactory(saisine=SaisineFactory(), code="essais", contenu=kept, version=4)
    other = EtapeFactory(saisine=SaisineFactory(), code="essais", contenu=kept)
    migrate(AVANT)
    Etape.objects.filter(pk=step.pk).update(contenu=sealed(step, "contenu", kept | {"instances": LIGNES}))

    migrate(APRES)

    step.refresh_from_db()
    assert (step.contenu, step.version) == (kept, 4)
    rows = Instance.objects.filter(saisine=step.saisine)
    assert [(row.type, row.quand, row.compte_rendu) for row in rows] == [
        ("ess", "le 3 octobre", "oui"),
        ("cycle", "en juin", ""),
    ]
    assert not other.saisine.instances.exists()

    migrate(AVANT)

    step.refresh_from_db()
    assert step.contenu == kept | {"instances": LIGNES}
