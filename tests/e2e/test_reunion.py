"""The journey of a meeting: its agenda is put in order, at any width, with and without JavaScript."""

import datetime

import pytest
from django.urls import reverse

from cellules.models import Inscription, Reunion
from saisines.services import orientations
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.navigateur


@pytest.mark.parametrize(("largeur", "javascript"), [(320, False), (1280, True)])
def test_agenda_is_put_in_order_with_a_point_and_a_case_more(monde, ouvrir, largeur, javascript):
    reunion = Reunion.objects.recevant_des_saisines().filter(date__gte=monde.pole.today()).first()
    Reunion.objects.filter(pk=reunion.pk).update(heure=datetime.time(13, 30))
    first, second, third = [SaisineFactory(ecole=monde.ecole, auteur=monde.directrice) for _ in range(3)]
    for saisine in (first, second):
        orientations.inscrire(saisine, by=monde.coordinatrice, lettre="Nous en parlons ensemble.")
    page = reverse("cellules:ordre_du_jour", args=[reunion.pk])
    coordination = ouvrir(monde.coordinatrice, largeur=largeur, javascript=javascript)

    coordination.aller(reunion.get_absolute_url()).check().lien("Préparer l’ordre du jour").check()
    coordination.ecrire(f"Minutes pour {first.reference}", "25")
    coordination.cliquer(f"Descendre {first.reference}").check()
    coordination.lien("Ajouter un point").check()
    coordination.ecrire("Sujet", "Rappel de la charte").cocher("Au début").cliquer("Ajouter ce point")
    coordination.check().lien("Ajouter une situation").check()
    coordination.page.get_by_label("Situation", exact=True).select_option(str(third.pk))
    coordination.cliquer("Inscrire cette situation").check()

    words = coordination.page.locator("main").inner_text()
    order = [words.index(text) for text in ("charte", second.reference, first.reference, third.reference)]
    assert order == sorted(order)
    assert coordination.chemin == page
    assert Inscription.objects.get(saisine=first).minutes == 25
    assert "13 h 50" in words.replace("\u00a0", " ")


def test_minutes_that_are_not_saved_are_not_left_without_a_word(monde, ouvrir):
    reunion = Reunion.objects.recevant_des_saisines().filter(date__gte=monde.pole.today()).first()
    saisine = SaisineFactory(ecole=monde.ecole, auteur=monde.directrice)
    orientations.inscrire(saisine, by=monde.coordinatrice, lettre="Nous en parlons ensemble.")
    coordination = ouvrir(monde.coordinatrice)
    asked = []
    coordination.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    coordination.aller(reverse("cellules:ordre_du_jour", args=[reunion.pk]))
    coordination.ecrire(f"Minutes pour {saisine.reference}", "25")
    coordination.page.get_by_role("button", name="Enregistrer l’ordre du jour").last.click()
    coordination.check()
    assert asked == []
    assert Inscription.objects.get(saisine=saisine).minutes == 25
    coordination.ecrire(f"Minutes pour {saisine.reference}", "35").aller(reunion.get_absolute_url())
    assert asked == ["beforeunload"]


def test_calendar_address_is_given_once(monde, ouvrir):
    directrice = ouvrir(monde.directrice, largeur=320)

    directrice.aller(reverse("cellules:annee")).lien("Recevoir ces dates dans votre agenda").check()
    directrice.cliquer("Obtenir mon adresse").check()
    address = directrice.page.get_by_label("À copier maintenant").input_value()
    directrice.aller(reverse("cellules:abonnement")).check()

    path = address[address.index("/cellules/") :]
    answer = directrice.context.request.get(directrice.url + path)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert address not in directrice.page.content()
