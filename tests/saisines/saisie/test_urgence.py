"""The urgent path offered by itself while one writes: from the answers, before anything is sent."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pole.a_faire import choses_a_faire
from pole.enums import Nature, QuiSaisit, RaisonUrgence, Urgence
from saisines.enums import Etat, Redacteur
from saisines.models import Alerte, Lecteur, Saisine
from saisines.natures import DESCRIPTIONS, description
from saisines.natures.choix import MotifUrgence
from saisines.recit import Recit
from saisines.services.brouillon import save_step, send_draft
from saisines.urgences import reason, urgency
from tests.clients import page, signed_in
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import (
    EcoleFactory,
    MotifFactory,
    PoleFactory,
    coordinatrice,
    directrice,
    enseignante,
    fresh,
    inspectrice,
    membre,
)
from tests.factories.saisines import EtapeFactory, SaisineFactory

pytestmark = pytest.mark.django_db

TITRE = "on appelle d’abord"


@pytest.fixture
def pole():
    numeros = [{"nom": "Service social", "numero": "04 00 00 00 09"}]
    return PoleFactory(telephone="04 00 00 00 01", numeros_urgence=numeros)


@pytest.fixture
def ecole(pole):
    return EcoleFactory(pole=pole)


@pytest.fixture
def direction(ecole):
    return directrice(ecole)


def draft(ecole, author, nature, **steps):
    fields = {} if nature in (Nature.ELEVE, Nature.ORIENTATION, Nature.PROJET) else {"eleve": None}
    saisine = SaisineFactory(ecole=ecole, auteur=author, nature=nature, etat=Etat.BROUILLON, **fields)
    for code, contenu in steps.items():
        EtapeFactory(saisine=saisine, code=code, contenu=contenu, version=1)
    return saisine


def crisis(ecole, author, **answers):
    """A crisis of which only the first two steps were written."""
    saisine = draft(ecole, author, Nature.CRISE)
    event = {"type": "accident", "quand": "ce matin", "exposes": "une classe"} | answers
    appels = [{"qui": "ien", "heure": "10 h 35", "suite": ""}]
    motif = MotifFactory(pole=ecole.pole, natures="C")
    save_step(saisine, "qui", event | {"appels": appels}, version=0, by=fresh(author))
    needs = {"motifs": [str(motif.pk)], "aujourdhui": "Quelqu’un à l’école"}
    save_step(saisine, "preoccupation", needs, version=0, by=fresh(author))
    saisine.refresh_from_db()
    return saisine


@pytest.mark.parametrize(
    ("nature", "steps", "found"),
    [
        (Nature.ELEVE, {}, None),
        (Nature.ELEVE, {"pieces": {"urgence_motif": "non"}}, None),
        (Nature.ELEVE, {"pieces": {"urgence_motif": "rupture"}}, RaisonUrgence.RUPTURE),
        (Nature.ELEVE, {"preoccupation": {"danger_eleve": "possible"}}, None),
        (Nature.ELEVE, {"preoccupation": {"danger_eleve": "avere"}}, RaisonUrgence.DANGER),
        (Nature.GROUPE, {"preoccupation": {"danger_eleves": "avere"}}, RaisonUrgence.DANGER),
        (Nature.ELEVE, {"preoccupation": {"danger_adultes": "avere"}}, RaisonUrgence.DANGER),
        # A danger that happened is urgent whatever else was answered.
        (
            Nature.ELEVE,
            {"preoccupation": {"danger_eleve": "avere"}, "pieces": {"urgence_motif": "non"}},
            RaisonUrgence.DANGER,
        ),
        (
            Nature.ELEVE,
            {"preoccupation": {"danger_eleve": "avere"}, "pieces": {"urgence_motif": "deces"}},
            RaisonUrgence.DECES,
        ),
        (Nature.RELATION, {"preoccupation": {"menaces": "propos"}}, None),
        (Nature.RELATION, {"preoccupation": {"menaces": "actes"}}, RaisonUrgence.DANGER),
        # A crisis is urgent by itself, its step of urgency saved or not; a death is told as such.
        (Nature.CRISE, {}, RaisonUrgence.EVENEMENT),
        (Nature.CRISE, {"qui": {"type": "deces"}}, RaisonUrgence.DECES),
        (Nature.CRISE, {"qui": {"type": "suicide"}}, RaisonUrgence.DECES),
        (Nature.CRISE, {"qui": {"type": "accident"}}, RaisonUrgence.EVENEMENT),
        (Nature.CRISE, {"pieces": {"urgence_motif": "non"}}, None),
    ],
)
def test_reason_is_read_from_the_answers(ecole, direction, nature, steps, found):
    """S1-11, S1-12, S2-09, S2-17."""
    saisine = draft(ecole, direction, nature, **steps)

    assert reason(Recit(saisine)) == found


def test_priority_motive_of_the_pole_is_a_reason(ecole, direction):
    saisine = draft(ecole, direction, Nature.ELEVE)
    saisine.motifs.add(MotifFactory(pole=ecole.pole, urgence=Urgence.HAUTE))

    recit = Recit(saisine)

    assert (reason(recit), urgency(recit)) == (RaisonUrgence.MOTIF, Urgence.HAUTE)


def test_reasons_offered_are_those_of_the_table_but_the_motive():
    assert set(MotifUrgence) - {MotifUrgence.NON} == set(RaisonUrgence) - {RaisonUrgence.MOTIF}
    for code in set(MotifUrgence) - {MotifUrgence.NON}:
        assert MotifUrgence(code).label == RaisonUrgence(code).label


def test_danger_that_is_taken_back_is_urgent_no_more(ecole, direction):
    saisine = draft(ecole, direction, Nature.ELEVE)
    by = fresh(direction)
    save_step(saisine, "preoccupation", {"danger_eleve": "avere"}, version=0, by=by)
    assert saisine.urgence_raison == RaisonUrgence.DANGER

    save_step(saisine, "preoccupation", {"danger_eleve": ""}, version=1, by=by)

    saisine.refresh_from_db()
    assert (saisine.urgence, saisine.urgence_raison) == (Urgence.NORMALE, "")


def test_crisis_sent_without_its_step_of_urgency_alerts_all_the_same(ecole, direction):
    """S2-09: the default of the description holds."""
    ien = inspectrice(ecole.pole)
    saisine = crisis(ecole, direction)
    assert not saisine.etapes.filter(code="pieces").exists()

    send_draft(saisine, by=fresh(direction))

    saisine.refresh_from_db()
    assert (saisine.urgence, saisine.urgence_raison) == (Urgence.HAUTE, RaisonUrgence.EVENEMENT)
    assert [recue.personne for recue in Alerte.objects.get().recues.all()] == [ien]


def test_death_is_sent_with_minutes_to_answer(ecole, direction):
    inspectrice(ecole.pole)
    saisine = crisis(ecole, direction, type="deces")

    send_draft(saisine, by=fresh(direction))

    alerte = Alerte.objects.select_related("saisine").get()
    assert alerte.raison == RaisonUrgence.DECES
    assert alerte.saisine.urgence == Urgence.IMMEDIATE


@pytest.mark.parametrize("nature", [nature for nature in DESCRIPTIONS if nature != Nature.ENSEIGNANT])
def test_every_kind_offers_the_calls_and_only_the_crisis_needs_them(nature):
    items = [item for etape in description(nature).etapes for item in etape.contenu]
    (appels,) = [item for item in items if item.code == "appels"]

    assert appels.is_asked({}) is (nature == Nature.CRISE)
    assert [colonne.code for colonne in appels.colonnes] == ["qui", "heure", "suite"]


def open_page(person, saisine, name="modifier", *args):
    return page(signed_in(person).get(reverse(f"saisines:{name}", args=[saisine.pk, *args])))


@pytest.mark.parametrize("where", [("modifier", "essais"), ("modifier", "qui"), ("relire",)])
def test_danger_that_happened_shows_the_numbers_and_the_chain_first(pole, ecole, direction, where):
    coordination = coordinatrice(pole, personne__telephone="04 00 00 00 02")
    ien = inspectrice(pole, personne__telephone="04 00 00 00 03")
    saisine = draft(ecole, direction, Nature.ELEVE, preoccupation={"danger_eleve": "avere"})

    html = open_page(direction, saisine, *where)

    assert TITRE in html
    for number in (
        "15",
        "17",
        "18",
        "112",
        "119",
        "3018",
        "0400000001",
        "0400000009",
        "0400000002",
        "0400000003",
    ):
        assert f"tel:{number}" in html
    for words in (str(coordination), str(ien), "Faits établissement", "CRIP", "Le site ne remplace ni"):
        assert words in html
    assert 'class="urgence__raison">Quelqu’un est exposé à un danger.' in html
    assert html.index(TITRE) < html.index("<form class=", html.index("<main"))


def test_crisis_shows_them_from_its_first_page(ecole, direction):
    saisine = draft(ecole, direction, Nature.CRISE)

    assert TITRE in open_page(direction, saisine, "modifier", "qui")


def test_page_says_so_when_nobody_is_there(ecole, direction):
    saisine = draft(ecole, direction, Nature.CRISE)

    html = open_page(direction, saisine, "relire")

    assert "Aucune personne du pôle n’est notée présente aujourd’hui" in html
    assert "tel:0400000001" in html


@pytest.mark.parametrize("where", [("modifier", "essais"), ("relire",)])
def test_ordinary_draft_shows_no_urgency_and_pays_nothing_for_it(ecole, direction, where):
    calm = draft(ecole, direction, Nature.ELEVE)
    urgent = draft(ecole, direction, Nature.ELEVE, preoccupation={"danger_eleve": "avere"})
    client = signed_in(direction)
    costs = []
    for saisine in (calm, urgent):
        with CaptureQueriesContext(connection) as captured:
            html = page(client.get(reverse(f"saisines:{where[0]}", args=[saisine.pk, *where[1:]])))
        costs.append(len(captured))
        assert (TITRE in html) is (saisine == urgent)

    assert costs[1] - costs[0] == 1
    assert costs[1] <= 12


def test_confidential_draft_names_neither_coordination_nor_ien(pole, ecole):
    """Kind E: nobody that its author did not choose."""
    pole.numeros_agents = [{"nom": "Médecine de prévention", "numero": "04 00 00 00 05"}]
    pole.save()
    author, coordination, ien, psy = enseignante(ecole), coordinatrice(pole), inspectrice(pole), membre(pole)
    saisine = draft(ecole, author, Nature.ENSEIGNANT, pieces={"urgence_motif": "danger"})
    Lecteur.objects.create(saisine=saisine, personne=psy)

    html = open_page(author, saisine, "relire")

    assert TITRE in html
    main = html[html.index("<main") : html.index("</main>")]
    assert re.findall(r"tel:(\d+)", main) == ["15", "112", "3114", "0400000005"]
    assert "les personnes que vous avez choisies, et elles seules" in html
    assert str(coordination) not in html
    assert str(ien) not in html


def test_receipt_says_who_was_told_and_at_what_hour(ecole, direction):
    ien = inspectrice(ecole.pole, personne__telephone="04 00 00 00 03")
    saisine = crisis(ecole, direction)
    send_draft(saisine, by=fresh(direction))

    html = open_page(direction, saisine, "transmise")

    assert f"{ien}, IEN, à " in html
    assert "tel:0400000003" in html
    assert "écrivez un message depuis votre dossier" in html
    assert Saisine.objects.get(pk=saisine.pk).is_urgente


def proposed_crisis(ecole):
    """Drafted by a teacher where the direction rereads."""
    ecole.pole.qui_saisit = QuiSaisit.RELU
    ecole.pole.save()
    teacher = enseignante(ecole)
    saisine = draft(ecole, teacher, Nature.CRISE)
    saisine.redacteur = Redacteur.ENSEIGNANT
    saisine.save()
    return teacher, saisine


def next_meeting(pole):
    jour = pole.today() + timedelta(days=30)
    limite = jour - timedelta(days=6)
    return ReunionFactory(pole=pole, date=jour, date_limite=limite, reponse_avant=jour + timedelta(days=7))


@pytest.mark.parametrize("where", [("modifier", "qui"), ("relire",)])
def test_teacher_of_a_crisis_is_told_that_the_direction_must_still_send(ecole, direction, where):
    teacher, saisine = proposed_crisis(ecole)
    own = draft(ecole, direction, Nature.CRISE)

    html, sends = open_page(teacher, saisine, *where), open_page(direction, own, *where)

    words = "La direction doit encore transmettre\u00a0: appelez-la, puis le pôle."
    assert words in html
    assert words not in sends
    assert "Dès l’envoi, il prévient" in sends
    assert "Dès l’envoi, il prévient" not in html
    assert "Aller à l’envoi" not in html
    assert ("Aller à l’envoi" in sends) is (where[0] == "modifier")


@pytest.mark.parametrize("urgent", [True, False])
def test_proposed_crisis_waits_for_no_meeting_and_comes_first_for_the_direction(ecole, direction, urgent):
    pole = ecole.pole
    next_meeting(pole)
    teacher, saisine = proposed_crisis(ecole)
    if not urgent:
        EtapeFactory(saisine=saisine, code="pieces", contenu={"urgence_motif": "non"}, version=1)

    signed_in(teacher).post(reverse("saisines:transmettre", args=[saisine.pk]), {"declaration": "on"})
    html = open_page(teacher, saisine, "transmise")
    first = choses_a_faire(fresh(direction), pole)[0]

    assert ("Prévenez votre direction de vive voix" in html) is urgent
    assert ("À transmettre au plus tard le" in html) is not urgent
    assert ("tuile-date" in html) is not urgent
    assert ("Rien à faire de votre côté" in html) is not urgent
    assert first.urgente is urgent
    if urgent:
        assert (first.titre, first.jour) == (
            "Relire tout de suite\u00a0: une demande urgente",
            pole.today(),
        )


@pytest.mark.parametrize("urgent", [True, False])
def test_urgent_draft_is_not_told_that_it_waits_for_the_meeting(ecole, direction, urgent):
    next_meeting(ecole.pole)
    steps = {"preoccupation": {"danger_eleve": "avere"}} if urgent else {}
    saisine = draft(ecole, direction, Nature.ELEVE, **steps)

    assert ("elle sera étudiée le" in open_page(direction, saisine, "relire")) is not urgent


def test_urgent_receipt_shows_no_date_of_meeting(ecole, direction):
    next_meeting(ecole.pole)
    saisine = crisis(ecole, direction)
    send_draft(saisine, by=fresh(direction))

    assert Saisine.objects.get(pk=saisine.pk).date_reunion
    assert "tuile-date" not in open_page(direction, saisine, "transmise")
