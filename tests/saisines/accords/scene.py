"""Agreements of parents: asked for, signed, and those who wait for them."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from saisines.enums import EtatAccord, TypeAccord
from saisines.services import accords, suites
from saisines.services.accords import ReponseParents
from tests.factories.pole import MetierFactory, membre


def day(days=0):
    return timezone.localdate() + timedelta(days=days)


def signed(**fields):
    return ReponseParents(etat=EtatAccord.SIGNE, **{"le": day(-2), "signataire": "parent_1"} | fields)


ASKED = ReponseParents(etat=EtatAccord.DEMANDE)


def noter(saisine, by, type=TypeAccord.PSYCHOLOGUE, reponse=ASKED, **fields):
    return accords.noter(saisine, by=by, type=type, reponse=reponse, **fields)


def url(saisine, name="accord_noter", *args):
    return reverse(f"saisines:{name}", args=[saisine.pk, *args])


def of_metier(saisine, code):
    return membre(saisine.pole, metier=MetierFactory(pole=saisine.pole, code=code))


def call_upon(saisine, coordinateur, code):
    person = of_metier(saisine, code)
    suites.solliciter(saisine, by=coordinateur, personne=person, mission="Rencontrer", echeance=day(7))
    return person
