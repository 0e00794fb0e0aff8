"""Pages of the convocations: what those who conduct the meeting do, what a convened person reads."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from cellules.models import Convie, Convocation, Habitue, Regard, Reunion
from cellules.services import convocations, reponses
from pole.courriels import render
from pole.models import Envoi
from pole.templatetags.dsfr_pole import date_longue
from saisines.accords import MANQUE
from tests.cellules.scene import enrolled
from tests.clients import page, signed_in
from tests.factories.pole import EcoleFactory, MetierFactory, MotifFactory, fresh, membre, partenaire
from tests.factories.saisines import SollicitationFactory


def address(scene, name, *args):
    return reverse(f"cellules:{name}", args=[scene.reunion.pk, *args])


def letter_address(scene, personne, name="convocation"):
    return reverse(f"cellules:{name}", args=[scene.letter(personne).pk])


@pytest.fixture
def pilot(scene):
    return signed_in(scene.pilote)


def test_meeting_is_prepared_from_the_proposal_to_the_sending(scene, pilot):
    scene.usual(scene.psy)

    pilot.post(address(scene, "proposer_convocations"))
    text = page(pilot.get(address(scene, "convocations")))
    assert str(scene.psy) in text
    assert "À envoyer" in text
    read = page(pilot.get(address(scene, "relire_convocations")))
    assert f"{scene.premiere.reference}, {scene.seconde.reference}" in read
    assert "Le pôle vous convoque" in read
    assert Convocation.objects.envoyees().count() == 0
    pilot.post(address(scene, "relire_convocations"))

    assert scene.reads(scene.psy) == {scene.premiere, scene.seconde}
    assert "Pas encore de réponse" in page(pilot.get(address(scene, "convocations")))


def test_page_counts_each_person_once_whatever_their_cases(scene, pilot):
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.convene(scene.medecin, scene.premiere)
    scene.send()
    scene.convene(scene.medecin, scene.seconde)
    scene.convene(scene.direction, scene.premiere)
    reponses.repondre(scene.letter(scene.psy), by=fresh(scene.psy), reponse="present")

    text = page(pilot.get(address(scene, "convocations")))

    head = text[text.index("3 personnes.") : text.index("personne par personne")]
    for words in ("À envoyer\u00a0: 1.", "Pas encore de réponse\u00a0: 1.", "Présence confirmée\u00a0: 1."):
        assert words in head
    assert head.index("À envoyer") < head.index("Pas encore") < head.index("Présence")


def test_partner_is_chosen_knowing_where_they_work(scene, pilot):
    metier = MetierFactory(pole=scene.pole, code="cmp", nom="Centre des Saules")
    invited = partenaire(scene.pole, metier=metier)
    choice = page(pilot.get(address(scene, "convier", scene.inscription(scene.premiere).pk)))
    usual = page(pilot.get(reverse("cellules:formation")))

    scene.convene(invited, scene.premiere)
    table = page(pilot.get(address(scene, "convocations")))

    assert f"{invited} – partenaire, Centre des Saules" in choice
    assert f"{invited} – partenaire, Centre des Saules" in usual
    assert "partenaire, Centre des Saules" in table


def test_sending_page_gives_a_number_for_more_than_three_cases(scene, pilot):
    cases = [scene.premiere, scene.seconde, *(enrolled(scene.ecole, scene.pilote) for _ in range(2))]
    scene.convene(scene.psy, *cases)

    text = page(pilot.get(address(scene, "relire_convocations")))

    assert "<summary>4 situations</summary>" in text
    assert all(one.reference in text for one in cases)


def test_sending_page_says_whom_it_cannot_write_to_and_why(scene, pilot):
    invited = partenaire(scene.pole)
    scene.convene(invited, scene.premiere)

    text = page(pilot.get(address(scene, "relire_convocations")))

    assert str(invited) in text
    assert "note de partage" in text
    assert "Il n’y a rien à envoyer" in text


def test_person_is_added_to_one_case_and_taken_off(scene, pilot):
    url = address(scene, "convier", scene.inscription(scene.premiere).pk)

    pilot.post(url, {"personnes": [str(scene.psy.pk), str(scene.medecin.pk)]})
    assert scene.convened() == {(scene.psy, scene.premiere), (scene.medecin, scene.premiere)}
    row = Convie.objects.get(convocation__personne=scene.psy)
    pilot.post(address(scene, "retirer_convie", row.pk))

    assert scene.convened() == {(scene.medecin, scene.premiere)}


def test_nobody_ticked_is_said(scene, pilot):
    text = page(pilot.post(address(scene, "convier", scene.inscription(scene.premiere).pk), {}))

    assert "Cochez au moins une personne." in text


def test_useful_people_come_first_with_the_reasons_and_what_lacks(scene, pilot):
    useful = membre(scene.pole, metier=MetierFactory(pole=scene.pole, code="psy_en"))
    asked = membre(scene.pole, metier=MetierFactory(pole=scene.pole, code="cpc"))
    other = membre(scene.pole, metier=MetierFactory(pole=scene.pole, code="erun"))
    scene.premiere.motifs.add(MotifFactory(pole=scene.pole, code="comportement"))
    SollicitationFactory(saisine=scene.premiere, personne=asked)

    text = page(pilot.get(address(scene, "convier", scene.inscription(scene.premiere).pk)))

    suggested, rest = text.split("Autres membres du pôle")
    assert str(useful) in suggested
    assert "Métier utile pour ce motif" in suggested
    assert MANQUE.lower() in suggested
    assert str(asked) in suggested
    assert "Déjà une mission sur cette situation – 1 mission en cours" in suggested
    assert str(other) in rest
    assert "Aucune mission en cours" in rest


def test_whoever_is_already_convened_is_not_proposed_again(scene, pilot):
    scene.convene(scene.psy, scene.premiere)

    text = page(pilot.get(address(scene, "convier", scene.inscription(scene.premiere).pk)))

    assert str(scene.psy) not in text
    assert str(scene.medecin) in text
    assert str(scene.direction) in text
    assert str(scene.direction_voisine) not in text


def test_usual_people_are_chosen_on_their_page(scene, pilot):
    url = reverse("cellules:formation")
    assert str(scene.psy) in page(pilot.get(url))

    pilot.post(url, {"personnes": [str(scene.psy.pk)]})
    assert list(Habitue.objects.values_list("personne", flat=True)) == [scene.psy.pk]
    pilot.post(url, {})

    assert not Habitue.objects.exists()


def test_school_is_not_offered_as_usual_and_cannot_be_forged(scene, pilot):
    pilot.post(reverse("cellules:formation"), {"personnes": [str(scene.direction.pk)]})

    assert not Habitue.objects.exists()


def test_convened_person_reads_their_cases_only_and_no_number(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.convene(scene.medecin, scene.seconde)
    scene.send()

    text = page(signed_in(scene.psy).get(letter_address(scene, scene.psy)))

    assert scene.premiere.reference in text
    for word in (scene.seconde.reference, scene.seconde.ecole.nom, "situations,"):
        assert word not in text


def test_slot_of_the_case_is_read_on_the_convocation(scene):
    scene.reunion.heure = time(14)
    scene.reunion.save()
    scene.convene(scene.psy, scene.seconde)
    scene.send()

    text = page(signed_in(scene.psy).get(letter_address(scene, scene.psy)))

    assert "14\u00a0h\u00a015 – 14\u00a0h\u00a030" in text


def test_opening_the_page_answers_nothing_and_a_button_answers(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    client, url = signed_in(scene.psy), letter_address(scene, scene.psy)

    page(client.get(url))
    client.head(url)
    assert scene.letter(scene.psy).reponse == ""
    client.post(url, {"reponse": "present"})

    assert scene.letter(scene.psy).reponse == "present"
    assert "Présence confirmée" in page(client.get(url))


def test_stand_in_is_proposed_confirmed_then_sent(scene, pilot):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    client, url = signed_in(scene.psy), letter_address(scene, scene.psy)
    assert "Dites qui vient à votre place." in page(client.post(url, {"reponse": "represente"}))
    client.post(url, {"reponse": "represente", "representant": str(scene.medecin.pk)})
    assert f"{scene.medecin} à la place de {scene.psy}" in page(pilot.get(address(scene, "convocations")))

    pilot.post(address(scene, "representer", scene.letter(scene.psy).pk))
    pilot.post(address(scene, "relire_convocations"))

    assert scene.reads(scene.medecin) == {scene.premiere}
    assert scene.reads(scene.psy) == set()


def test_school_reads_its_invitation_and_answers_in_its_own_words(scene):
    scene.convene(scene.direction, scene.premiere)
    scene.send()
    client, url = signed_in(scene.direction), letter_address(scene, scene.direction)

    text = page(client.get(url))
    assert "Je ne peux pas me libérer" in text
    assert "Quelqu’un vient à ma place" not in text
    client.post(url, {"reponse": "visio"})

    assert scene.letter(scene.direction).reponse == "visio"


def test_withdrawn_person_reads_that_they_are_not_expected_and_no_case(scene):
    row = scene.convene(scene.psy, scene.premiere)
    scene.send()
    signed_in(scene.pilote).post(address(scene, "retirer_convie", row.pk))

    text = page(signed_in(scene.psy).get(letter_address(scene, scene.psy)))

    assert "n’a plus cours" in text
    assert scene.premiere.reference not in text


def test_letter_is_not_found_by_others_and_not_before_it_is_sent(scene):
    scene.convene(scene.psy, scene.premiere)
    before = signed_in(scene.psy).get(letter_address(scene, scene.psy)).status_code
    scene.send()

    assert before == 404
    for other in (scene.medecin, scene.direction, scene.direction_voisine):
        for name in ("convocation", "convocation_pdf"):
            assert signed_in(other).get(letter_address(scene, scene.psy, name)).status_code == 404


def test_letter_prints_as_a_pdf_named_by_its_date(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.send()

    response = signed_in(scene.psy).get(letter_address(scene, scene.psy, "convocation_pdf"))

    assert response["Content-Type"] == "application/pdf"
    assert f"convocation-{scene.reunion.date:%Y-%m-%d}.pdf" in response["Content-Disposition"]


def test_my_page_asks_for_an_answer_until_it_is_given(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    client = signed_in(scene.psy)
    assert "Répondre à la convocation du" in page(client.get(reverse("accueil")))

    client.post(letter_address(scene, scene.psy), {"reponse": "present"})

    assert "Répondre à la convocation du" not in page(client.get(reverse("accueil")))


def test_meeting_that_is_over_shows_who_came_and_changes_no_more(scene, pilot):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    yesterday = scene.pole.today() - timedelta(days=1)
    type(scene.reunion).objects.update(date=yesterday, date_limite=yesterday)

    text = page(pilot.get(address(scene, "convocations")))

    assert str(scene.psy) in text
    assert "Ajouter des personnes" not in text
    assert "Proposer la formation" not in text


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_for_one_and_three(scene, number, django_assert_num_queries):
    people = [membre(scene.pole) for _ in range(number)]
    cases = [scene.premiere, *(enrolled(EcoleFactory(pole=scene.pole), scene.pilote) for _ in range(number))]
    for one in people:
        scene.convene(one, *cases)
    scene.send()
    for one in people:
        scene.convene(one, scene.seconde)
    pilot = signed_in(scene.pilote)
    reader = signed_in(people[0])

    for client, url, queries in (
        (pilot, address(scene, "convocations"), 10),
        (pilot, address(scene, "convier", scene.inscription(scene.premiere).pk), 12),
        (pilot, address(scene, "relire_convocations"), 10),
        (pilot, reverse("cellules:formation"), 5),
        (reader, letter_address(scene, people[0]), 8),
    ):
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


def test_written_opinion_that_is_promised_stays_to_do_until_it_is_written(scene):
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.send()
    letter, client = scene.letter(scene.psy), signed_in(scene.psy)
    client.post(letter.get_absolute_url(), {"reponse": "avis"})
    rows = [scene.inscription(one) for one in (scene.premiere, scene.seconde)]

    seen = []
    for row in rows:
        seen.append("Écrire votre avis" in page(client.get(reverse("accueil"))))
        Regard.objects.create(inscription=row, auteur=scene.psy, fonction="psy", propose="Lire à deux.")

    assert seen == [True, True]
    assert "Écrire votre avis" not in page(client.get(reverse("accueil")))
    assert page(client.get(letter.get_absolute_url())).count("Mon regard, écrit") == 2


def test_answer_that_is_given_is_not_proposed_again_and_what_follows_is_said(scene):
    scene.convene(scene.direction, scene.premiere)
    scene.send()
    client, letter = signed_in(scene.direction), scene.letter(scene.direction)

    client.post(letter.get_absolute_url(), {"reponse": "telephone"})
    text = page(client.get(letter.get_absolute_url()))

    assert "Le pôle vous appelle à l’école" in text
    assert 'value="telephone"' not in text
    assert 'value="present"' in text


@pytest.mark.parametrize("name", ["annee", "detail", "documents"])
def test_convened_person_comes_back_to_their_letter_from_every_page_of_the_meeting(scene, name):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    year = f"{reverse('cellules:annee')}?annee={scene.reunion.annee}"
    address = year if name == "annee" else reverse(f"cellules:{name}", args=[scene.reunion.pk])
    link = scene.letter(scene.psy).get_absolute_url()

    assert link in page(signed_in(scene.psy).get(address))
    assert link not in page(signed_in(scene.medecin).get(address))


def test_letter_that_is_prepared_or_withdrawn_is_not_shown_on_the_meeting(scene):
    row = scene.convene(scene.psy, scene.premiere)
    client, link = signed_in(scene.psy), scene.letter(scene.psy).get_absolute_url()
    before = page(client.get(scene.reunion.get_absolute_url()))
    scene.send()
    convocations.retirer(row, by=fresh(scene.pilote))

    assert link not in before
    assert link not in page(client.get(scene.reunion.get_absolute_url()))


def test_mail_of_a_convocation_says_the_day_of_the_week_and_to_a_school_how_it_may_join(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.convene(scene.direction, scene.premiere)
    scene.send()

    texts = {
        one.destinataire: render(one, scene.letter(one.destinataire)).texte
        for one in Envoi.objects.filter(gabarit__in=("cellules/convocation", "cellules/invitation"))
    }

    assert all(date_longue(scene.reunion.date) in text for text in texts.values())
    assert "en visio ou par téléphone" in texts[scene.direction]
    assert "en visio" not in texts[scene.psy]


def test_what_follows_an_answer_is_said_to_its_author_and_not_to_the_coordinator(scene, pilot):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    psy, url = signed_in(scene.psy), letter_address(scene, scene.psy)
    psy.post(url, {"reponse": "excuse"})

    assert "se sont refermées pour vous" in page(psy.get(url))
    assert "se sont refermées pour vous" not in page(pilot.get(url))


def test_meeting_that_is_over_awaits_nobody(scene):
    scene.convene(scene.psy, scene.premiere)
    scene.send()
    client, url = signed_in(scene.psy), scene.reunion.get_absolute_url()
    before = page(client.get(url))
    Reunion.objects.filter(pk=scene.reunion.pk).update(
        date=scene.pole.today() - timedelta(days=1), date_limite=None
    )

    assert "Le pôle vous y attend." in before
    assert "Le pôle vous y attendait." in page(client.get(url))
