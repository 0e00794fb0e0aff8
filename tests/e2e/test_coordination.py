"""The journey of a coordinator and of those they turn to: triage, a question, a mission, an answer."""

import pytest

from saisines.enums import Etat, Issue
from saisines.models import Orientation, Saisine
from tests.e2e import gestes
from tests.e2e.visite import Clavier
from tests.factories.pole import fresh
from tests.factories.saisines import EtapeFactory, SaisineFactory

pytestmark = pytest.mark.navigateur

# From the list to « prise en charge » of one case.
GESTES_DU_TRI_MAX = 3
# From the list to a whole decision: the way out, who has it, the letter, and the next case.
TRI_COMPLET_MAX = 6


def sent_case(monde, **fields) -> Saisine:
    """A case sent yesterday by the director, with its words."""
    saisine = SaisineFactory(ecole=monde.ecole, auteur=monde.directrice, **fields)
    EtapeFactory(saisine=saisine, contenu={"question": "CanariQuestion : que proposer ?"})
    return saisine


@pytest.mark.parametrize("largeur", [320, 1280])
def test_case_goes_from_triage_to_its_answer(monde, ouvrir, largeur):
    saisine = sent_case(monde)
    other = sent_case(monde)
    page = saisine.get_absolute_url()
    coordination = ouvrir(monde.coordinatrice, largeur=largeur)
    direction = ouvrir(monde.directrice, largeur=largeur)
    membre = ouvrir(monde.psychologue, largeur=largeur)

    # Triage.
    coordination.aller("/saisines/tri/").check()
    coordination.page.locator(f"a[href='{page}']").first.click()
    coordination.gestes += 1
    coordination.check().cliquer("Prendre en charge").check()
    print(f"\n{coordination.gestes} gestures to triage one case at {largeur} px")  # noqa: T201 (a figure)
    assert coordination.gestes <= GESTES_DU_TRI_MAX

    # A question, and its answer by the school.
    coordination.lien("Demander une précision").check()
    coordination.ecrire("Question 1", "Depuis quand le voyez-vous ?").cliquer("Envoyer à l’école").check()
    direction.aller(page).check().lien("Répondre au pôle").check()
    direction.ecrire("Depuis quand", "Depuis la rentrée.").cliquer("Envoyer au pôle").check()

    # A mission: the member sees that case and no other.
    refused = membre.context.request.get(membre.url + page).status
    coordination.aller(page).lien("Confier à quelqu’un").check()
    coordination.choisir("Personne", gestes.option_of(coordination, "Hadjimane"))
    coordination.ecrire("Mission", "Observer en classe.").cliquer("Confier").check()
    membre.aller("/saisines/").check()
    assert membre.page.locator("main a[href^='/saisines/'][href$='/']", has_text="").count() > 0
    assert membre.page.locator(f"a[href='{other.get_absolute_url()}']").count() == 0
    membre.page.locator(f"a[href='{page}']").first.click()
    membre.check().cliquer("Je m’en occupe").check()
    elsewhere = membre.context.request.get(membre.url + other.get_absolute_url()).status

    # An answer made of two pistes, read by the school.
    coordination.aller(page).lien("Répondre à l’école").check()
    coordination.ecrire("Piste 1", "CanariPiste : un contrat court.").ecrire(
        "Piste 2", "Une visite en classe."
    )
    coordination.choisir("Interlocuteur", gestes.option_of(coordination, "Tournesac", champ="Interlocuteur"))
    coordination.cliquer("Envoyer la réponse").check()
    direction.aller(page).check()

    assert (refused, elsewhere) == (404, 404)
    assert Saisine.objects.get(pk=saisine.pk).etat == Etat.REPONDUE
    words = direction.page.locator("main").inner_text()
    assert "CanariPiste : un contrat court." in words
    assert "Solveig Tournesac" in words


@pytest.mark.parametrize(("largeur", "javascript"), [(320, True), (1280, True), (320, False)])
def test_triage_of_one_case_takes_six_gestures_at_most_and_leads_to_the_next(
    monde, ouvrir, largeur, javascript
):
    """Issue 3: from the list to a decision with its person and its letter, then the next case."""
    cases = {one.pk: one for one in (sent_case(monde), sent_case(monde))}
    coordination = ouvrir(monde.coordinatrice, largeur=largeur, javascript=javascript)

    coordination.aller("/saisines/tri/").check().lien("Trier une à une").check()
    coordination.lien("RASED, sans attendre").check()
    coordination.choisir("Confier à", gestes.option_of(coordination, "Hadjimane"))
    coordination.cliquer("Décider et passer à la suivante").check()
    first = coordination.gestes
    coordination.lien("Inscrire à l’ordre du jour").check().cliquer("Décider").check()
    print(f"\n{first} gestures for the first case, {coordination.gestes - first} for the next")  # noqa: T201

    assert first <= TRI_COMPLET_MAX
    assert coordination.gestes - first <= TRI_COMPLET_MAX
    ways = {row.saisine_id: row.issue for row in Orientation.objects.all()}
    assert sorted(ways.values()) == [Issue.CELLULE, Issue.RASED]
    assert set(ways) == set(cases)
    assert coordination.chemin == "/saisines/tri/"


