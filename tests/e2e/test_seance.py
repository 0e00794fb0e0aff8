"""The journey of a séance: noted while the network is away, taken over, projected, closed in one act."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from cellules.models import Convie, NoteDeSeance, Reunion
from cellules.services import convocations, envoi_convocations
from saisines.models import ProjetDeReponse, Saisine
from saisines.services import orientations, urgences
from tests.e2e.visite import cookies_of
from tests.factories.pole import fresh
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.navigateur

TEXTE = "CanariNote : il lit seul quand on lui en laisse le temps."
ENREGISTRE = re.compile(r"Enregistré à \d\d:\d\d")


@pytest.fixture
def salle(monde):
    """The next meeting is today: two cases, the psychologist and the adviser convened for both."""
    reunion = Reunion.objects.recevant_des_saisines().filter(date__gte=monde.pole.today()).first()
    cases = [SaisineFactory(ecole=monde.ecole, auteur=monde.directrice) for _ in range(2)]
    for saisine in cases:
        orientations.inscrire(saisine, by=monde.coordinatrice, lettre="Nous en parlons ensemble.")
        row = saisine.inscriptions.get()
        for one in (monde.psychologue, monde.conseiller):
            convocations.convier(row, one, by=fresh(monde.coordinatrice))
    envoi_convocations.envoyer(reunion, by=fresh(monde.coordinatrice))
    today = monde.pole.today()
    Reunion.objects.filter(pk=reunion.pk).update(date=today, date_limite=today - timedelta(days=6))
    Saisine.objects.filter(reunion_visee=reunion.pk).update(date_reunion=today)
    return reverse("cellules:seance", args=[reunion.pk]), cases


def case_of(visite, saisine):
    """The part of the screen where this case is noted."""
    return visite.page.locator(f"#situation-{saisine.inscriptions.first().pk}")


def opened(ouvrir, monde, salle, **options):
    """The coordinator opens the séance from their page."""
    visite = ouvrir(monde.coordinatrice, **options)
    visite.aller("/").check()
    visite.page.get_by_role("link", name=re.compile("Tenir la séance")).first.click()
    visite.check().cliquer("Ouvrir la séance")
    return visite


def saved(visite):
    visite.page.get_by_text(ENREGISTRE).wait_for(timeout=15_000)


def comprehension_of(saisine):
    return NoteDeSeance.objects.get(inscription__saisine=saisine).comprehension


@pytest.mark.parametrize(("largeur", "javascript"), [(320, False), (1024, True)])
def test_seance_is_held_and_closed(monde, ouvrir, salle, largeur, javascript):
    _, (first, second) = salle
    visite = opened(ouvrir, monde, salle, largeur=largeur, javascript=javascript).check()
    part = case_of(visite, first)

    part.get_by_label("Ce que nous comprenons").fill(TEXTE)
    part.get_by_label("Piste 1").fill("Un temps de lecture chaque matin")
    part.get_by_label("Avec qui").first.fill("l’enseignante")
    name = part.locator("option", has_text=str(monde.psychologue)).first.inner_text()
    part.get_by_label("Interlocuteur du pôle").select_option(label=name)
    part.get_by_label("On se revoit le").fill((monde.pole.today() + timedelta(days=40)).isoformat())
    part.locator("label", has_text="Étudiée").click()
    part.get_by_role("button", name="Tout le monde est là").click()
    if javascript:
        saved(visite)
    else:
        part = case_of(visite, first)
        part.get_by_label("Ce que nous comprenons").wait_for()
    visite.check()
    visite.lien("Clore la séance").check()
    words = visite.page.locator("main").inner_text()
    visite.cliquer("Clore la séance").check()

    assert "Tout est noté." in words
    assert "Pas abordée" in words
    assert ProjetDeReponse.objects.get().comprehension == TEXTE
    assert set(Convie.objects.filter(inscription__saisine=first).values_list("presence", flat=True)) == {True}
    second.refresh_from_db()
    assert second.etat == "inscrite"
    assert first.reference in visite.page.locator("main").inner_text()


def test_lost_network_loses_no_word_of_any_case(monde, ouvrir, salle):
    _, (first, second) = salle
    visite = opened(ouvrir, monde, salle)
    visite.page.get_by_text("Tout est enregistré").wait_for()
    visite.coupure = True
    visite.context.set_offline(True)

    case_of(visite, first).get_by_label("Ce que nous comprenons").fill(TEXTE)
    visite.page.get_by_role("alert").get_by_text("La connexion est coupée").wait_for(timeout=15_000)
    visite.check()
    visite.page.get_by_role("link", name=re.compile(second.reference)).click()
    case_of(visite, second).get_by_label("Ce que nous comprenons").fill("CanariAutre : elle parle peu.")
    case_of(visite, second).locator("label", has_text="Étudiée").click()
    visite.page.get_by_text("2 situations pas encore enregistrées").wait_for()
    stored = wait_for_vault(visite)
    visite.context.set_offline(False)
    saved(visite)

    assert visite.page.get_by_role("alert").inner_text() == ""
    assert comprehension_of(first) == TEXTE
    assert comprehension_of(second) == "CanariAutre : elle parle peu."
    assert NoteDeSeance.objects.get(inscription__saisine=second).etudiee_le is not None
    # What waits in the browser is sealed: no word of it can be read on a shared computer.
    assert "Canari" not in "".join(stored)


def wait_for_vault(visite):
    """Until the browser holds something. The policy of the page forbids the waiting of Playwright."""
    for _ in range(100):
        if stored := visite.stored():
            return stored
        visite.page.wait_for_timeout(100)
    raise AssertionError("Nothing was kept in the browser")


def test_page_closed_without_network_gives_its_words_back(monde, ouvrir, salle):
    url, (first, _) = salle
    visite = opened(ouvrir, monde, salle)
    visite.page.get_by_text("Tout est enregistré").wait_for()
    visite.coupure = True
    visite.context.set_offline(True)
    case_of(visite, first).get_by_label("Ce que nous comprenons").fill(TEXTE)
    wait_for_vault(visite)
    visite.page.close(run_before_unload=False)
    visite.context.set_offline(False)

    visite.page = visite.context.new_page()
    visite.aller(url).page.get_by_text("Texte retrouvé").wait_for()
    visite.check().cliquer("Le reprendre")
    saved(visite)

    assert comprehension_of(first) == TEXTE


def test_sign_out_leaves_nothing_in_the_browser(monde, ouvrir, salle):
    _, (first, _) = salle
    visite = opened(ouvrir, monde, salle)
    visite.page.get_by_text("Tout est enregistré").wait_for()
    visite.coupure = True
    visite.page.route("**/situation/**", lambda route: route.abort())
    case_of(visite, first).get_by_label("Ce que nous comprenons").fill(TEXTE)
    wait_for_vault(visite)

    visite.page.on("dialog", lambda dialog: dialog.accept())
    visite.cliquer("Se déconnecter")
    visite.page.wait_for_load_state()
    visite.aller("/connexion/")

    assert visite.stored() == []
    visite.page.go_back()
    assert "Canari" not in visite.page.content()


def test_second_person_takes_over_and_the_first_keeps_their_words(monde, ouvrir, salle):
    url, (first, _) = salle
    visite = opened(ouvrir, monde, salle)
    visite.page.get_by_text("Tout est enregistré").wait_for()
    ien = ouvrir(monde.ien, largeur=320).aller(url)
    assert "prend les notes" in ien.check().page.locator("main").inner_text()
    assert case_of(ien, first).get_by_label("Ce que nous comprenons").is_disabled()

    ien.cliquer("Prendre la plume").page.get_by_text("Tout est enregistré").wait_for()
    case_of(ien, first).get_by_label("Ce que nous comprenons").fill("Le texte de l’IEN.")
    saved(ien)
    case_of(visite, first).get_by_label("Ce que nous comprenons").fill(TEXTE)
    visite.page.get_by_role("alert").get_by_text("prend les notes").wait_for(timeout=15_000)
    visite.check()
    visite.page.get_by_role("alert").get_by_role("button", name="Prendre la plume").click()
    visite.page.get_by_role("alert").get_by_text("les deux textes").wait_for(timeout=15_000)
    visite.page.get_by_role("button", name=f"Enregistrer {first.reference}").click()
    visite.page.get_by_role("heading", name="Cette situation a été notée ailleurs").wait_for()
    words = visite.check().page.locator("main").inner_text()
    visite.page.get_by_label("Ce que nous comprenons").fill(f"Le texte de l’IEN.\n{TEXTE}")
    visite.cliquer("Enregistrer")
    visite.page.get_by_text("C’est enregistré.").wait_for()

    assert "Le texte de l’IEN." in words
    assert comprehension_of(first) == f"Le texte de l’IEN.\n{TEXTE}"


def test_name_is_shown_by_a_click_and_the_screen_is_clean_at_every_width(monde, ouvrir, salle):
    url, (first, _) = salle
    visite = opened(ouvrir, monde, salle)
    visite.page.get_by_text("Tout est enregistré").wait_for()
    assert first.eleve.nom not in visite.page.content()

    case_of(visite, first).get_by_role("button", name="Afficher le nom").click()
    visite.page.get_by_text(first.eleve.nom_complet).wait_for()
    visite.cliquer(f"Masquer le nom pour {first.reference}")
    visite.page.get_by_role("button", name=f"Afficher le nom pour {first.reference}").wait_for()
    visite.lien("Projeter en grand").check()
    visite.aller(url).check_widths()

    assert first.eleve.nom not in visite.page.content()


def test_projected_screen_says_nothing_of_an_urgent_case_even_after_a_name_is_shown(monde, ouvrir, salle):
    """The banner names another case: it waits on the other screens, not on the wall."""
    _, (first, _) = salle
    urgent = SaisineFactory(ecole=monde.ecole, auteur=monde.directrice)
    with transaction.atomic():
        urgences.open_alert(urgent, by=monde.directrice)
    visite = opened(ouvrir, monde, salle)
    banner = visite.page.locator(".bandeau-urgent")
    expect(banner).to_contain_text(urgent.reference)
    expect(banner).to_be_visible()

    visite.lien("Projeter en grand").check()
    expect(banner).to_be_hidden()
    case_of(visite, first).get_by_role("button", name="Afficher le nom").click()
    visite.page.get_by_text(first.eleve.nom_complet).wait_for()
    expect(visite.page.get_by_role("link", name="Quitter la projection")).to_be_visible()
    expect(banner).to_be_hidden()
    visite.cliquer(f"Masquer le nom pour {first.reference}")
    visite.page.get_by_role("button", name=f"Afficher le nom pour {first.reference}").wait_for()

    expect(banner).to_be_hidden()
    visite.lien("Quitter la projection").check()
    expect(banner).to_be_visible()


def test_screen_is_used_with_the_keyboard_alone(monde, ouvrir, salle):
    _, (first, _) = salle
    visite = opened(ouvrir, monde, salle)
    visite.page.get_by_text("Tout est enregistré").wait_for()

    case_of(visite, first).locator(".presence__ligne input:checked").first.focus()
    visite.page.keyboard.press("ArrowRight")
    saved(visite)

    part = case_of(visite, first)
    part.get_by_label("Piste 1").press_sequentially("Un temps de lecture")
    visite.page.keyboard.press("Enter")
    visite.page.get_by_text("pas encore enregistrée").wait_for(state="hidden", timeout=15_000)

    # Enter saves: it presses none of the other buttons.
    noted = Convie.objects.filter(inscription__saisine=first, presence=True)
    assert noted.count() == 1
    assert NoteDeSeance.objects.get().pistes[0]["texte"] == "Un temps de lecture"


def test_ended_session_is_said_loudly_and_notes_are_saved_after_sign_in(monde, ouvrir, salle):
    """Hours without network: the session has ended when it comes back."""
    _, (first, _) = salle
    visite = opened(ouvrir, monde, salle)
    visite.page.get_by_text("Tout est enregistré").wait_for()
    Session.objects.all().delete()
    visite.coupure = True

    case_of(visite, first).get_by_label("Ce que nous comprenons").fill(TEXTE)
    visite.page.get_by_role("alert").get_by_text("Votre session est terminée").wait_for(timeout=15_000)
    visite.check()
    visite.context.add_cookies(cookies_of(monde.coordinatrice, visite.url))
    saved(visite)

    assert comprehension_of(first) == TEXTE
