"""Meetings: a published one by default; the traits say another life."""

import datetime

import factory
from factory.django import DjangoModelFactory

from cellules.models import EtatReunion, Reunion, TypeReunion
from tests.factories.pole import PoleFactory


class ReunionFactory(DjangoModelFactory):
    """Thursday 8 October 2026, deadline on Friday 2 (six days before), answer within five school days."""

    class Meta:
        model = Reunion

    pole = factory.SubFactory(PoleFactory)
    etat = EtatReunion.PUBLIEE
    annee = 2026
    periode = 1
    date = datetime.date(2026, 10, 8)
    date_limite = datetime.date(2026, 10, 2)
    reponse_avant = datetime.date(2026, 10, 15)

    class Params:
        proposee = factory.Trait(etat=EtatReunion.PROPOSEE)
        annulee = factory.Trait(etat=EtatReunion.ANNULEE)
        pleniere = factory.Trait(type=TypeReunion.PLENIERE, date_limite=None, reponse_avant=None)
