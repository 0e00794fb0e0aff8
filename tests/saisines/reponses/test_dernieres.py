"""Which answer is the last of its case, and whether its check is made: one rule, in lists and on pages."""

import pytest

from saisines.enums import EffetDuPoint, Etat
from saisines.models import Reponse, Saisine
from saisines.parties import load_parts
from saisines.reponses_lues import awaits_check, derniere, is_ready_to_close
from saisines.services.points import faire_le_point
from saisines.services.workflow import mark_changed
from tests.factories.pole import membre
from tests.saisines.reponses.scene import answered, day

pytestmark = pytest.mark.django_db


def loaded(saisine):
    """The case as its page loads it."""
    found = Saisine.objects.get(pk=saisine.pk)
    load_parts(found)
    return found


def test_of_answers_sent_at_the_same_instant_one_is_the_last_everywhere(saisine, coordinateur):
    for _ in range(3):
        mark_changed(saisine, etat=Etat.ETUDIEE)
        first = answered(saisine, coordinateur, interlocuteur=membre(saisine.pole))
    Reponse.objects.update(envoyee_le=first.envoyee_le)

    last = saisine.reponses.dernieres().get()

    assert derniere(loaded(saisine)) == last
    assert set(saisine.reponses.remplacees()) == set(saisine.reponses.all()) - {last}


SAID = {
    "not yet": (day(), None, True, False),
    "yes": (day(), EffetDuPoint.OUI, False, True),
    "partly": (day(), EffetDuPoint.EN_PARTIE, False, True),
    "no": (day(), EffetDuPoint.NON, False, False),
    "too early": (day(), EffetDuPoint.TROP_TOT, True, False),
    "without a date, not yet": (None, None, True, False),
    "without a date, yes": (None, EffetDuPoint.OUI, False, True),
    "without a date, too early": (None, EffetDuPoint.TROP_TOT, True, False),
}


@pytest.mark.parametrize(("agreed", "effet", "awaited", "helped"), SAID.values(), ids=SAID)
def test_whether_the_check_is_made_is_the_same_in_lists_and_on_the_page(
    saisine, directeur, coordinateur, agreed, effet, awaited, helped
):
    reponse = answered(saisine, coordinateur, point_le=agreed)
    if effet:
        faire_le_point(reponse, by=directeur, prevu_le=agreed, effet=effet, prochain_le=day(9))

    page = loaded(saisine)

    assert saisine.reponses.sans_point().exists() == awaited == (awaits_check(page) is not None)
    assert saisine.reponses.ayant_aide().exists() == helped == is_ready_to_close(page)
