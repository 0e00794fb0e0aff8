"""The figure of two writers at the same instant: no character is lost."""

import uuid
from functools import partial

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saisines import fusion
from saisines.models import Saisine
from saisines.recit import Recit
from saisines.services.brouillon import StaleStepError, save_step
from saisines.services.dossier import create_draft
from tests.factories.pole import EcoleFactory, directrice, fresh
from tests.paralleles import at_once
from tests.saisines.fusion.scene import ITEMS, STEP, prepare
from tests.saisines.saisie.pages import contenu

texts = st.text(alphabet="abcdé’ \n", min_size=1, max_size=30).map(str.strip).filter(bool)
edits = st.fixed_dictionaries(
    {},
    optional={
        "question": texts,
        "points_appui": texts,
        "motif_autre": texts.map(lambda one: " ".join(one.split())),
    },
)


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(edits, edits)
def test_two_people_who_open_the_same_page_lose_nothing_of_what_they_typed(one, two):
    with transaction.atomic():
        saisine, directeur, maitresse = prepare()
        base = fusion.base_of(saisine.pk, STEP.contenu, Recit(saisine, fresh=True).valeurs("preoccupation"))

        write(saisine, one, by=directeur, version=0, base=base)
        write(saisine, two, by=maitresse, version=0, base=base)

        found = contenu(saisine, "preoccupation")
        for edit in (one, two):
            assert all(text in found[code] or code == "motif_autre" for code, text in edit.items())
        transaction.set_rollback(True)


def write(saisine, data, *, by, version, base):
    """One person saves a step; in a conflict they keep both texts, as the page proposes."""
    row = Saisine.objects.select_related("pole", "eleve").get(pk=saisine.pk)
    while True:
        try:
            return save_step(
                row,
                "preoccupation",
                data,
                version=version,
                by=by,
                recit=Recit(row, fresh=True),
                base=base,
                fusion=True,
            )
        except StaleStepError as conflict:
            version = conflict.version
            base = base | {
                code: fusion.empreinte(saisine.pk, ITEMS[code], conflict.enregistre[code])
                for code in conflict.conflits
            }
            data = data | {
                code: fusion.both(ITEMS[code], conflict.enregistre[code], conflict.propose[code])
                or data[code]
                for code in conflict.conflits
            }


# A thousand on a SQLite file, where the second writer waits as in production: docs/mesures.md says how.
PAIRS = [pytest.param(20, id="20"), pytest.param(1000, id="1000", marks=pytest.mark.lent)]


@pytest.mark.parametrize("pairs", PAIRS)
@pytest.mark.django_db(transaction=True)
def test_pairs_of_edits_made_at_the_same_instant_lose_no_character(pairs):
    """Real threads, one connection each: whoever comes second finds both texts, and keeps them."""
    saisine, directeur, maitresse = prepare()
    recit = Recit(saisine, fresh=True)
    for number in range(pairs):
        erase(saisine)
        version = recit.version("preoccupation")
        base = fusion.base_of(saisine.pk, STEP.contenu, recit.valeurs("preoccupation"))
        typed = {directeur: f"direction {number}", maitresse: f"classe {number}"}

        written = at_once(
            *[
                partial(write, saisine, {"question": text}, by=person, version=version, base=base)
                for person, text in typed.items()
            ]
        )

        assert [fault for fault in written if isinstance(fault, BaseException)] == []
        recit = Recit(Saisine.objects.get(pk=saisine.pk), fresh=True)
        assert sorted(recit.valeurs("preoccupation")["question"].split("\n\n")) == sorted(typed.values())


def erase(saisine):
    """The next pair starts from an empty question."""
    row = Saisine.objects.select_related("pole").get(pk=saisine.pk)
    recit = Recit(row, fresh=True)
    if recit.version("preoccupation"):
        save_step(
            row,
            "preoccupation",
            {"question": ""},
            version=recit.version("preoccupation"),
            by=row.auteur,
            recit=recit,
        )


@pytest.mark.django_db(transaction=True)
def test_thousand_parallel_double_posts_create_each_saisine_once():
    times = 1000
    ecole = EcoleFactory()
    directeur = fresh(directrice(ecole))
    made: list = []
    for _ in range(times):
        start = partial(create_draft, by=directeur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())
        made += at_once(start, start)

    assert [fault for fault in made if isinstance(fault, BaseException)] == []
    assert sum(created for _, created in made) == times
    assert {type(saisine) for saisine, _ in made} == {Saisine}
    assert Saisine.objects.count() == times
