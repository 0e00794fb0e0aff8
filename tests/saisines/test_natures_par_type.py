"""What differs by kind: the fields of each, what is needed to send, and what none of them may hold."""

import pytest

from pole.enums import Nature
from saisines.enums import Relation
from saisines.natures import DESCRIPTIONS, Besoin, Conservation, description
from saisines.natures.choix import MotifUrgence
from saisines.recit import MODELES
from saisines.services.completude import missing_in

SANS_ELEVE = (Nature.GROUPE, Nature.CRISE)
NON_CONFIDENTIELLES = [nature for nature in Nature if nature != Nature.ENSEIGNANT]
IDENTITE = {"prenom", "nom", "naissance"}


def needed(nature):
    """What must be answered whatever the other answers are, defaults aside."""
    return {
        item.code
        for etape in description(nature).etapes
        for item in etape.contenu
        if item.besoin == Besoin.OBLIGATOIRE and item.exige_si is None and not getattr(item, "defaut", "")
    }


@pytest.mark.parametrize(
    ("nature", "expected"),
    [
        (
            Nature.GROUPE,
            {"perimetre", "niveaux", "effectif", "concernes", "motifs", "question", "faits"},
        ),
        (
            Nature.RELATION,
            {"adultes", "eleve_concerne", "motifs", "objet", "question", "faits", "menaces"},
        ),
        (Nature.ENSEIGNANT, {"motifs", "adultes", "question", "joindre"}),
        (Nature.CRISE, {"type", "quand", "exposes", "appels", "motifs", "aujourdhui"}),
        (
            Nature.ORIENTATION,
            {
                *IDENTITE,
                *("niveau", "parcours", "motifs", "cible", "conseil", "position_parents", "question"),
                *("acquis", "instances", "mdph", "parents_informes"),
            },
        ),
        (
            Nature.PROJET,
            {
                *IDENTITE,
                *("niveau", "motifs", "plan", "etat", "blocage", "conseil", "question", "acquis"),
                "parents_informes",
            },
        ),
    ],
)
def test_each_kind_asks_its_own_short_set_s0_19(nature, expected):
    assert needed(nature) == expected


@pytest.mark.parametrize("nature", NON_CONFIDENTIELLES)
def test_every_kind_opens_with_the_checklist_and_ends_with_the_re_reading_s3_08(nature):
    codes = [etape.code for etape in description(nature).etapes]

    assert (codes[0], codes[-1]) == ("avant-de-saisir", "relire")
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("nature", DESCRIPTIONS)
def test_codes_are_unique_in_a_kind(nature):
    """The urgency and the projection look for a code wherever it stands."""
    codes = [item.code for etape in description(nature).etapes for item in etape.contenu]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("nature", DESCRIPTIONS)
def test_every_kind_asks_a_motive_and_whether_it_is_urgent_s2_17(nature):
    codes = {item.code for etape in description(nature).etapes for item in etape.contenu}

    assert {"motifs", "motif_autre", "urgence_motif"} <= codes


@pytest.mark.parametrize("nature", SANS_ELEVE)
def test_no_pupil_has_a_name_where_the_kind_has_none(nature):
    items = [item for etape in description(nature).etapes for item in etape.contenu]

    assert not IDENTITE & {item.code for item in items}
    assert "aucun nom" in " ".join(etape.intro for etape in description(nature).etapes)


def test_relation_with_parents_names_a_pupil_only_if_one_is_concerned_s1_09():
    personnes = description(Nature.RELATION).etape("famille")

    without = missing_in(personnes, {"adultes": "l’enseignante", "eleve_concerne": "non"})
    about_one = missing_in(personnes, {"adultes": "l’enseignante", "eleve_concerne": "oui"})

    assert without == []
    assert {manque.code for manque in about_one} == {*IDENTITE, "niveau", "parents_informes"}


def test_a_crisis_asks_for_a_call_before_it_leaves_s2_17():
    """« appel passé à … à … »: the phone first, the form after."""
    evenement = description(Nature.CRISE).etape("qui")
    told = {"type": "accident", "quand": "ce matin", "exposes": "une classe"}

    nobody = missing_in(evenement, told)
    called = missing_in(evenement, told | {"appels": [{"qui": "ien", "heure": "à 10 h 35", "suite": ""}]})
    no_hour = missing_in(evenement, told | {"appels": [{"qui": "ien", "heure": "", "suite": ""}]})

    assert [manque.code for manque in nobody] == ["appels"]
    assert called == []
    assert [manque.code for manque in no_hour] == ["appels"]


