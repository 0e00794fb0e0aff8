"""The table of moves, without a database: every state against every move."""

import pytest

from saisines.enums import ETATS_FINAUX, ETATS_PRIVES, Etat
from saisines.models import Saisine
from saisines.workflow import TRANSITIONS, TransitionRefusedError, is_open, transitions_from

# The spine of states, written a second time on purpose: a move added by mistake shows here.
EXPECTED = {
    Etat.BROUILLON: {"soumettre", "transmettre"},
    Etat.A_RELIRE: {"renvoyer", "transmettre"},
    Etat.TRANSMISE: {
        "retirer",
        "prendre_en_charge",
        "demander_precision",
        "inscrire",
        "repondre",
        "sans_action",
        "fusionner",
        "transferer",
    },
    Etat.PRISE_EN_CHARGE: {
        "retirer",
        "demander_precision",
        "inscrire",
        "repondre",
        "sans_action",
        "fusionner",
        "transferer",
        "clore",
    },
    Etat.COMPLEMENT_DEMANDE: {
        "retirer",
        "preciser",
        "inscrire",
        "repondre",
        "sans_action",
        "fusionner",
        "transferer",
    },
    Etat.INSCRITE: {"retirer", "desinscrire", "etudier", "fusionner", "transferer"},
    Etat.ETUDIEE: {"repondre", "clore", "transferer"},
    Etat.REPONDUE: {"suivre", "revenir", "revenir_au_tri", "clore", "rouvrir", "transferer"},
    Etat.EN_SUIVI: {"revenir", "revenir_au_tri", "clore", "rouvrir", "transferer"},
    Etat.CLOSE: {"rouvrir", "redemander"},
    Etat.SANS_ACTION: {"rouvrir", "redemander"},
    Etat.FUSIONNEE: set(),
    Etat.RETIREE: {"rouvrir", "redemander"},
    Etat.TRANSFEREE: set(),
}


def ready(etat):
    """A case that lacks nothing: only its state may stop a move."""
    return Saisine(etat=etat, reference="2627-X-001", eleve_id=Saisine().pk, ecole_id=Saisine().pk)


@pytest.mark.parametrize("etat", Etat)
def test_moves_from_a_state_are_those_of_the_spine(etat):
    assert {transition.name for transition in transitions_from(etat)} == EXPECTED[etat]


@pytest.mark.parametrize("etat", Etat)
@pytest.mark.parametrize("transition", TRANSITIONS.values(), ids=TRANSITIONS)
def test_transition_leaves_only_from_its_sources(transition, etat):
    saisine = ready(etat)

    if transition.name in EXPECTED[etat]:
        transition.check(saisine, motif="Parce que")
    else:
        with pytest.raises(TransitionRefusedError, match="n’est plus possible"):
            transition.check(saisine, motif="Parce que")


@pytest.mark.parametrize("transition", TRANSITIONS.values(), ids=TRANSITIONS)
def test_transition_that_needs_a_reason_refuses_a_blank_one(transition):
    saisine = ready(transition.sources[0])

    if transition.needs_motif:
        with pytest.raises(TransitionRefusedError, match="Dites pourquoi"):
            transition.check(saisine, motif=" \n")
    else:
        transition.check(saisine, motif="")


def test_no_move_leads_back_to_a_draft_once_sent():
    sent = [etat for etat in Etat if etat not in ETATS_PRIVES]

    assert [
        t.name for t in TRANSITIONS.values() if t.target in ETATS_PRIVES and set(t.sources) & set(sent)
    ] == []


def test_every_state_is_reached_and_left_or_final():
    reached = {t.target for t in TRANSITIONS.values()} | {Etat.BROUILLON}
    left = {source for t in TRANSITIONS.values() for source in t.sources}

    assert reached == set(Etat)
    assert set(Etat) - left == {Etat.FUSIONNEE, Etat.TRANSFEREE}
    assert {etat for etat in Etat if not is_open(etat)} == set(ETATS_FINAUX)


def test_saisine_about_a_pupil_is_not_sent_without_one():
    saisine = ready(Etat.BROUILLON)
    saisine.eleve_id = None

    with pytest.raises(TransitionRefusedError, match="quel élève"):
        TRANSITIONS["transmettre"].check(saisine)


def test_saisine_without_school_is_sent_only_as_a_members_own():
    saisine = ready(Etat.BROUILLON)
    saisine.ecole_id = None

    with pytest.raises(TransitionRefusedError, match="l’école"):
        TRANSITIONS["transmettre"].check(saisine)

    saisine.redacteur = "pole"
    TRANSITIONS["transmettre"].check(saisine)
