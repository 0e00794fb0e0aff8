"""A draft is erased by its author or by its age; what was sent never is here."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from pole.models import Acte, Entree, Envoi
from saisines.enums import Etat
from saisines.models import Eleve, Etape, PieceJointe, Saisine
from saisines.services import conservation
from saisines.services.brouillon import DraftClosedError, save_step
from saisines.services.conservation import erase_draft, erase_old_drafts
from saisines.services.pieces import attach, detach
from saisines.taches import remind
from tests.factories.pole import EcoleFactory, directrice
from tests.factories.saisines import EtapeFactory, SaisineFactory
from tests.saisines.documents import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    ecole = EcoleFactory()
    saisine = SaisineFactory(ecole=ecole, etat=Etat.BROUILLON, auteur=directrice(ecole))
    EtapeFactory(saisine=saisine)
    return saisine


def test_draft_is_erased_with_its_pupil_and_its_file(draft, django_capture_on_commit_callbacks):
    path = default_storage.save("pieces/essai", ContentFile(b"x"))
    PieceJointe.objects.create(
        saisine=draft, type="autre", chemin=path, cle="t1", taille=1, pages=1, deposee_par=draft.auteur
    )

    with django_capture_on_commit_callbacks(execute=True):
        erase_draft(draft, by=draft.auteur)

    assert not Saisine.objects.exists()
    assert not Eleve.objects.exists()
    assert not Etape.objects.exists()
    assert not default_storage.exists(path)
    assert Entree.objects.get(acte=Acte.EFFACEMENT).personne == draft.auteur


def test_pupil_of_another_case_stays(draft):
    SaisineFactory(ecole=draft.ecole, eleve=draft.eleve)

    erase_draft(draft, by=draft.auteur)

    assert Eleve.objects.count() == 1


@pytest.mark.parametrize("etat", [Etat.A_RELIRE, Etat.TRANSMISE, Etat.CLOSE])
def test_what_left_its_author_is_not_erased(draft, etat):
    saisine = SaisineFactory(ecole=draft.ecole, auteur=draft.auteur, etat=etat)

    with pytest.raises(DraftClosedError):
        erase_draft(saisine, by=saisine.auteur)

    assert Saisine.objects.filter(pk=saisine.pk).exists()


def test_another_school_erases_nothing(draft):
    with pytest.raises(PermissionDenied):
        erase_draft(draft, by=directrice(EcoleFactory(pole=draft.pole)))


@pytest.mark.parametrize(("days", "kept"), [(59, True), (61, False)])
def test_draft_left_aside_is_erased_by_its_age(draft, days, kept):
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        erase_old_drafts(draft.pole, timezone.now())

    assert Saisine.objects.filter(pk=draft.pk).exists() is kept


def write_a_step(draft):
    save_step(draft, "preoccupation", {"question": "Et maintenant ?"}, version=0, by=draft.auteur)


def write_a_table(draft):
    save_step(draft, "essais", {"essais": [{"type": "apc", "effet": "non"}]}, version=0, by=draft.auteur)


def join_a_document(draft):
    attach(draft, SimpleUploadedFile("a.pdf", pdf()), type="ppre", by=draft.auteur)


def remove_a_document(draft):
    path = default_storage.save("pieces/essai", ContentFile(b"x"))
    piece = PieceJointe.objects.create(
        saisine=draft, type="ppre", chemin=path, cle="t1", taille=1, pages=1, deposee_par=draft.auteur
    )
    detach(piece, by=draft.auteur)


CHANGES = [write_a_step, write_a_table, join_a_document, remove_a_document]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize(("days", "kept"), [(59, True), (61, False)])
def test_age_of_a_draft_is_counted_from_its_last_change(draft, change, days, kept):
    later = timezone.now() + timedelta(days=50)
    with time_machine.travel(later):
        change(Saisine.objects.get(pk=draft.pk))
    with time_machine.travel(later + timedelta(days=days)):
        erase_old_drafts(draft.pole, timezone.now())

    assert Saisine.objects.filter(pk=draft.pk).exists() is kept


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_draft_is_recalled_a_fortnight_after_its_last_change(draft, change):
    later = timezone.now() + timedelta(days=10)
    with time_machine.travel(later):
        change(Saisine.objects.get(pk=draft.pk))

    recalled = []
    for days in (4, 13, 14):
        with time_machine.travel(later + timedelta(days=days)):
            remind(draft.pole, timezone.now())
        recalled.append(Envoi.objects.filter(gabarit="saisines/rappel").count())

    # Fourteen days after the start are four days after the change.
    assert recalled == [0, 0, 1]


def test_draft_that_somebody_takes_up_while_old_ones_are_erased_stays(draft, monkeypatch):
    """The list was read, then a document was joined: the row is looked at again before it goes."""
    other = SaisineFactory(ecole=draft.ecole, etat=Etat.BROUILLON, auteur=draft.auteur)
    pair = [draft, other]

    def take_up_the_one_left(*args, **kwargs):
        for row in Saisine.objects.exclude(pk=kwargs["objet"].pk):
            join_a_document(row)

    monkeypatch.setattr(conservation, "record", take_up_the_one_left)
    with time_machine.travel(timezone.now() + timedelta(days=61)):
        erase_old_drafts(draft.pole, timezone.now())

    assert Saisine.objects.filter(pk__in=[row.pk for row in pair]).count() == 1


def test_page_asks_once_then_erases(client, draft):
    client.force_login(draft.auteur)
    address = reverse("saisines:effacer", args=[draft.pk])

    question = client.get(address)
    answer = client.post(address, follow=True)

    assert "Effacer ce brouillon" in question.content.decode()
    assert "Il n’en reste rien" in answer.content.decode()
    assert not Saisine.objects.exists()
