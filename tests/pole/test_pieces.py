"""Files that leave with a mail: made at its sending, by the app that knows them."""

import pytest
from django.core import mail

from pole import pieces
from pole.models import Envoi, EtatEnvoi
from pole.services.envois import claim, deliver, enqueue
from tests.factories.pole import EcoleFactory, directrice

pytestmark = pytest.mark.django_db

GABARIT = "pole/compte_inconnu"


def send(monkeypatch, fabrique):
    ecole = EcoleFactory()
    monkeypatch.setitem(pieces._fabriques, GABARIT, fabrique)
    enqueue(GABARIT, pole=ecole.pole, destinataire=directrice(ecole), cle="cle")
    (envoi,) = claim()
    return deliver(envoi)


def test_file_leaves_with_the_mail(monkeypatch):
    file = pieces.Piece(nom="date.txt", type="text/plain", contenu=b"jeudi")

    assert send(monkeypatch, lambda envoi, cible: [file]) == EtatEnvoi.ENVOYE

    assert [tuple(one) for one in mail.outbox[0].attachments] == [("date.txt", "jeudi", "text/plain")]


def test_file_that_cannot_be_made_delays_its_mail(monkeypatch):
    def broken(envoi, cible):
        raise ValueError("rien à joindre")

    assert send(monkeypatch, broken) == EtatEnvoi.A_ENVOYER

    assert (Envoi.objects.get().erreur, mail.outbox) == ("ValueError", [])
