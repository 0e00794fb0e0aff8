"""Meetings, published by default, and their séances; the traits say another life."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cellules.models import EtatReunion, Reunion, Seance, TypeReunion
from tests.factories.pole import PoleFactory, coordinatrice


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


class SeanceFactory(DjangoModelFactory):
    """Open: whoever opened it takes the notes. `close=True`: they closed it at once."""

    class Meta:
        model = Seance

    reunion = factory.SubFactory(ReunionFactory)
    ouverte_par = factory.LazyAttribute(lambda seance: coordinatrice(seance.reunion.pole))
    ouverte_le = factory.LazyFunction(timezone.now)
    preneur = factory.SelfAttribute("ouverte_par")
    preneur_vu_le = factory.SelfAttribute("ouverte_le")

    class Params:
        close = factory.Trait(
            close_par=factory.SelfAttribute("ouverte_par"), close_le=factory.SelfAttribute("ouverte_le")
        )
