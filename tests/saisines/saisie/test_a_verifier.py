"""The warning of the re-reading page: seen by the one who writes, blocking nothing, kept nowhere."""

import logging
import uuid

import pytest
from django.urls import reverse

from pole.models import Entree, Envoi, Motif
from saisines.enums import Etat
from saisines.services.dossier import create_draft
from tests.factories.pole import coordinatrice, enseignante
from tests.saisines.saisie.pages import fill, lines, post

pytestmark = pytest.mark.django_db
TITRE = "Des mots à vérifier"


def reread(client, saisine):
    return client.get(reverse("saisines:relire", args=[saisine.pk])).content.decode()


def tell(client, saisine, version=1, **data):
    """The step of the worries, told again with what was chosen before."""
    motifs = [str(motif.pk) for motif in Motif.objects.filter(saisines=saisine.pk)]
    fait = lines("faits", {"quand": "hier", "quoi": data.pop("quoi", "Il sort.")})
    told = {"question": "Comment l’aider ?", "motifs": motifs} | fait | data
    post(client, saisine, "preoccupation", version, **told)


def test_nothing_is_said_of_a_text_that_holds_nothing(client, saisine):
    fill(client, saisine)

    assert TITRE not in reread(client, saisine)


def test_names_of_others_are_shown_with_the_step_that_holds_them(client, saisine):
    fill(client, saisine)
    tell(client, saisine, quoi="Zworkine pousse Emma, né le 12/04/2017.", question="Est-il autiste ?")

    page = reread(client, saisine)

    assert TITRE in page
    for extrait in ("Emma", "12/04/2017", "autiste"):
        assert f"«\u00a0{extrait}\u00a0»" in page
    assert f'href="/saisines/{saisine.pk}/modifier/preoccupation/?retour=relire"' in page
    assert "Élève B" in page


def test_warning_never_blocks_the_sending(client, saisine):
    fill(client, saisine)
    tell(client, saisine, quoi="Emma pousse Lucas. 06 12 34 56 78")

    client.post(reverse("saisines:transmettre", args=[saisine.pk]), {"declaration": "on"})

    saisine.refresh_from_db()
    assert saisine.etat == Etat.TRANSMISE


def test_own_pupil_school_and_author_are_no_alarm(client, saisine, directeur):
    fill(client, saisine)
    type(directeur).objects.filter(pk=directeur.pk).update(prenom="Mireille")
    tell(client, saisine, quoi=f"Hier, Lou Canari appelle Mireille à {saisine.ecole.nom}.")

    assert TITRE not in reread(client, saisine)


def test_field_that_asks_for_a_name_is_no_alarm(client, saisine):
    fill(client, saisine)
    data = {"prenom": "Lou", "nom": "Canari", "naissance": "2018-03-02", "niveau": "ce1"}
    post(client, saisine, "qui", 1, **data, enseignant="Emma Zworkine")

    assert TITRE not in reread(client, saisine)


def test_text_that_the_reader_may_not_read_raises_no_alarm_for_them(client, ecole, saisine):
    """The direction does not read what the situation does to the teacher: nor a word of it in a warning."""
    teacher = enseignante(ecole)
    draft = create_draft(by=teacher, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]
    client.force_login(teacher)
    fill(client, draft)
    tell(client, draft, effet_enseignant="Emma me fait peur.")
    mine = reread(client, draft)
    client.post(reverse("saisines:transmettre", args=[draft.pk]), {"declaration": "on"})
    client.force_login(saisine.auteur)

    theirs = reread(client, draft)

    assert "«\u00a0Emma\u00a0»" in mine
    assert "Emma" not in theirs


def test_words_found_are_neither_stored_nor_logged_nor_sent(client, saisine, caplog):
    coordinatrice(saisine.pole)
    fill(client, saisine)
    tell(client, saisine, quoi="Il pousse Zworkinette.")

    with caplog.at_level(logging.DEBUG):
        page = reread(client, saisine)
        client.post(reverse("saisines:transmettre", args=[saisine.pk]), {"declaration": "on"})

    kept = [
        f"{vars(row)} {getattr(row, 'contexte', '')}"
        for model in (Entree, Envoi)
        for row in model.objects.all()
    ]
    assert "Zworkinette" in page
    assert "Zworkinette" not in caplog.text
    assert not [row for row in kept if "Zworkinette" in row]
    assert "Zworkinette" not in str(dict(client.session))


def test_warning_costs_no_query(client, saisine, django_assert_max_num_queries):
    fill(client, saisine)
    tell(client, saisine, quoi="Emma pousse Lucas.")

    with django_assert_max_num_queries(10):
        assert TITRE in reread(client, saisine)
