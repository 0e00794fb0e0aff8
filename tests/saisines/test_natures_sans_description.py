"""A kind whose form is not described yet: its pages answer, and show the case without content."""

import pytest
from django.urls import reverse

from pole.enums import Nature, QuiSaisit
from pole.models import Envoi
from saisines.enums import Etat, Redacteur
from saisines.models import Evenement
from saisines.natures import DESCRIPTIONS, description
from saisines.services.brouillon import send_draft
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.clients import signed_in
from tests.factories.pole import EcoleFactory, directrice, enseignante
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

SANS_DESCRIPTION = [nature for nature in Nature if nature not in DESCRIPTIONS]


@pytest.fixture
def auteur():
    return enseignante(EcoleFactory())


def case_of(auteur, nature, etat):
    """Written by a teacher who signs it alone when it is about themselves."""
    ecole = auteur.affectations.get().ecole
    sujet = {} if nature in {Nature.ORIENTATION, Nature.PROJET} else {"eleve": None}
    return SaisineFactory(
        ecole=ecole, auteur=auteur, nature=nature, etat=etat, redacteur=Redacteur.ENSEIGNANT, **sujet
    )


@pytest.mark.parametrize("nature", SANS_DESCRIPTION)
def test_kind_without_description_tells_nothing(nature):
    found = description(nature)

    assert (found.titre, found.etapes) == (nature.label, ())


@pytest.mark.parametrize("nature", SANS_DESCRIPTION)
def test_sent_case_of_a_kind_without_description_is_shown_without_content(nature, auteur):
    saisine = case_of(auteur, nature, Etat.TRANSMISE)

    page = signed_in(auteur).get(saisine.get_absolute_url())
    fiche = signed_in(auteur).get(reverse("saisines:pdf", args=[saisine.pk]))

    assert (page.status_code, fiche.status_code) == (200, 200)
    assert saisine.reference in page.content.decode()
    assert page.context["fiche"].sections == []


@pytest.mark.parametrize("nature", SANS_DESCRIPTION)
def test_draft_of_a_kind_without_description_has_no_step_to_open(nature, auteur):
    saisine = case_of(auteur, nature, Etat.BROUILLON)

    answers = [
        signed_in(auteur).get(saisine.get_absolute_url()).status_code,
        signed_in(auteur).get(reverse("saisines:relire", args=[saisine.pk])).status_code,
        signed_in(auteur).get(reverse("saisines:modifier", args=[saisine.pk, "qui"])).status_code,
    ]

    assert answers == [200, 200, 404]


def test_other_kinds_stay_open_to_their_direction(auteur):
    saisine = case_of(auteur, Nature.GROUPE, Etat.TRANSMISE)

    assert signed_in(directrice(saisine.ecole)).get(saisine.get_absolute_url()).status_code == 200


@pytest.fixture
def signataire(auteur):
    """The teacher may send alone: only the missing form stands in the way."""
    pole = auteur.affectations.get().pole
    pole.qui_saisit = QuiSaisit.ENSEIGNANT
    pole.save()
    return auteur


@pytest.mark.parametrize("nature", SANS_DESCRIPTION)
def test_draft_that_nobody_could_write_is_neither_sent_nor_proposed(nature, signataire):
    saisine = case_of(signataire, nature, Etat.BROUILLON)

    for act in (send_draft, lambda saisine, by: apply_transition(saisine, "soumettre", by=by)):
        with pytest.raises(TransitionRefusedError, match="pas encore de formulaire"):
            act(saisine, by=signataire)

    saisine.refresh_from_db()
    assert (saisine.etat, saisine.reference) == (Etat.BROUILLON, None)
    assert not Evenement.objects.exists()
    assert not Envoi.objects.exists()


def test_page_says_that_the_form_does_not_exist_yet_and_offers_no_button(signataire):
    saisine = case_of(signataire, SANS_DESCRIPTION[0], Etat.BROUILLON)
    client = signed_in(signataire)

    page = client.get(reverse("saisines:relire", args=[saisine.pk])).content.decode()
    send = reverse("saisines:transmettre", args=[saisine.pk])
    forged = client.post(send, {"declaration": "on"}, follow=True)

    assert "pas encore de formulaire" in page
    assert "Tout y est" not in page
    assert "Transmettre au pôle" not in page
    assert "pas encore de formulaire" in forged.content.decode()
    saisine.refresh_from_db()
    assert saisine.etat == Etat.BROUILLON
