"""What writing costs: statements of one request (SELECT, INSERT, UPDATE, DELETE), savepoints aside."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from saisines.models import Saisine
from tests.factories.pole import MotifFactory, membre
from tests.saisines.documents import pdf
from tests.saisines.saisie.pages import autosave, fill, lines, post

pytestmark = pytest.mark.django_db


def test_reading_again_costs_few_queries(client, saisine, django_assert_max_num_queries):
    fill(client, saisine)

    with django_assert_max_num_queries(10):
        client.get(reverse("saisines:relire", args=[saisine.pk]))


@pytest.mark.parametrize(
    ("etape", "data"),
    [
        ("qui", {"prenom": "Zoé", "nom": "Canari", "naissance": "2018-03-02", "niveau": "ce1"}),
        ("famille", {"parents_informes": "oui", "parents_quand": "hier"}),
        ("essais", {"essais_comment": "lignes"} | lines("essais", {"type": "apc", "effet": "oui"})),
        ("pieces", {"urgence_motif": "rupture"}),
        ("preoccupation", {"question": "Quoi ?"} | lines("faits", {"quoi": "Il sort."})),
    ],
)
def test_background_save_costs_few_queries(client, saisine, etape, data):
    with CaptureQueriesContext(connection) as captured:
        response = autosave(client, saisine, etape, **data)

    queries = [query for query in captured if "SAVEPOINT" not in query["sql"]]
    assert response.json()["version"] == 1
    assert len(queries) <= 12


@pytest.fixture(params=["direction", "direction and member of the pole"])
def writer(request, saisine):
    """Somebody who is a member too may hold a named access: looking for it must not cost more."""
    if request.param != "direction":
        membre(saisine.pole, personne=saisine.auteur)


def cost(act):
    """The answer of a request, and its statements."""
    with CaptureQueriesContext(connection) as captured:
        response = act()
    return response, [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize("save", [autosave, post], ids=["background", "continuer"])
@pytest.mark.parametrize(("ticked", "kept"), [(1, 0), (3, 0), (3, 2)])
def test_unticking_motives_and_ticking_another_costs_eleven_queries(
    client, saisine, writer, save, ticked, kept
):
    """The first motive is pressing: the urgency goes down with it, in the same save."""
    fill(client, saisine)
    pressing = MotifFactory(pole=saisine.pole, urgence="haute")
    before = [pressing, *(MotifFactory(pole=saisine.pole) for _ in range(ticked - 1))]
    after = [*before[ticked - kept :], MotifFactory(pole=saisine.pole)]
    fait = lines("faits", {"quand": "depuis octobre", "quoi": "Il sort de la classe."})
    words = {"question": "Comment l’aider ?"} | fait
    post(client, saisine, "preoccupation", 1, motifs=[str(motif.pk) for motif in before], **words)
    assert Saisine.objects.get().urgence == "haute"

    words["question"] = "Et maintenant ?"
    motifs = [str(motif.pk) for motif in after]
    response, queries = cost(lambda: save(client, saisine, "preoccupation", 2, motifs=motifs, **words))

    assert response.status_code == (200 if save is autosave else 302)
    assert set(saisine.motifs.all()) == set(after)
    assert Saisine.objects.get().urgence == "normale"
    assert len(queries) <= 11, queries


@pytest.mark.parametrize("save", [autosave, post], ids=["background", "continuer"])
@pytest.mark.parametrize("count", [1, 3])
def test_changing_every_table_of_a_step_at_once_costs_twelve_queries(client, saisine, writer, save, count):
    def tables(number, essai, instance):
        essais = lines("essais", *[{"type": essai, "effet": "non"}] * number)
        return essais | lines("instances", *[{"type": instance, "quand": "mai"}] * number)

    fill(client, saisine)
    post(client, saisine, "essais", 1, essais_comment="lignes", **tables(count + 1, "apc", "cycle"))

    changed = {"essais_comment": "lignes", "rased": "demande"} | tables(count, "ppre", "ess")
    response, queries = cost(lambda: save(client, saisine, "essais", 2, **changed))

    assert response.status_code in {200, 302}
    assert [row.type for row in saisine.essais.all()] == ["ppre"] * count
    assert [row.type for row in saisine.instances.all()] == ["ess"] * count
    assert len(queries) <= 12, queries


@pytest.mark.parametrize("save", [autosave, post], ids=["background", "continuer"])
def test_changing_the_pupil_and_the_plans_at_once_costs_twelve_queries(client, saisine, writer, save):
    def step(number, plan, **identity):
        plans = lines("plans", *[{"type": plan, "depuis": "octobre"}] * number)
        return identity | plans

    fill(client, saisine)
    lou = {"prenom": "Lou", "nom": "Canari", "naissance": "2018-03-02", "niveau": "ce1"}
    post(client, saisine, "qui", 1, **step(4, "pap", **lou))

    zoe = {"prenom": "Zoé", "nom": "Canari", "naissance": "2017-03-02", "niveau": "ce2"}
    response, queries = cost(lambda: save(client, saisine, "qui", 2, **step(3, "pps", effectif="24", **zoe)))

    assert response.status_code in {200, 302}
    assert [row.type for row in saisine.plans.all()] == ["pps"] * 3
    assert len(queries) <= 12, queries


def test_joining_then_removing_a_document_with_other_answers_costs_twelve_queries(client, saisine, writer):
    fill(client, saisine)
    document = SimpleUploadedFile("a.pdf", pdf(), content_type="application/pdf")
    join = {"action": "joindre", "type": "pap", "fichier": document, "urgence_motif": "rupture"}

    joined, few = cost(lambda: post(client, saisine, "pieces", 1, disponibilites="le lundi", **join))
    remove = {"retirer": str(saisine.pieces.get().pk), "urgence_motif": "non"}
    removed, less = cost(lambda: post(client, saisine, "pieces", 2, disponibilites="le mardi", **remove))

    assert (joined.status_code, removed.status_code) == (302, 302)
    assert not saisine.pieces.exists()
    assert len(few) <= 12, few
    assert len(less) <= 12, less