@pytest.mark.parametrize(("largeur", "javascript"), [(320, True), (768, True), (1280, True), (320, False)])
def test_ticked_cases_get_one_way_out_together_and_the_others_none(monde, ouvrir, largeur, javascript):
    first, second, third = (sent_case(monde) for _ in range(3))
    coordination = ouvrir(monde.coordinatrice, largeur=largeur, javascript=javascript)

    coordination.aller("/saisines/tri/").cliquer("Décider pour celles que j’ai cochées").check()
    nothing = coordination.page.locator("main").inner_text()
    for saisine in (first, third):
        coordination.page.get_by_label(f"Cocher la saisine {saisine.reference}", exact=True).check()
    coordination.cliquer("Décider pour celles que j’ai cochées").check()
    named = coordination.page.locator("main").inner_text()
    coordination.lien("RASED, sans attendre").check()
    coordination.choisir("Confier à", gestes.option_of(coordination, "Hadjimane"))
    coordination.ecrire("Mission", "").cliquer("Décider pour toutes").check()
    missing = coordination.page.locator("#resume-erreurs").inner_text()
    coordination.ecrire("Mission", "Appeler l’école.").cliquer("Décider pour toutes").check()

    assert "Cochez d’abord" in nothing
    assert [one.reference in named for one in (first, second, third)] == [True, False, True]
    assert "Dites en une ligne" in missing
    assert coordination.chemin == "/saisines/tri/"
    given = Orientation.objects.values_list("saisine", "issue")
    assert set(given) == {(first.pk, Issue.RASED), (third.pk, Issue.RASED)}
    assert set(Saisine.objects.visible_to(fresh(monde.psychologue))) == {first, third}


def test_cases_are_ticked_and_decided_by_keyboard_alone(monde, ouvrir):
    saisine = sent_case(monde)
    visite = ouvrir(monde.coordinatrice).aller("/saisines/tri/")
    clavier = Clavier(visite)

    clavier.sur(f"Cocher la saisine {saisine.reference}").touche("Space")
    clavier.sur("Décider pour celles que j’ai cochées").touche("Enter")
    visite.page.wait_for_url("**/tri/ensemble/**")
    visite.tab_round()
    clavier.sur("Partenaire").touche("Enter")
    visite.page.wait_for_url("**decision=partenaire**")
    clavier.sur("Décider", exact=True).touche("Enter")
    visite.page.wait_for_url("**/saisines/tri/")

    assert Orientation.objects.get().issue == Issue.PARTENAIRE


def test_coordinator_triages_without_javascript(monde, ouvrir):
    saisine = sent_case(monde)
    visite = ouvrir(monde.coordinatrice, largeur=320, javascript=False)

    visite.aller("/saisines/tri/").check()
    visite.page.locator(f"a[href='{saisine.get_absolute_url()}']").first.click()
    visite.cliquer("Prendre en charge").check().lien("Répondre à l’école").check()
    visite.cliquer("Envoyer la réponse").check()
    visite.page.locator("#resume-erreurs a").first.click()
    visite.ecrire("Piste 1", "Une visite en classe.")
    visite.choisir("Interlocuteur", gestes.option_of(visite, "Tournesac", champ="Interlocuteur"))
    visite.cliquer("Envoyer la réponse").check()

    assert Saisine.objects.get().etat == Etat.REPONDUE


def test_coordinator_triages_by_keyboard_alone(monde, ouvrir):
    sent_case(monde)
    visite = ouvrir(monde.coordinatrice).aller("/saisines/tri/")
    visite.tab_round()
    clavier = Clavier(visite)

    title = visite.page.locator(".dossiers__lien").first.inner_text()
    clavier.sur(title).touche("Enter")
    visite.page.wait_for_url("**/saisines/*-*/")
    visite.tab_round()
    clavier.sur("Prendre en charge").touche("Enter")
    visite.page.get_by_role("link", name="Confier à quelqu’un").wait_for()
    clavier.sur("Confier à quelqu’un").touche("Enter")
    visite.page.wait_for_url("**/confier/")
    visite.tab_round()
    clavier.sur("Personne").taper("Inès").sur("Mission").taper("Observer en classe.")
    clavier.sur("Confier", exact=True).touche("Enter")
    visite.page.get_by_text("Chaque personne est prévenue.").wait_for()

    assert Saisine.objects.get().sollicitations.get().personne == monde.psychologue


def test_what_no_case_says_leaves_no_trace_in_titles_and_addresses(monde, ouvrir):
    """No word about a pupil in an address, nor in the title of a tab."""
    saisine = sent_case(monde)
    visite = ouvrir(monde.coordinatrice)

    seen = []
    for path in ("/saisines/tri/", saisine.get_absolute_url()):
        visite.aller(path)
        seen += [visite.page.title(), visite.page.url]

    assert not [text for text in seen if "Canari" in text]
