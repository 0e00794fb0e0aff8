"""Everybody reads where a case stands, who has it, what comes next and when, in every state."""

from datetime import date

import pytest

from pole.models import Pole
from saisines.enums import ETATS_FINAUX, ETATS_PRIVES, Etat, Relation
from saisines.models import Saisine
from saisines.suivi import TABLE, Contact, Regard, call_phrase, regard_of, suivi_of

TODAY = date(2026, 10, 5)
SOON = date(2026, 10, 16)
CONTACT = Contact(nom="Camille Petit", fonction="coordination du pôle", telephone="04 00 00 00 00")
ECOLE = (Relation.DIRECTION, Relation.AUTEUR, Relation.SIGNATAIRE, Relation.COAUTEUR)
POLE = (
    Relation.COORDONNATEUR,
    Relation.IEN,
    Relation.CONVIE,
    Relation.SECRETARIAT,
    Relation.PARTENAIRE,
)
# A draft is only ever seen from the school.
LOOKS = [(relation, etat) for relation in ECOLE for etat in Etat] + [
    (relation, etat) for relation in POLE for etat in Etat if etat not in ETATS_PRIVES
]


def saisine_in(etat, **fields):
    fields.setdefault("prochaine_date", SOON)
    if etat == Etat.INSCRITE:
        fields.setdefault("date_reunion", SOON)
    return Saisine(pole=Pole(mot_reunion="cellule de veille"), etat=etat, **fields)


def read(relation, etat, **fields):
    return suivi_of(saisine_in(etat, **fields), {relation}, contact=CONTACT, today=TODAY, echeance=SOON)


@pytest.mark.parametrize(("relation", "etat"), LOOKS)
def test_suivi_answers_in_every_state_to_every_relation(relation, etat):
    suivi = read(relation, etat)

    assert suivi.titre
    assert suivi.quoi
    assert "{" not in suivi.titre + suivi.quoi + suivi.sinon + suivi.jour_de
    assert bool(suivi.date) == bool(suivi.jour_de)
    assert len(f"{suivi.titre}. {suivi.quoi}".split()) <= 45


@pytest.mark.parametrize("etat", [etat for etat in Etat if etat not in (*ETATS_PRIVES, *ETATS_FINAUX)])
@pytest.mark.parametrize("relation", ECOLE)
def test_suivi_of_the_school_says_who_when_and_what_if_nothing_comes(relation, etat):
    suivi = read(relation, etat)

    assert suivi.qui == "Camille Petit, coordination du pôle"
    assert suivi.joindre == "04 00 00 00 00"
    assert suivi.date == SOON
    assert suivi.sinon


@pytest.mark.parametrize("etat", ETATS_FINAUX)
@pytest.mark.parametrize("relation", ECOLE)
def test_suivi_of_an_ended_case_has_no_date_and_says_what_remains_possible(relation, etat):
    suivi = read(relation, etat)

    assert suivi.date is None
    assert suivi.sinon


def test_suivi_of_a_draft_gives_the_deadline_and_nobody_in_charge():
    suivi = read(Relation.DIRECTION, Etat.BROUILLON)

    assert (suivi.date, suivi.jour_de) == (SOON, "Date limite (cellule de veille)")
    assert (suivi.qui, suivi.joindre) == ("", "")


def test_suivi_tells_the_director_to_reread_and_the_author_that_they_do():
    assert read(Relation.DIRECTION, Etat.A_RELIRE).titre == "À vous de relire"
    assert read(Relation.AUTEUR, Etat.A_RELIRE).titre == "Votre direction relit votre saisine"


def test_suivi_of_a_passed_date_says_it_to_the_school_and_to_the_pole():
    ecole = read(Relation.DIRECTION, Etat.TRANSMISE, prochaine_date=date(2026, 10, 2))
    pole = read(Relation.COORDONNATEUR, Etat.TRANSMISE, prochaine_date=date(2026, 10, 2))

    assert ecole.en_retard
    assert ecole.sinon.startswith("Cette date est passée. Appelez Camille Petit au 04 00 00 00 00")
    assert pole.sinon == "Cette date est passée\u00a0: l’école attend de vos nouvelles."


def test_suivi_on_the_day_itself_is_not_late():
    assert not read(Relation.DIRECTION, Etat.TRANSMISE, prochaine_date=TODAY).en_retard


def test_suivi_without_any_date_gives_the_meeting_that_the_case_awaits():
    suivi = read(Relation.DIRECTION, Etat.PRISE_EN_CHARGE, prochaine_date=None, date_reunion=SOON)

    assert (suivi.date, suivi.jour_de) == (SOON, "Prochaine réunion (cellule de veille)")


@pytest.mark.parametrize("relation", [Relation.DIRECTION, Relation.COORDONNATEUR, Relation.PARTENAIRE])
def test_date_of_an_enrolled_case_is_that_of_its_meeting_even_with_a_mission_due_before(relation):
    suivi = read(relation, Etat.INSCRITE, prochaine_date=date(2026, 10, 9), date_reunion=SOON)

    assert (suivi.date, suivi.jour_de) == (SOON, "Réunion")


def test_suivi_without_person_in_charge_names_the_coordination():
    assert call_phrase(Contact()) == "Sans nouvelle à cette date, appelez la coordination du pôle."


@pytest.mark.parametrize(
    ("relations", "regard"),
    [
        ({Relation.COORDONNATEUR, Relation.CONVIE}, Regard.PILOTAGE),
        ({Relation.DIRECTION, Relation.AUTEUR}, Regard.RELECTURE),
        ({Relation.COAUTEUR}, Regard.PLUME),
        ({Relation.DIRECTION, Relation.COAUTEUR}, Regard.RELECTURE),
        ({Relation.CONVIE}, Regard.MISSION),
        ({Relation.SECRETARIAT}, Regard.BUREAU),
        ({Relation.PARTENAIRE}, Regard.EXTERIEUR),
    ],
)
def test_regard_is_the_one_that_serves_best(relations, regard):
    assert regard_of(relations, Etat.TRANSMISE) == regard


JAMAIS_CONFIDENTIELLE = {Etat.A_RELIRE, Etat.INSCRITE, Etat.ETUDIEE, Etat.FUSIONNEE, Etat.TRANSFEREE}
TABLE_ATTENDUE = {
    Regard.ECOLE: set(Etat),
    Regard.RELECTURE: set(Etat),
    Regard.PLUME: set(Etat),
    Regard.CONFIDENCE: set(Etat) - JAMAIS_CONFIDENTIELLE,
    # Withdrawn, a confidential request closes to those whom its author had chosen.
    Regard.ECOUTE: set(Etat) - JAMAIS_CONFIDENTIELLE - {Etat.BROUILLON, Etat.RETIREE},
}


def test_table_has_every_state_that_each_regard_may_meet():
    for regard, states in TABLE.items():
        assert set(states) == TABLE_ATTENDUE.get(regard, set(Etat) - set(ETATS_PRIVES)), regard


def test_suivi_of_a_late_precision_asks_the_school_to_answer_and_the_pole_to_call():
    late = {"prochaine_date": date(2026, 10, 2)}

    assert "répondez dès que possible" in read(Relation.DIRECTION, Etat.COMPLEMENT_DEMANDE, **late).sinon
    assert "rappelez l’école" in read(Relation.IEN, Etat.COMPLEMENT_DEMANDE, **late).sinon
