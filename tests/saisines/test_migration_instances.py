"""What was typed as councils held in a step becomes rows, and nothing else of the step changes."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pole.fields import sealed
from tests.factories.saisines import EtapeFactory, SaisineFactory

pytestmark = pytest.mark.django_db(transaction=True)

AVANT = [("saisines", "0002_instances")]
APRES = [("saisines", "0003_instances_leave_the_step")]
LIGNES = [
    {"type": "ess", "quand": "le 3 octobre", "compte_rendu": "oui"},
    {"type": "cycle", "quand": "en juin", "compte_rendu": ""},
]


def migrate(target):
    """Go there, and return the models as they were: those of today have columns that were not born."""
    return MigrationExecutor(connection).migrate(target).apps


@pytest.fixture
def back_to_today():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_councils_typed_in_a_step_become_rows_and_go_back(back_to_today):
    kept = {"essais_comment": "lignes", "deja_appeles": "le PAS"}
    step = EtapeFactory(saisine=SaisineFactory(), code="essais", contenu=kept, version=4)
    other = EtapeFactory(saisine=SaisineFactory(), code="essais", contenu=kept)
    before = migrate(AVANT).get_model("saisines", "Etape")
    before.objects.filter(pk=step.pk).update(contenu=sealed(step, "contenu", kept | {"instances": LIGNES}))

    after = migrate(APRES)

    moved = after.get_model("saisines", "Etape").objects.get(pk=step.pk)
    assert (moved.contenu, moved.version) == (kept, 4)
    instances = after.get_model("saisines", "Instance").objects
    rows = instances.filter(saisine_id=step.saisine_id).order_by("rang")
    assert [(row.type, row.quand, row.compte_rendu) for row in rows] == [
        ("ess", "le 3 octobre", "oui"),
        ("cycle", "en juin", ""),
    ]
    assert not instances.filter(saisine_id=other.saisine_id).exists()

    before = migrate(AVANT).get_model("saisines", "Etape")

    assert before.objects.get(pk=step.pk).contenu == kept | {"instances": LIGNES}
