"""Poles, schools, people. Minimal valid objects; one function per person that tests name."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from pole.enums import Fonction, Titre
from pole.models import Affectation, Ecole, Metier, Motif, Personne, Pole
from pole.uai import cle_uai


def made_up_uai(numero: int) -> str:
    """A valid UAI that belongs to nobody: department 999."""
    digits = f"{9_990_000 + numero:07d}"
    return digits + cle_uai(digits)


class PoleFactory(DjangoModelFactory):
    class Meta:
        model = Pole

    nom = factory.Sequence(lambda n: f"Circonscription {n}")
    code = factory.Sequence(lambda n: f"CIRCO{n}")
    uai = factory.Sequence(lambda n: made_up_uai(n))


class EcoleFactory(DjangoModelFactory):
    class Meta:
        model = Ecole

    pole = factory.SubFactory(PoleFactory)
    uai = factory.Sequence(lambda n: made_up_uai(5_000 + n))
    nom = factory.Sequence(lambda n: f"École des Tilleuls {n}")
    commune = "Valbourg"
    mail = factory.LazyAttribute(lambda ecole: f"ce.{ecole.uai.lower()}@exemple.test")


class PersonneFactory(DjangoModelFactory):
    class Meta:
        model = Personne

    email = factory.Sequence(lambda n: f"personne{n}@exemple.test")
    prenom = factory.Sequence(lambda n: f"Prénom{n}")
    nom = factory.Sequence(lambda n: f"Nom{n}")


class MetierFactory(DjangoModelFactory):
    class Meta:
        model = Metier

    pole = factory.SubFactory(PoleFactory)
    code = "psy_en"
    nom = factory.Sequence(lambda n: f"Psychologue {n}")


class MotifFactory(DjangoModelFactory):
    class Meta:
        model = Motif

    pole = factory.SubFactory(PoleFactory)
    code = "comportement"
    nom = factory.Sequence(lambda n: f"Comportement {n}")
    natures = "P"


class AffectationFactory(DjangoModelFactory):
    """A member since last year; the traits say another function."""

    class Meta:
        model = Affectation

    personne = factory.SubFactory(PersonneFactory)
    pole = factory.SubFactory(PoleFactory)
    fonction = Fonction.MEMBRE
    titre = Titre.TITULAIRE
    debut = factory.LazyFunction(lambda: timezone.now() - timedelta(days=400))

    class Params:
        terminee = factory.Trait(fin=factory.LazyFunction(lambda: timezone.now() - timedelta(days=1)))


def person_with(fonction: Fonction, *, pole: Pole, ecole: Ecole | None = None, **fields) -> Personne:
    """A person who holds this function in this pole now."""
    return AffectationFactory(fonction=fonction, pole=pole, ecole=ecole, **fields).personne


def directrice(ecole: Ecole, **fields) -> Personne:
    return person_with(Fonction.DIRECTEUR, pole=ecole.pole, ecole=ecole, **fields)


def enseignante(ecole: Ecole, **fields) -> Personne:
    return person_with(Fonction.ENSEIGNANT, pole=ecole.pole, ecole=ecole, **fields)


def coordinatrice(pole: Pole, **fields) -> Personne:
    return person_with(Fonction.COORDONNATEUR, pole=pole, **fields)


def inspectrice(pole: Pole, **fields) -> Personne:
    return person_with(Fonction.IEN, pole=pole, **fields)


def secretaire(pole: Pole, **fields) -> Personne:
    return person_with(Fonction.SECRETARIAT, pole=pole, **fields)


def membre(pole: Pole, **fields) -> Personne:
    fields.setdefault("metier", MetierFactory(pole=pole))
    return person_with(Fonction.MEMBRE, pole=pole, **fields)


def partenaire(pole: Pole, **fields) -> Personne:
    return person_with(Fonction.PARTENAIRE, pole=pole, **fields)


def fresh(personne: Personne) -> Personne:
    """The same person as the next request reads them: roles are loaded once per instance."""
    return Personne.objects.get(pk=personne.pk)
