"""The class level in letters and agendas: read by those who read it in their lists, by nobody else."""

import pytest
from django.urls import reverse

from tests.clients import page, signed_in
from tests.factories.pole import AffectationFactory, MetierFactory, secretaire
from tests.imprime import words_of

CE1 = "CE1"


@pytest.fixture
def secretariat(scene):
    return secretaire(scene.pole)


def letter_page(scene, reader, personne):
    return page(signed_in(reader).get(scene.letter(personne).get_absolute_url()))


def agenda_printed(scene, reader, personne):
    url = reverse("cellules:agenda_pdf", args=[scene.letter(personne).pk])
    return words_of(signed_in(reader).get(url).content)


@pytest.mark.parametrize("read", [letter_page, agenda_printed])
def test_level_is_read_in_a_letter_by_members_pilots_and_schools_only(convened, secretariat, invitee, read):
    expected = {
        ("coordination", convened.pilote, convened.psy): True,
        ("psychologue", convened.psy, convened.psy): True,
        ("direction", convened.direction, convened.direction): True,
        ("secrétariat", secretariat, convened.psy): False,
        ("secrétariat, partenaire", secretariat, invitee): False,
        ("partenaire", invitee, invitee): False,
    }

    texts = {who: read(convened, *who[1:]) for who in expected}

    assert {who: CE1 in text for who, text in texts.items()} == expected
    for who, text in texts.items():
        assert "Un élève" in text, who


def test_level_of_the_agenda_is_hidden_from_the_secretariat_as_in_its_list(scene, secretariat):
    url = reverse("cellules:ordre_du_jour", args=[scene.reunion.pk])

    theirs = page(signed_in(secretariat).get(url))

    assert ("Un élève" in theirs, CE1 in theirs) == (True, False)
    assert CE1 not in page(signed_in(secretariat).get(reverse("saisines:list")))
    assert CE1 in page(signed_in(scene.pilote).get(url))


def test_member_who_also_keeps_the_secretariat_reads_the_level_in_both(convened, secretariat):
    metier = MetierFactory(pole=convened.pole)
    AffectationFactory(personne=secretariat, pole=convened.pole, metier=metier)

    assert CE1 in letter_page(convened, secretariat, convened.psy)
    assert CE1 in page(signed_in(secretariat).get(reverse("saisines:list")))
