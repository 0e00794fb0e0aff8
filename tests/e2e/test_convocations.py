"""The journey of a convocation: proposed, adjusted, reread, sent, answered; the case opens with it."""

import pytest
from django.urls import reverse

from cellules.models import Convocation, Reunion
from saisines.services import orientations
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.navigateur


@pytest.mark.parametrize(("largeur", "javascript"), [(320, False), (1280, True)])
def test_member_is_convened_reads_the_case_and_answers(monde, ouvrir, largeur, javascript):
    reunion = Reunion.objects.recevant_des_saisines().filter(date__gte=monde.pole.today()).first()
    saisine = SaisineFactory(ecole=monde.ecole, auteur=monde.directrice)
    orientations.inscrire(saisine, by=monde.coordinatrice, lettre="Nous en parlons ensemble.")
    coordination = ouvrir(monde.coordinatrice, largeur=largeur, javascript=javascript)
    coordination.aller(reunion.get_absolute_url()).lien("Convoquer").check()
    coordination.cliquer("Proposer la formation habituelle").check()
    coordination.lien(f"Ajouter des personnes pour {saisine.reference}").check()
    coordination.cocher(str(monde.psychologue), exact=False)
    coordination.cliquer("Convier ces personnes").check()
    coordination.page.get_by_role("link", name="Relire et envoyer").click()
    coordination.check().cliquer("Envoyer").check()

    membre = ouvrir(monde.psychologue, largeur=largeur, javascript=javascript)
    membre.aller("/").check()
    membre.page.get_by_role("link", name="Répondre à la convocation").first.click()
    membre.check().cliquer("Je viens").check()
    membre.lien(saisine.reference).check()
    direction = ouvrir(monde.directrice, largeur=largeur, javascript=javascript)
    invitation = Convocation.objects.get(personne=monde.directrice)
    direction.aller(invitation.get_absolute_url()).check()
    direction.cliquer("Je ne peux pas me libérer").check()

    answers = dict(Convocation.objects.values_list("personne", "reponse"))
    assert answers == {monde.psychologue.pk: "present", monde.directrice.pk: "excuse"}


def test_pages_of_convocations_are_clean_at_three_widths(monde, ouvrir):
    reunion = Reunion.objects.recevant_des_saisines().filter(date__gte=monde.pole.today()).first()
    visite = ouvrir(monde.coordinatrice)

    for name in ("convocations", "relire_convocations"):
        visite.aller(reverse(f"cellules:{name}", args=[reunion.pk])).check_widths()
