"""Random lives of a dialogue: at every moment each person reads exactly the messages of their audience."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pole.enums import Nature
from pole.models import Affectation
from saisines.dialogue import Dialogue
from saisines.enums import Origine
from saisines.fiche import Fiche
from saisines.models import Message, Saisine, Sollicitation
from saisines.services import acces, dialogue, suites
from saisines.workflow import TransitionRefusedError
from tests.factories.pole import (
    EcoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    membre,
    partenaire,
    secretaire,
)
from tests.factories.saisines import SaisineFactory

pytestmark = pytest.mark.django_db

START = datetime.fromisoformat("2026-10-05T09:00:00+02:00")
GENS = ("auteure", "direction", "coordination", "psychologue", "médecin", "partenaire", "secrétariat")
NOMMABLES = ("psychologue", "médecin", "partenaire")

who = st.sampled_from(GENS)
acts = st.one_of(
    st.tuples(st.just("convier"), st.sampled_from(NOMMABLES), st.just(())),
    st.tuples(st.just("fermer"), st.sampled_from(NOMMABLES), st.just(())),
    st.tuples(st.just("quitter"), who, st.just(())),
    st.tuples(st.just("attendre"), who, st.integers(1, 20 * 24 * 60)),
    st.tuples(st.just("envoyer"), who, st.sets(who, max_size=4)),
    st.tuples(st.just("envoyer"), who, st.sets(who, max_size=4)),
    st.tuples(st.just("modifier"), who, st.integers(0, 5)),
    st.tuples(st.just("ouvrir"), who, st.tuples(st.integers(0, 5), who)),
    st.tuples(st.just("retirer"), who, st.integers(0, 5)),
)


@dataclass
class Audience:
    """The rule said again, as plainly as possible: who may ever read each message, and its words now."""

    readers: set[str]
    words: str
    withdrawn: bool = False


@dataclass
class Monde:
    saisine: Saisine
    gens: dict[str, object]
    clock: object
    confidentielle: bool
    messages: list[Message] = field(default_factory=list)
    audiences: list[Audience] = field(default_factory=list)
    ends: dict[str, datetime] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)

    def follows(self, nom: str) -> bool:
        """True if the dialogue of the case is open to this person now."""
        if nom in self.left or nom == "secrétariat":
            return False
        if nom in NOMMABLES:
            return timezone.now() < self.ends.get(nom, timezone.now())
        return nom == "auteure" or not self.confidentielle


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(acts, max_size=14), st.booleans())
def test_no_sequence_of_acts_shows_a_message_to_somebody_outside_its_audience(sequence, confidentielle):
    with time_machine.travel(START, tick=False) as clock, transaction.atomic():
        monde = create(clock, confidentielle)
        for act, nom, data in sequence:
            globals()[act](monde, nom, data)
            check(monde, act)
        transaction.set_rollback(True)


def create(clock, confidentielle) -> Monde:
    ecole = EcoleFactory()
    pole = ecole.pole
    gens = {
        "auteure": enseignante(ecole),
        "direction": directrice(ecole),
        "coordination": coordinatrice(pole),
        "psychologue": membre(pole),
        "médecin": membre(pole),
        "partenaire": partenaire(pole),
        "secrétariat": secretaire(pole),
    }
    kind = {"nature": Nature.ENSEIGNANT, "eleve": None} if confidentielle else {}
    saisine = SaisineFactory(ecole=ecole, auteur=gens["auteure"], **kind)
    monde = Monde(saisine, gens, clock, confidentielle)
    if confidentielle:
        convier(monde, "psychologue", ())
    return monde


def check(monde, act):
    for nom, personne in monde.gens.items():
        user, expected = fresh(personne), {}
        if monde.follows(nom):
            expected = {
                message.pk: "" if audience.withdrawn else audience.words
                for message, audience in zip(monde.messages, monde.audiences, strict=True)
                if nom in audience.readers
            }
        rows = Message.objects.visible_to(user)
        assert {row.pk: row.texte for row in rows} == expected, (act, nom)
        saisine = Saisine.objects.get(pk=monde.saisine.pk)
        shown = Dialogue(Fiche(saisine, user, saisine.relations_to(user)))
        assert {one.id: one.texte for one in shown.read(shown.rows)} == expected, (act, nom)


def convier(monde, nom, _):
    """A named access of three days, whatever opened it."""
    now = timezone.now()
    monde.ends[nom] = now + timedelta(days=3)
    acces.grant(
        monde.saisine,
        monde.gens[nom],
        origine=Origine.DEMANDE,
        origine_id=monde.gens[nom].pk,
        debut=now,
        fin=monde.ends[nom],
    )


def fermer(monde, nom, _):
    acces.end(Origine.DEMANDE, monde.gens[nom].pk)
    monde.ends.pop(nom, None)


def quitter(monde, nom, _):
    Affectation.objects.filter(personne=monde.gens[nom]).update(fin=timezone.now())
    monde.left.add(nom)


def attendre(monde, nom, minutes):
    monde.clock.shift(timedelta(minutes=minutes))


def envoyer(monde, nom, readers):
    words = f"Mots {len(monde.messages)}"
    people = [monde.gens[one].pk for one in readers - {nom}]
    try:
        message = dialogue.envoyer(
            monde.saisine, by=fresh(monde.gens[nom]), texte=words, lecteurs=people, jeton=uuid4()
        )
    except (TransitionRefusedError, PermissionDenied):
        return
    # Accepted only from and to people who follow the case at this moment.
    assert all(monde.follows(one) for one in {nom, *readers})
    monde.messages.append(message)
    monde.audiences.append(Audience({nom, *readers}, words))


def modifier(monde, nom, rank):
    if rank >= len(monde.messages):
        return
    try:
        dialogue.modifier(monde.messages[rank], by=fresh(monde.gens[nom]), texte="Corrigé")
    except (TransitionRefusedError, PermissionDenied):
        return
    message, audience = monde.messages[rank], monde.audiences[rank]
    assert message.auteur == monde.gens[nom]
    assert timezone.now() < message.envoye_le + timedelta(minutes=15)
    assert not audience.withdrawn
    audience.words = "Corrigé"


def ouvrir(monde, nom, data):
    rank, reader = data
    if rank >= len(monde.messages):
        return
    message, audience = monde.messages[rank], monde.audiences[rank]
    try:
        dialogue.ouvrir(message, by=fresh(monde.gens[nom]), lecteurs=[monde.gens[reader].pk])
    except (TransitionRefusedError, PermissionDenied):
        return
    assert message.auteur == monde.gens[nom]
    assert monde.follows(reader)
    audience.readers.add(reader)


def retirer(monde, nom, rank):
    if rank >= len(monde.messages):
        return
    try:
        dialogue.retirer(monde.messages[rank], by=fresh(monde.gens[nom]), raison="Hors sujet")
    except (TransitionRefusedError, PermissionDenied):
        return
    assert nom in monde.audiences[rank].readers
    assert monde.follows(nom)
    monde.audiences[rank].withdrawn = True


def test_the_plays_do_send_and_do_close(saisine, people):
    """The net has fish in it: a message goes through, and the end of a mission closes it."""
    message = dialogue.envoyer(
        saisine, by=people["coordonnateur"], texte="x", lecteurs=[people["convie"].pk], jeton=uuid4()
    )
    assert Message.objects.visible_to(fresh(people["convie"])).contains(message)

    suites.annuler(Sollicitation.objects.get(saisine=saisine), by=people["coordonnateur"])

    assert not Message.objects.visible_to(fresh(people["convie"])).contains(message)
