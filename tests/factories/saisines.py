"""Cases with a canary word in every field: found anywhere it should not be, it betrays a leak."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from saisines.enums import ETATS_PRIVES, Etat
from saisines.models import Eleve, Etape, Evenement, Saisine, Sollicitation
from tests.factories.pole import EcoleFactory, PersonneFactory


class EleveFactory(DjangoModelFactory):
    class Meta:
        model = Eleve

    ecole = factory.SubFactory(EcoleFactory)
    pole = factory.SelfAttribute("ecole.pole")
    nom = factory.Sequence(lambda n: f"CanariNom{n}")
    prenom = factory.Sequence(lambda n: f"CanariPrenom{n}")
    naissance = "2017-04-12"


class SaisineFactory(DjangoModelFactory):
    """A saisine about a pupil, sent yesterday unless `etat` says otherwise."""

    class Meta:
        model = Saisine

    ecole = factory.SubFactory(EcoleFactory)
    pole = factory.SelfAttribute("ecole.pole")
    auteur = factory.SubFactory(PersonneFactory)
    etat = Etat.TRANSMISE
    annee = 2026
    niveau = "ce1"
    eleve = factory.SubFactory(EleveFactory, ecole=factory.SelfAttribute("..ecole"))

    class Params:
        numero = factory.Sequence(lambda n: n)
        sent = factory.LazyAttribute(lambda saisine: saisine.etat not in ETATS_PRIVES)

    reference = factory.LazyAttribute(lambda s: f"2627-CIRCO-{s.numero:04d}" if s.sent else None)
    transmise_par = factory.LazyAttribute(lambda saisine: saisine.auteur if saisine.sent else None)
    transmise_le = factory.LazyAttribute(lambda s: timezone.now() - timedelta(days=1) if s.sent else None)


class EtapeFactory(DjangoModelFactory):
    class Meta:
        model = Etape

    saisine = factory.SubFactory(SaisineFactory)
    code = "preoccupation"
    contenu = factory.LazyFunction(lambda: {"question": "CanariQuestion", "faits": []})
    modifiee_par = factory.SelfAttribute("saisine.auteur")


class EvenementFactory(DjangoModelFactory):
    class Meta:
        model = Evenement

    saisine = factory.SubFactory(SaisineFactory)
    nom = "transmettre"
    auteur = factory.SelfAttribute("saisine.auteur")
    fonction = "direction"
    texte = "CanariMot"


class SollicitationFactory(DjangoModelFactory):
    """The row alone: the access that it justifies comes from the service."""

    class Meta:
        model = Sollicitation

    saisine = factory.SubFactory(SaisineFactory)
    personne = factory.SubFactory(PersonneFactory)
    mission = "CanariMission"
    echeance = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))
    demandee_par = factory.SubFactory(PersonneFactory)
