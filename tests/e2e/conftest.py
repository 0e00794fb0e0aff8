"""A small world served to a real browser, and tabs opened as its people."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress

from cellules.services.annee import proposer_annee, publier
from pole.calendrier import CalendrierInconnu, annee_scolaire
from pole.echeances import prochaine_echeance
from pole.models import Ecole, Metier, Personne, Pole
from pole.services.calendrier import load_national_calendar
from pole.services.modeles import apply_model
from tests.e2e.visite import HAUTEUR, Visite, cookies_of
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import (
    EcoleFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    inspectrice,
    membre,
)

MOT_DE_PASSE = "une phrase que personne d’autre ne sait"


@dataclass
class Monde:
    """One circonscription with its real calendar, a school and the people whom the journeys name."""

    pole: Pole
    ecole: Ecole
    directrice: Personne
    enseignante: Personne
    coordinatrice: Personne
    ien: Personne
    psychologue: Personne
    conseiller: Personne


@pytest.fixture
def monde(transactional_db) -> Monde:
    load_national_calendar()
    pole = apply_model(PoleFactory(nom="Valbourg", code="VALBOURG", zone="A"), "ecully")
    ecole = EcoleFactory(pole=pole, nom="École des Tilleuls")
    world = Monde(
        pole=pole,
        ecole=ecole,
        directrice=directrice(ecole, personne__prenom="Mireille", personne__nom="Aubrelande"),
        enseignante=enseignante(ecole, personne__prenom="Clémence", personne__nom="Ribeiral"),
        coordinatrice=coordinatrice(pole, personne__prenom="Solveig", personne__nom="Tournesac"),
        ien=inspectrice(pole, personne__prenom="Armand", personne__nom="Vaucanteur"),
        psychologue=_membre(pole, "psy_en", "Inès", "Hadjimane"),
        conseiller=_membre(pole, "cpc", "Baptiste", "Lanvallière"),
    )
    _publish_year(pole, world.coordinatrice)
    return world


def _membre(pole: Pole, metier: str, prenom: str, nom: str) -> Personne:
    return membre(
        pole,
        metier=Metier.objects.get(pole=pole, code=metier),
        personne__prenom=prenom,
        personne__nom=nom,
        personne__telephone="04 65 71 10 42",
        mission="Comprendre une difficulté, observer, préparer une rencontre avec les parents.",
    )


def _publish_year(pole: Pole, by: Personne) -> None:
    """The meetings of this school year by the rule of the pole; at its very end, one still to come."""
    annee = annee_scolaire(pole.today())
    try:
        proposer_annee(pole, annee, by=by, depuis=date(annee, 8, 1))
        publier(pole, annee, by=by)
    except CalendrierInconnu:
        pass
    if prochaine_echeance(pole) is None:
        jour = pole.today() + timedelta(days=14)
        ReunionFactory(
            pole=pole,
            annee=annee,
            periode=5,
            date=jour,
            date_limite=jour - timedelta(days=6),
            reponse_avant=jour + timedelta(days=7),
        )


@pytest.fixture
def ouvrir(browser, browser_context_args, live_server):
    """`ouvrir(personne, largeur=320)` gives a tab where this person is signed in; nobody without one.

    At the end of the test, the console of every tab is empty of errors.
    """
    visites: list[Visite] = []

    def open_tab(personne=None, *, largeur: int = 1280, javascript: bool = True, **options) -> Visite:
        size = {"width": largeur, "height": HAUTEUR}
        arguments = browser_context_args | {"viewport": size, "java_script_enabled": javascript}
        # Nothing slides: a check reads the page where it ends.
        context = browser.new_context(**{"reduced_motion": "reduce"} | arguments | options)
        context.set_default_timeout(8_000)
        if personne is not None:
            context.add_cookies(cookies_of(personne, live_server.url))
        visite = Visite(context, context.new_page(), live_server.url, javascript)
        visites.append(visite)
        return visite

    yield open_tab
    for visite in visites:
        visite.fermer()
    assert [error for visite in visites for error in visite.errors] == []


@pytest.fixture
def with_password(monde):
    """Somebody who can sign in by hand."""

    def give(personne: Personne) -> Personne:
        personne.set_password(MOT_DE_PASSE)
        personne.save(update_fields=["password"])
        EmailAddress.objects.get_or_create(
            user=personne, email=personne.email, defaults={"verified": True, "primary": True}
        )
        return personne

    return give
