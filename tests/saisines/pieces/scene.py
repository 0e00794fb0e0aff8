"""A document to join, and the case that leaves."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from saisines.enums import Etat
from saisines.models import Saisine
from tests.factories.saisines import EleveFactory
from tests.saisines.documents import pdf


def send(saisine, auteur, etat=Etat.TRANSMISE):
    pupil = EleveFactory(ecole=saisine.ecole)
    fields = {"reference": "R", "transmise_par": auteur, "transmise_le": timezone.now(), "eleve": pupil}
    Saisine.objects.filter(pk=saisine.pk).update(etat=etat, **fields)
    saisine.refresh_from_db()


def fichier(content=None, name="../../CanariNom Bilan.pdf"):
    return SimpleUploadedFile(name, pdf() if content is None else content, content_type="application/pdf")
