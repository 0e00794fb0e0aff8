"""The page of the crossed readings: what one writes, whom it names, what each may read there (S0-14)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cellules.models import AudienceRegard, Inscription, Regard
from cellules.services.regards import ecrire_regard
from pole.models import Acte, Entree, Metier
from saisines.models import NoteDePartage
from tests.cellules.scene import enrolled, meeting
from tests.clients import page, signed_in
from tests.factories.cellules import SeanceFactory
from tests.factories.pole import MetierFactory, fresh, membre, partenaire, secretaire

HONNETE = {
    "observe": "Il lit mieux à voix haute.",
    "propose": "Lire avec lui.",
    "audience": "membres",
    "version": 0,
}


def address(scene, saisine=None):
    return reverse("cellules:regards", args=[scene.inscription(saisine or scene.premiere).pk])


def post(scene, personne, **fields):
    return signed_in(personne).post(address(scene), HONNETE | fields)


@pytest.fixture
def conseillere(scene):
    return membre(
        scene.pole, metier=MetierFactory(pole=scene.pole, code="cpc", nom="Conseillère pédagogique")
    )


@pytest.fixture
def table(scene, conseillere):
    Metier.objects.filter(affectations__personne=scene.psy).update(nom="Psychologue")
    for one in (scene.psy, conseillere, scene.direction):
        scene.convene(one, scene.premiere)
    scene.convene(scene.medecin, scene.seconde)
    scene.send()
    return scene


def invite(scene):
    """A partner convened for the first case, with the note that they read."""
    invited, now = partenaire(scene.pole), timezone.now()
    NoteDePartage.objects.create(
        saisine=scene.premiere,
        texte="Une note.",
        ecrite_par=scene.pilote,
        ecrite_le=now,
        relue_par=scene.pilote,
        relue_le=now,
    )
    scene.convene(invited, scene.premiere)
    scene.send()
    return invited


def test_readers_are_named_before_anything_is_written(table, conseillere):
    text = page(signed_in(conseillere).get(address(table)))

    members = text.split("Les membres du pôle convoqués")[1].split("</label>")[0]
    assert str(table.psy) in members
    assert str(table.pilote) in members
    for absent in (table.medecin, table.direction, conseillere):
        assert str(absent) not in members


def test_what_was_written_is_read_side_by_side_by_metier(table, conseillere):
    assert post(table, conseillere).status_code == 302
    assert post(table, table.psy, observe="Il s’apaise en petit groupe.").status_code == 302

    text = page(signed_in(table.pilote).get(address(table)))

    assert text.index("Conseillère pédagogique</h3>") < text.index("Psychologue</h3>")
    assert "Il lit mieux à voix haute." in text
    assert "Il s’apaise en petit groupe." in text


def test_words_of_a_psychologist_are_a_conclusion_and_their_secret_is_recalled(table, conseillere):
    before = page(signed_in(conseillere).get(address(table)))
    invited = invite(table)
    mine, theirs = (page(signed_in(one).get(address(table))) for one in (table.psy, conseillere))

    assert "Conclusion utile à la scolarité" in mine
    assert "Le secret de votre métier reste avec vous" in mine
    assert "partenaires compris" not in mine + before
    assert str(invited) in theirs.split("partenaires compris")[1]
    assert "Le secret de votre métier" not in theirs
    post(table, table.psy)
    assert "Conclusion utile à la scolarité</h4>" in page(signed_in(conseillere).get(address(table)))


def test_words_for_those_who_conduct_are_shown_apart_and_to_them_only(table, conseillere):
    post(table, conseillere, audience="conduite", observe="À dire avec prudence.")

    pilot, psy = (page(signed_in(one).get(address(table))) for one in (table.pilote, table.psy))

    assert "À dire avec prudence." in pilot.split("Pour la coordination et l’IEN seulement (1)")[1]
    assert "À dire avec prudence." not in psy


def test_partner_reads_what_is_for_all_without_the_name_of_the_pupil(table, conseillere):
    invited, eleve = invite(table), table.premiere.eleve
    post(table, conseillere, audience="tous", observe=f"{eleve.prenom} {eleve.nom} dessine beaucoup.")

    text = page(signed_in(invited).get(address(table)))

    assert "dessine beaucoup." in text
    assert eleve.nom not in text
    assert str(table.psy) not in text


@pytest.mark.parametrize("who", ["direction", "direction_voisine", "medecin", "secretariat"])
def test_page_does_not_exist_for_the_others(table, who):
    person = secretaire(table.pole) if who == "secretariat" else getattr(table, who)
    client = signed_in(person)

    assert client.get(address(table)).status_code == 404
    assert client.post(address(table), HONNETE).status_code == 404
    assert not Regard.objects.exists()


def test_key_of_the_browser_is_for_those_who_take_part(table, conseillere):
    url = reverse("cellules:coffre_regard", args=[table.inscription(table.premiere).pk])

    keys = [signed_in(one).get(url).json()["cle"] for one in (conseillere, table.pilote)]

    assert len(set(keys)) == 2
    for other in (table.direction, table.medecin):
        assert signed_in(other).get(url).status_code == 404


def test_page_closes_with_the_right(table, conseillere):
    url, client = address(table), signed_in(conseillere)
    assert client.get(url).status_code == 200

    conseillere.acces_motifs.update(debut=timezone.now() - timedelta(days=9), fin=timezone.now())

    assert client.get(url).status_code == 404


def test_second_screen_shows_both_texts_and_then_saves(table, conseillere):
    post(table, conseillere)
    post(table, conseillere, version=1, observe="Écran un.")

    text = page(post(table, conseillere, version=1, observe="Écran deux."))
    assert "Ce qui est enregistré" in text
    assert "Écran un." in text
    assert "Écran deux." in text
    assert 'name="version" value="2"' in text
    post(table, conseillere, version=2, observe="Écran deux.")

    assert Regard.objects.get().observe == "Écran deux."


def test_errors_are_told_and_nothing_typed_is_lost(table, conseillere):
    text = page(post(table, conseillere, observe="", propose=""))
    assert "Écrivez ce que vous observez" in text

    text = page(post(table, table.psy, audience="tous"))
    assert "Choisissez qui lit votre regard." in text
    assert "Lire avec lui." in text
    assert not Regard.objects.exists()


def test_closed_seance_leaves_the_readings_and_takes_the_form_away(table, conseillere):
    post(table, conseillere)
    SeanceFactory(reunion=table.reunion, ouverte_par=table.pilote, close=True)

    text = page(signed_in(conseillere).get(address(table)))

    assert "Il lit mieux à voix haute." in text
    assert "Enregistrer mon regard" not in text
    assert "n’écrivent plus" in text.replace("ne s’écrivent plus", "n’écrivent plus")
    assert post(table, conseillere, version=1, observe="Après.").status_code == 302
    assert Regard.objects.get().observe == "Il lit mieux à voix haute."


def test_reading_carried_over_is_proposed_again_to_its_author(table, conseillere):
    post(table, conseillere)
    first = table.inscription(table.premiere)
    Inscription.objects.filter(pk=first.pk).update(etat="reportee")
    later = Inscription.objects.create(
        reunion=meeting(table.pole, 40), saisine=table.premiere, minutes=15, reportee_de=first
    )
    Regard.objects.update(auteur=table.pilote)

    text = page(signed_in(table.pilote).get(reverse("cellules:regards", args=[later.pk])))

    assert "Il lit mieux à voix haute." in text
    assert not Regard.objects.filter(inscription=later).exists()


def carried(row, days):
    """The case goes to another meeting, that many days from today."""
    Inscription.objects.filter(pk=row.pk).update(etat="reportee")
    reunion = meeting(row.reunion.pole, days)
    return Inscription.objects.create(reunion=reunion, saisine=row.saisine, minutes=15, reportee_de=row)


def test_reading_carried_over_twice_is_still_proposed_the_last_one_first(table, conseillere):
    post(table, conseillere)
    second = carried(table.inscription(table.premiere), 40)
    third = carried(second, 80)
    Regard.objects.update(auteur=table.pilote)
    address_of_third = reverse("cellules:regards", args=[third.pk])

    first_words = page(signed_in(table.pilote).get(address_of_third))
    Regard.objects.create(inscription=second, auteur=table.pilote, fonction="coordination", observe="Depuis.")
    last_words = page(signed_in(table.pilote).get(address_of_third))

    assert "Il lit mieux à voix haute." in first_words
    assert "Depuis." in last_words
    assert "Il lit mieux à voix haute." not in last_words


def test_reading_of_a_case_that_was_studied_is_not_proposed_when_it_comes_back(table, conseillere):
    post(table, conseillere)
    Regard.objects.update(auteur=table.pilote)
    Inscription.objects.update(etat="etudiee")
    again = Inscription.objects.create(reunion=meeting(table.pole, 40), saisine=table.premiere, minutes=15)

    text = page(signed_in(table.pilote).get(reverse("cellules:regards", args=[again.pk])))

    assert "Il lit mieux à voix haute." not in text


def test_written_opinion_leads_to_its_page(table, conseillere):
    letter = table.letter(conseillere)
    client = signed_in(conseillere)

    answer = client.post(letter.get_absolute_url(), {"reponse": "avis"})

    assert answer["Location"] == address(table)
    assert address(table) in page(client.get(letter.get_absolute_url()))


def test_written_opinion_for_two_cases_leads_to_the_letter(scene):
    scene.convene(scene.psy, scene.premiere, scene.seconde)
    scene.send()
    client, letter = signed_in(scene.psy), scene.letter(scene.psy)

    answer = client.post(letter.get_absolute_url(), {"reponse": "avis"}, follow=True)

    text = page(answer)
    assert address(scene) in text
    assert address(scene, scene.seconde) in text
    assert "Vous donnez un avis écrit" in text


def test_school_and_office_see_no_way_to_the_readings_on_a_letter(table, conseillere):
    school = page(signed_in(table.direction).get(table.letter(table.direction).get_absolute_url()))
    office = page(signed_in(secretaire(table.pole)).get(table.letter(conseillere).get_absolute_url()))

    assert address(table) not in school + office


def test_those_who_conduct_are_led_there_with_the_number(table, conseillere):
    post(table, conseillere)

    text = page(signed_in(table.pilote).get(reverse("cellules:convocations", args=[table.reunion.pk])))

    assert address(table) in text
    assert "Regards croisés (1)" in text


def test_opening_the_page_is_journaled_on_the_case(table, conseillere):
    page(signed_in(conseillere).get(address(table)))

    line = Entree.objects.get(personne=conseillere, acte=Acte.LECTURE)
    assert line.objet_id == table.premiere.pk


@pytest.mark.parametrize("number", [1, 3])
def test_page_costs_the_same_for_one_and_three(scene, number, django_assert_num_queries):
    people = [membre(scene.pole) for _ in range(number + 1)]
    for one in people:
        scene.convene(one, scene.premiere, scene.seconde)
    enrolled(scene.ecole, scene.pilote)
    invited = invite(scene)
    for one in people[:number]:
        ecrire_regard(
            scene.inscription(scene.premiere),
            by=fresh(one),
            observe="Un regard.",
            propose="",
            audience=AudienceRegard.MEMBRES,
            version=0,
        )

    for who, queries in ((people[-1], 11), (scene.pilote, 10), (invited, 12)):
        client = signed_in(who)
        with django_assert_num_queries(queries):
            page(client.get(address(scene)))
