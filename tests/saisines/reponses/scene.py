"""An answer being written, sent, received, followed."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from saisines.enums import Etat
from saisines.models import ProjetDeReponse, Saisine
from saisines.pistes import PisteEcrite
from saisines.services import projets, reponses
from saisines.services.workflow import mark_changed

REPONSES = "/saisines/reponses/"
PISTE = PisteEcrite("Un coin calme", "l’enseignante")


def day(days=0):
    return timezone.localdate() + timedelta(days=days)


def studied(saisine: Saisine) -> Saisine:
    """A case that a meeting has just studied."""
    mark_changed(saisine, etat=Etat.ETUDIEE)
    return saisine


def begun(saisine, by, **fields) -> ProjetDeReponse:
    """A draft with everything that it needs to leave."""
    words = {"interlocuteur": by, "pistes": [PISTE], "point_le": day(40)}
    return projets.commencer(saisine, by=by, **words | fields)


def rewritten(projet, by, version=None, **fields) -> ProjetDeReponse:
    words = {"pistes": [PISTE], "interlocuteur": projet.interlocuteur, "point_le": projet.point_le}
    return projets.ecrire(projet, by=by, version=version or projet.version, **words | fields)


def reread(projet, by) -> ProjetDeReponse:
    return projets.relire(projet, by=by, version=projet.version)


def sent(projet, by):
    return projets.envoyer(projet, by=by, version=projet.version)


def answered(saisine, by, **fields):
    """A case answered at once, on the line by default."""
    words = {"pistes": [PISTE], "interlocuteur": by, "point_le": day(40)}
    return reponses.repondre(saisine, by=by, **words | fields)


def url(saisine, name):
    return reverse(f"saisines:{name}", args=[saisine.pk])


def typed(coordinateur, **fields):
    words = {"piste_1": "Un coin calme", "qui_1": "l’ATSEM", "interlocuteur": coordinateur.pk}
    return words | {"point_le": day(40)} | fields


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()).replace("\u00a0", " ")


def state(saisine):
    return Saisine.objects.get(pk=saisine.pk).etat
