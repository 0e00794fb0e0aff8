"""The pages of the dialogue: the last messages on the case, all on their own page, at a fixed cost."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pole.a_faire import choses_a_faire
from saisines.models import Message, Saisine
from saisines.services import dialogue
from tests.clients import signed_in
from tests.factories.pole import fresh
from tests.saisines.test_dialogue import TEXTE, send

pytestmark = pytest.mark.django_db


def url(saisine, page=""):
    return f"{saisine.get_absolute_url()}dialogue/{page}"


def html(personne, address):
    response = signed_in(personne).get(address)
    assert response.status_code == 200
    return response.content.decode()


def typed(*readers, **fields):
    return {"texte": TEXTE, "lecteurs": [one.pk for one in readers], "jeton": uuid4()} | fields


def test_message_written_on_the_page_is_read_by_its_readers_on_theirs(people, saisine):
    answer = signed_in(people["direction"]).post(url(saisine), typed(people["coordonnateur"]), follow=True)

    assert "Votre message est parti" in answer.content.decode()
    for who in ("direction", "coordonnateur"):
        assert TEXTE in html(people[who], url(saisine)), who
        assert TEXTE in html(people[who], saisine.get_absolute_url()), who


@pytest.mark.parametrize("who", ["ien", "convie"])
def test_page_says_nothing_of_a_message_to_somebody_else(who, people, saisine):
    before = html(people[who], saisine.get_absolute_url())
    send(saisine, people["direction"], people["coordonnateur"])

    page, case = html(people[who], url(saisine)), html(people[who], saisine.get_absolute_url())

    assert TEXTE not in page + case
    assert "Pas encore de message" in page
    assert case.count("chronologie__fait") == before.count("chronologie__fait")


def test_secretariat_has_no_dialogue(people, saisine):
    send(saisine, people["direction"], people["coordonnateur"])

    assert signed_in(people["secretariat"]).get(url(saisine)).status_code == 403
    assert "Dialogue" not in html(people["secretariat"], saisine.get_absolute_url())


def test_audience_is_listed_by_name_before_sending_and_the_narrow_one_is_ticked(people, saisine):
    page = html(people["direction"], url(saisine))

    boxes = page.split('name="lecteurs"')[1:]
    ticked = [one for one in boxes if "checked" in one.split(">")[0]]
    assert len(boxes) == 3  # coordination, IEN, the member called upon
    assert len(ticked) == 1
    assert str(people["coordonnateur"]) in ticked[0]


def test_text_typed_without_a_reader_comes_back(people, saisine):
    answer = signed_in(people["direction"]).post(url(saisine), typed())

    page = answer.content.decode()
    assert "Choisissez au moins une personne" in page
    assert TEXTE in page
    assert not Message.objects.exists()


def test_person_forged_in_the_list_is_refused_and_the_text_kept(people, strangers, saisine):
    answer = signed_in(people["direction"]).post(
        url(saisine), typed(people["coordonnateur"], strangers["membre"])
    )

    assert TEXTE in answer.content.decode()
    assert not Message.objects.exists()


def test_name_of_the_pupil_in_a_message_is_masked_for_a_member(people, saisine):
    saisine.eleve.nom, saisine.eleve.prenom = "Vermeil", "Camille"
    saisine.eleve.save()
    send(saisine, people["coordonnateur"], people["convie"], texte="Camille Vermeil va mieux.")

    assert "Vermeil" not in html(people["convie"], url(saisine))
    assert "L’élève va mieux." in html(people["convie"], url(saisine))


def test_case_shows_the_last_three_and_a_link_to_all(people, saisine):
    for number in range(4):
        send(saisine, people["direction"], people["coordonnateur"], texte=f"CanariNumero{number}")

    case = html(people["coordonnateur"], saisine.get_absolute_url())

    assert [f"CanariNumero{number}" in case for number in range(4)] == [False, True, True, True]
    assert "Tout le dialogue" in case


# To be read


def to_read(personne, saisine):
    return [one for one in choses_a_faire(fresh(personne), saisine.pole) if "à lire" in one.titre]


def test_ma_page_counts_the_messages_to_be_read_by_case(people, saisine):
    for _ in range(2):
        send(saisine, people["direction"], people["coordonnateur"])

    (chose,) = to_read(people["coordonnateur"], saisine)

    assert chose.titre == "2 messages à lire"
    assert chose.url == url(saisine)
    assert to_read(people["direction"], saisine) == []


def test_opening_the_page_marks_nothing_and_j_ai_lu_marks_what_was_shown(people, saisine):
    """A page that is opened writes nothing but the journal: saying « J’ai lu » is an act."""
    shown = send(saisine, people["direction"], people["coordonnateur"])
    html(people["coordonnateur"], url(saisine))
    assert len(to_read(people["coordonnateur"], saisine)) == 1
    send(saisine, people["direction"], people["coordonnateur"])

    signed_in(people["coordonnateur"]).post(url(saisine, "lus/"), {"messages": [shown.pk]})

    assert [one.titre for one in to_read(people["coordonnateur"], saisine)] == ["1 message à lire"]


def test_answering_marks_as_read_what_the_page_showed(people, saisine):
    shown = send(saisine, people["direction"], people["coordonnateur"])

    signed_in(people["coordonnateur"]).post(url(saisine), typed(people["direction"], messages=[shown.pk]))

    assert to_read(people["coordonnateur"], saisine) == []


def test_message_of_somebody_else_cannot_be_marked_as_read(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    signed_in(people["convie"]).post(url(saisine, "lus/"), {"messages": [message.pk, "zz"]})

    assert len(to_read(people["coordonnateur"], saisine)) == 1


def test_withdrawn_message_is_no_longer_to_be_read(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    dialogue.retirer(message, by=people["coordonnateur"], raison="Autre enfant")

    assert to_read(people["coordonnateur"], saisine) == []


# Correcting, opening, withdrawing


def test_author_corrects_on_the_page_and_readers_see_that_it_was_modified(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    signed_in(people["direction"]).post(url(saisine, f"{message.pk}/modifier/"), {"texte": "CanariCorrige"})

    page = html(people["coordonnateur"], url(saisine))
    assert "CanariCorrige" in page
    assert ", modifié à" in page
    assert TEXTE not in page


def test_withdrawn_message_shows_who_and_why_and_no_word_of_it(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    signed_in(people["coordonnateur"]).post(url(saisine, f"{message.pk}/retirer/"), {"raison": "Hors sujet"})

    page = html(people["direction"], url(saisine))
    assert TEXTE not in page
    assert "Message retiré par" in page
    assert "Hors sujet" in page


@pytest.mark.parametrize("page", ["modifier", "lecteurs", "retirer"])
def test_pages_of_a_message_are_404_for_whoever_is_not_a_reader(page, people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    for who in ("ien", "convie"):
        assert signed_in(people[who]).get(url(saisine, f"{message.pk}/{page}/")).status_code == 404


@pytest.mark.parametrize(("page", "who"), [("modifier", "coordonnateur"), ("retirer", "direction")])
def test_act_on_a_message_is_403_for_a_reader_without_the_right(page, who, people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])

    assert signed_in(people[who]).get(url(saisine, f"{message.pk}/{page}/")).status_code == 403


def test_message_of_another_case_is_not_reached_through_this_one(people, saisine):
    message = send(saisine, people["direction"], people["coordonnateur"])
    other = Saisine.objects.get(pk=saisine.pk)
    other.pk, other.reference, other.jeton = uuid4(), "2627-AUTRE-001", uuid4()
    other.save(force_insert=True)

    assert signed_in(people["direction"]).get(url(other, f"{message.pk}/modifier/")).status_code == 404


def test_key_of_the_browser_is_given_to_those_who_take_part_only(people, strangers, saisine):
    keys = {who: signed_in(people[who]).get(url(saisine, "coffre/")) for who in ("direction", "ien")}

    assert keys["direction"].json()["cle"] != keys["ien"].json()["cle"]
    assert signed_in(people["secretariat"]).get(url(saisine, "coffre/")).status_code == 403
    assert signed_in(strangers["membre"]).get(url(saisine, "coffre/")).status_code == 404


# Cost


def statements(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    verbs = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return [query["sql"][:70] for query in captured if query["sql"].startswith(verbs)]


@pytest.mark.parametrize("who", ["direction", "coordonnateur", "ien", "convie"])
@pytest.mark.parametrize(("page", "limit"), [("dialogue/", 12), ("", 10)])
def test_page_costs_the_same_with_one_and_twenty_five_messages(who, page, limit, people, saisine):
    address, client = f"{saisine.get_absolute_url()}{page}", signed_in(people[who])
    readers = [people[one] for one in ("coordonnateur", "ien", "convie")]
    send(saisine, people["direction"], *readers)
    few = statements(client, address)
    for _ in range(24):
        send(saisine, people["direction"], *readers)

    many = statements(client, address)

    assert Message.objects.count() == 25
    assert few == many
    assert len(few) <= limit


def test_ma_page_costs_the_same_with_one_and_twenty_five_messages(people, saisine):
    client = signed_in(people["coordonnateur"])
    send(saisine, people["direction"], people["coordonnateur"])
    few = statements(client, "/")
    for _ in range(24):
        send(saisine, people["direction"], people["coordonnateur"])

    many = statements(client, "/")

    assert few == many
    assert len(few) <= 12