def test_a_crisis_is_urgent_unless_somebody_says_otherwise():
    champ = description(Nature.CRISE).etape("pieces").champ("urgence_motif")

    assert champ.defaut == MotifUrgence.EVENEMENT


def test_paoa_asks_whether_the_pupil_has_a_pps_s3_17():
    etape = description(Nature.PROJET).etape("preoccupation")
    asked = {
        plan: "pps" in {one.code for one in missing_in(etape, {"plan": plan})} for plan in ("pap", "paoa")
    }

    assert asked == {"pap": False, "paoa": True}


@pytest.mark.parametrize(
    ("nature", "etape", "words"),
    [
        (Nature.ORIENTATION, "preoccupation", ["Le conseil des maîtres décide", "CDAPH", "il ne décide pas"]),
        (Nature.PROJET, "preoccupation", ["avis du médecin scolaire", "suppose un PPS", "conseil de cycle"]),
        (Nature.RELATION, "preoccupation", ["Faits établissement", "protection fonctionnelle"]),
        (Nature.RELATION, "famille", ["les parents peuvent demander à lire"]),
        (Nature.CRISE, "qui", ["Appelez d’abord"]),
    ],
)
def test_the_form_reminds_the_law_of_today_s2_13_s3_17_s3_21(nature, etape, words):
    """Decree 2024-228 (maintien), D351-7 (maternelle), R411-11-2 (serious facts)."""
    intro = description(nature).etape(etape).intro.replace("\u00a0", " ")

    assert [word for word in words if word not in intro] == []


@pytest.mark.parametrize("nature", DESCRIPTIONS)
def test_shared_tables_keep_the_columns_of_their_model_in_every_kind(nature):
    tables = [table for etape in description(nature).etapes for table in etape.tables if table.modele]

    for table in tables:
        names = {field.name for field in MODELES[table.code]._meta.concrete_fields} - {
            "id",
            "rang",
            "saisine",
        }
        assert {colonne.code for colonne in table.colonnes} == names


@pytest.mark.parametrize("nature", NON_CONFIDENTIELLES)
def test_effect_on_the_teacher_is_never_read_by_the_direction_nor_by_members(nature):
    """S3-11, S4-10, S4-11: told to the pilots, whatever the kind."""
    champs = [
        item
        for etape in description(nature).etapes
        for item in etape.contenu
        if item.code == "effet_enseignant"
    ]

    assert len(champs) == 1
    assert champs[0].lecteurs_si == ("effet_ien", "ien", {Relation.IEN})
    assert "effet_ien" in {item.code for etape in description(nature).etapes for item in etape.contenu}
    assert not {Relation.DIRECTION, Relation.CONVIE, Relation.SECRETARIAT} & champs[0].lecteurs


@pytest.mark.parametrize("nature", [Nature.ELEVE, Nature.GROUPE])
def test_facts_feelings_and_hypotheses_have_fields_of_their_own_with_an_example(nature):
    """§11; S4-06, S4-11, S4-12."""
    etape = description(nature).etape("preoccupation")
    faits = next(table for table in etape.tables if table.code == "faits").colonne("quoi")

    helps = [faits.aide, etape.champ("effet_enseignant").aide, etape.champ("hypotheses_mots").aide]

    assert [one for one in helps if "Par exemple" not in one] == []


def test_every_kind_is_described():
    assert set(DESCRIPTIONS) == set(Nature)


def test_confidential_request_is_read_by_its_author_and_those_they_chose_s4_11():
    items = [item for etape in description(Nature.ENSEIGNANT).etapes for item in etape.contenu]

    assert {item.lecteurs for item in items} == {frozenset({Relation.SIGNATAIRE, Relation.CHOISI})}
    assert {item.conservation for item in items} == {Conservation.CONFIDENTIEL}
    assert not any(etape.pieces for etape in description(Nature.ENSEIGNANT).etapes)
