"""Random lives of the ways out of the triage: they add up, they end, and the school sees each of them."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pole.echeances import prochaine_echeance
from pole.models import Envoi
from saisines.enums import ETATS_AVANT_ETUDE, ETATS_FINAUX, Audience, EffetDuPoint, Etat, Issue, SansAction
from saisines.fiche import Fiche
from saisines.issues import SORTIES
from saisines.models import Saisine, Sollicitation
from saisines.pistes import PisteEcrite
from saisines.services import orientations, precisions, reponses, suites
from saisines.services.points import faire_le_point
from saisines.services.workflow import apply_transition, update_next_date
from saisines.workflow import TransitionRefusedError
from tests.factories.cellules import ReunionFactory
from tests.factories.pole import EcoleFactory, coordinatrice, directrice, fresh, membre
from tests.factories.saisines import SaisineFactory
from tests.saisines.vie_des_suites import Suite, Vie

pytestmark = pytest.mark.django_db

START = datetime.fromisoformat("2026-09-14T09:00:00+02:00")
REFUS = (TransitionRefusedError, PermissionDenied)
# Told elsewhere on the page: the questions, the answer, the other lead.
DITES_AILLEURS = {Issue.COMPLEMENT, Issue.REPONSE_DIRECTE, Issue.HORS_CHAMP}
AVANT_ETUDE = (Etat.TRANSMISE, Etat.PRISE_EN_CHARGE, Etat.COMPLEMENT_DEMANDE)

issues = st.sampled_from([issue for issue in SORTIES if issue != Issue.CELLULE])
ranks = st.integers(0, 4)
days = st.integers(0, 30)
acts = st.one_of(
    st.tuples(st.just("orienter"), issues, days, st.just(False)),
    st.tuples(st.just("orienter"), st.sampled_from([Issue.RASED, Issue.PSY]), days, st.just(True)),
    st.tuples(st.just("rendre"), ranks),
    st.tuples(st.sampled_from(["finir", "terminer", "annuler"]), ranks),
    st.tuples(st.sampled_from(["demander", "attendre"]), days),
    st.tuples(st.just("repondre"), days),
    st.tuples(st.sampled_from(["inscrire", "desinscrire", "preciser", "suivre", "revenir"])),
    st.tuples(st.sampled_from(["sans_action", "clore", "retirer"])),
    st.tuples(st.sampled_from(["rouvrir", "redemander"])),
)
# A way out whose date outlived it: the case was reopened, and its page said the old date.
ROUVERTE = [("orienter", Issue.PARTENAIRE, 20, False), ("repondre", 5), ("rouvrir",)]
# The answer did not help: on the agenda, off it, answered again; then once more when no meeting is to come.
REVENUE = [("repondre", 5), ("revenir",), ("desinscrire",), ("repondre", 9), ("suivre",), ("attendre", 30)]
SANS_REUNION = [*REVENUE, ("attendre", 30), ("revenir",), ("repondre", 3)]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(acts, min_size=5, max_size=14))
@example(ROUVERTE)
@example(REVENUE)
@example(SANS_REUNION)
def test_ways_out_add_up_end_with_the_case_and_are_all_told_to_the_school(sequence):
    with time_machine.travel(START, tick=False) as clock, transaction.atomic():
        vie = create(clock)
        for nom, *data in sequence:
            globals()[nom](vie, *data)
            # Two acts never share their instant: rows are read in the order in which they were written.
            clock.shift(timedelta(minutes=1))
            check(vie, nom)
        transaction.set_rollback(True)


def create(clock) -> Vie:
    ecole = EcoleFactory()
    direction = directrice(ecole)
    saisine = SaisineFactory(ecole=ecole, auteur=direction)
    update_next_date(saisine)
    for number in (20, 60):
        day = saisine.pole.today() + timedelta(days=number)
        limit, answer = day - timedelta(days=6), day + timedelta(days=7)
        ReunionFactory(pole=ecole.pole, date=day, date_limite=limit, reponse_avant=answer)
    return Vie(saisine, coordinatrice(ecole.pole), direction, membre(ecole.pole), clock)


def check(vie, nom):
    rows, case = vie.rows(), Saisine.objects.get(pk=vie.saisine.pk)
    assert [(row.issue, row.is_en_cours) for row in rows] == [
        (suite.issue, suite.ouverte) for suite in vie.suites
    ], nom
    open_ways = Counter(row.issue for row in rows if row.is_en_cours and row.sollicitation_id is None)
    assert all(number == 1 for number in open_ways.values()), nom
    assert (open_ways[Issue.CELLULE] == 1) is (case.etat == Etat.INSCRITE), nom
    assert (open_ways[Issue.COMPLEMENT] == 1) is (case.etat == Etat.COMPLEMENT_DEMANDE), nom
    if case.etat in ETATS_FINAUX:
        assert not any(row.is_en_cours for row in rows), nom
    assert all(row.sollicitation.is_en_cours for row in rows if row.is_en_cours and row.sollicitation_id), nom
    assert case.prochaine_date == vie.next_date(), nom
    check_school(vie, case, rows, nom)


def check_school(vie, case, rows, nom):
    """The direction reads each way out, its letter as long as it holds; one mail and one act for each."""
    user = fresh(vie.direction)
    read = {one.id: one for one in Fiche(case, user, case.relations_to(user)).orientations}
    told = [row for row in rows if row.issue not in DITES_AILLEURS]
    assert set(read) == {row.pk for row in told}, nom
    for row in told:
        assert read[row.pk].finie is not row.is_en_cours, nom
        assert read[row.pk].lettre == (row.lettre if row.is_en_cours else ""), nom
        assert row.lettre.startswith("Nous"), nom
    mails = Envoi.objects.filter(gabarit="saisines/orientation", destinataire=vie.direction)
    assert mails.count() == len(told) + vie.retirees, nom
    acts = case.evenements.filter(nom__in=("orienter", "inscrire", "revenir"), audience=Audience.ECOLE)
    assert acts.count() == len(told), nom


def orienter(vie, issue, number, avec):
    mission = f"Appeler {len(vie.missions)}"
    twice = any(one.ouverte and one.issue == issue and one.mission is None for one in vie.suites)
    allowed = not vie.is_finie and (avec or not twice)
    try:
        row = orientations.orienter(
            vie.saisine,
            by=fresh(vie.coordination),
            issue=issue,
            lettre=f"Nous vous le disons ({issue}).",
            pour_le=vie.day(number),
            personne=vie.rased if avec else None,
            mission=mission,
        )
    except REFUS:
        assert not allowed
        return
    assert allowed
    if avec:
        vie.missions.append((row.sollicitation, vie.day(number)))
    vie.suites.append(Suite(issue, vie.day(number), len(vie.missions) - 1 if avec else None))


def inscrire(vie):
    before = vie.etat
    case = Saisine.objects.get(pk=vie.saisine.pk)
    kept = case.date_reunion and case.date_reunion >= vie.day(0)
    allowed = before in AVANT_ETUDE and bool(kept or prochaine_echeance(case.pole))
    try:
        orientations.inscrire(vie.saisine, by=fresh(vie.coordination), lettre="Nous en parlons ensemble.")
    except REFUS:
        assert not allowed
        return
    assert allowed
    vie.leave(before)
    vie.suites.append(Suite(Issue.CELLULE))


def attendre(vie, number):
    vie.clock.shift(timedelta(days=number))


def move(vie, act, sources):
    """An act that leaves some states and no other: what ended with the state that it left is over."""
    before = vie.etat
    try:
        act()
    except REFUS:
        assert before not in sources
        return False
    assert before in sources
    vie.leave(before)
    return True


def desinscrire(vie):
    user = fresh(vie.coordination)
    if move(
        vie,
        lambda: orientations.desinscrire(vie.saisine, by=user, motif="Plus tard"),
        {Etat.INSCRITE},
    ):
        vie.retirees += 1


def demander(vie, number):
    by, day = fresh(vie.coordination), vie.day(number)
    if move(
        vie,
        lambda: precisions.demander(vie.saisine, by=by, questions=["Depuis quand ?"], pour_le=day),
        {Etat.TRANSMISE, Etat.PRISE_EN_CHARGE},
    ):
        vie.question = day
        vie.suites.append(Suite(Issue.COMPLEMENT))


def preciser(vie):
    demande = vie.saisine.demandes.filter(repondue_le=None).first()
    if demande is None:
        assert vie.etat != Etat.COMPLEMENT_DEMANDE
        return
    reponses_ = {question.pk: "Depuis la rentrée." for question in demande.questions.all()}
    by = fresh(vie.direction)
    move(
        vie,
        lambda: precisions.repondre(demande, by=by, reponses=reponses_),
        {Etat.COMPLEMENT_DEMANDE},
    )


def repondre(vie, number):
    by, day = fresh(vie.coordination), vie.day(number)
    if move(
        vie,
        lambda: reponses.repondre(
            vie.saisine,
            by=by,
            pistes=[PisteEcrite("Un temps à deux", "vous")],
            interlocuteur=by,
            point_le=day,
        ),
        {*AVANT_ETUDE, Etat.ETUDIEE},
    ):
        vie.point = day
        vie.end(Issue.REPONSE_DIRECTE)
        vie.suites.append(Suite(Issue.REPONSE_DIRECTE))


def sans_action(vie):
    by = fresh(vie.coordination)
    if move(
        vie,
        lambda: reponses.sans_action(
            vie.saisine, by=by, raison=SansAction.values[0], autre_piste="Voir la mairie."
        ),
        set(AVANT_ETUDE),
    ):
        vie.end()
        vie.suites.append(Suite(Issue.HORS_CHAMP, ouverte=False))


def transition(vie, nom, by, sources):
    user = fresh(by)
    return move(vie, lambda: apply_transition(vie.saisine, nom, by=user, motif="Parce que"), sources)


def clore(vie):
    sources = {Etat.PRISE_EN_CHARGE, Etat.ETUDIEE, Etat.REPONDUE, Etat.EN_SUIVI}
    if transition(vie, "clore", vie.coordination, sources):
        vie.end()


def retirer(vie):
    if transition(vie, "retirer", vie.direction, set(ETATS_AVANT_ETUDE)):
        vie.end()


def rouvrir(vie):
    sources = {Etat.CLOSE, Etat.SANS_ACTION, Etat.RETIREE, Etat.REPONDUE, Etat.EN_SUIVI}
    if transition(vie, "rouvrir", vie.coordination, sources):
        vie.end()


def redemander(vie):
    transition(vie, "redemander", vie.direction, {Etat.CLOSE, Etat.SANS_ACTION, Etat.RETIREE})


def suivre(vie):
    transition(vie, "suivre", vie.direction, {Etat.REPONDUE})


def revenir(vie):
    """The school says that the answer did not help: the next agenda, or the triage without a meeting."""
    reponse = vie.saisine.reponses.order_by("envoyee_le").last()
    if reponse is None:
        return
    case = Saisine.objects.get(pk=vie.saisine.pk)
    kept = case.date_reunion and case.date_reunion >= vie.day(0)
    meets = bool(kept or prochaine_echeance(case.pole))
    user = fresh(vie.direction)
    said = {"prevu_le": reponse.point_le, "effet": EffetDuPoint.NON}
    before = vie.etat
    told = reponse.points.exists()
    try:
        faire_le_point(reponse, by=user, **said)
    except REFUS:
        assert before not in {Etat.REPONDUE, Etat.EN_SUIVI}
        return
    if told:
        # Said once for that date: nothing moves again.
        assert vie.etat == before
        return
    vie.point = None
    assert vie.etat == (Etat.INSCRITE if meets else Etat.PRISE_EN_CHARGE)
    if meets:
        vie.suites.append(Suite(Issue.CELLULE))


def finir(vie, rank):
    if rank >= len(vie.suites):
        return
    suite = vie.suites[rank]
    own = suite.mission is None and suite.issue not in {Issue.CELLULE, Issue.COMPLEMENT}
    try:
        orientations.finir(vie.rows()[rank], by=fresh(vie.coordination))
    except REFUS:
        assert not own
        return
    assert own
    suite.ouverte = False


def rendre(vie, rank):
    """« Le RASED revient vers le pôle »: the mission ends with it."""
    if rank >= len(vie.suites):
        return
    suite = vie.suites[rank]
    asked = suite.issue == Issue.RASED and suite.mission is not None
    allowed = asked and suite.mission not in vie.finies and not vie.is_finie
    try:
        orientations.rendre_au_pole(vie.rows()[rank], by=fresh(vie.rased))
    except REFUS:
        assert not allowed
        return
    assert allowed
    vie.end_mission(suite.mission)


def terminer(vie, rank):
    _end_mission(vie, rank, lambda mission: suites.terminer(mission, by=fresh(vie.rased), compte_rendu="Vu."))


def annuler(vie, rank):
    _end_mission(vie, rank, lambda mission: suites.annuler(mission, by=fresh(vie.coordination)))


def _end_mission(vie, rank, act):
    if rank >= len(vie.missions):
        return
    try:
        act(Sollicitation.objects.select_related("saisine").get(pk=vie.missions[rank][0].pk))
    except REFUS:
        assert rank in vie.finies
        return
    assert rank not in vie.finies
    vie.end_mission(rank)
