"""What was ticked before the form becomes the first lines of what was tried, in one tap (S3-08)."""

import uuid

import pytest

from saisines.models import Essai, Etape, Saisine
from saisines.natures import AVANT, description
from saisines.recit import Recit
from saisines.reprise import lignes_a_reprendre
from saisines.services.brouillon import save_step
from tests.saisines.saisie.pages import NOUVELLE, address, lines, post

pytestmark = pytest.mark.django_db

PARENTS, PPRE, RASED = "Rencontrer les parents", "Mettre en place un PPRE", "Demander l’aide du RASED, tôt"
BOUTON = 'value="reprendre"'


def ticked(ecole, client, *lignes, nature="P"):
    ecole.pole.avant_de_saisir = [PARENTS, PPRE, RASED]
    ecole.pole.save()
    data = {"nature": nature, "jeton": uuid.uuid4(), "securite": "on", "deja_fait": lignes}
    client.post(NOUVELLE, data)
    return Saisine.objects.get()


@pytest.mark.parametrize(
    ("lignes", "attendu"),
    [
        ([PARENTS], [("autre", PARENTS)]),
        ([PARENTS, PPRE, RASED], [("autre", PARENTS), ("ppre", PPRE), ("rased", RASED)]),
    ],
)
def test_one_tap_writes_a_line_for_each(client, ecole, directeur, lignes, attendu):
    saisine = ticked(ecole, client, *lignes)
    offered = client.get(address(saisine, "essais")).content.decode()

    answer = post(client, saisine, "essais", essais_comment="lignes", action="reprendre")
    after = client.get(answer["Location"]).content.decode()

    assert BOUTON in offered
    assert list(Essai.objects.order_by("rang").values_list("type", flat=True)) == [row[0] for row in attendu]
    assert [row.precision for row in Essai.objects.order_by("rang")] == [row[1] for row in attendu]
    assert answer["Location"].endswith("#table-essais")
    assert BOUTON not in after


def test_what_was_typed_meanwhile_is_kept_first_and_nothing_comes_twice(client, ecole, directeur):
    saisine = ticked(ecole, client, PARENTS, PPRE)
    typed = lines("essais", {"type": "tutorat", "precision": ""}, {"type": "autre", "precision": PARENTS})

    post(client, saisine, "essais", essais_comment="lignes", action="reprendre", **typed)

    rows = Essai.objects.order_by("rang")
    assert [(row.type, row.precision) for row in rows] == [
        ("tutorat", ""),
        ("autre", PARENTS),
        ("ppre", PPRE),
    ]


def test_nothing_ticked_offers_nothing(client, saisine):
    page = client.get(address(saisine, "essais")).content.decode()
    post(client, saisine, "essais", essais_comment="nouvelle", action="reprendre")

    assert BOUTON not in page
    assert not Essai.objects.exists()


def test_only_the_step_of_what_was_tried_offers_it(client, ecole, directeur):
    saisine = ticked(ecole, client, PPRE)

    assert BOUTON not in client.get(address(saisine, "famille")).content.decode()


def test_kind_without_that_table_offers_nothing(client, ecole, directeur):
    saisine = ticked(ecole, client, PPRE, nature="R")
    page = client.get(address(saisine, "essais")).content.decode()

    assert BOUTON not in page


def test_never_more_lines_than_the_table_holds(saisine, directeur):
    table = next(table for table in description("P").etape("essais").tables if table.code == "essais")
    many = [f"Essai {number}" for number in range(table.max_lignes + 3)]
    save_step(saisine, AVANT, {"deja_fait": many}, version=0, by=directeur)

    found = lignes_a_reprendre(Recit(saisine, fresh=True), description("P").etape("essais"))

    assert len(found) == table.max_lignes
    assert Etape.objects.get().contenu["deja_fait"] == many
