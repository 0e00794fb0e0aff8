"""The description of the form: what each field must say of itself, and what is needed to send."""

import dataclasses

import pytest

from pole.enums import Nature
from saisines.enums import Droit, Relation
from saisines.models import Accord, ContactFamille, Essai, Instance, Plan
from saisines.natures import DESCRIPTIONS, Besoin, Champ, Conservation, Rangement, Table, description
from saisines.natures.base import AUTEUR_ET_PILOTES
from saisines.natures.choix import A_FAIRE_PARENTS, Parents
from saisines.natures.registre import registre
from saisines.recit import MODELES
from saisines.relations import DROITS
from saisines.services.completude import missing_in

ITEMS = [
    pytest.param(item, id=f"{nature}-{etape.code}-{item.code}")
    for nature, described in DESCRIPTIONS.items()
    for etape in described.etapes
    for item in etape.contenu
]
CHAMPS = [
    pytest.param(champ, id=f"{etape.code}-{champ.code}")
    for described in DESCRIPTIONS.values()
    for etape in described.etapes
    for champ in [*etape.champs, *(colonne for table in etape.tables for colonne in table.colonnes)]
]
ELEVE = description(Nature.ELEVE)


@pytest.mark.parametrize("champ", CHAMPS)
def test_every_field_says_why_who_reads_and_how_long(champ):
    assert champ.finalite.strip()
    assert champ.libelle.strip()
    assert champ.lecteurs
    assert champ.lecteurs <= set(Relation)
    assert champ.conservation in Conservation
    assert champ.max_length > 0


@pytest.mark.parametrize("item", ITEMS)
def test_partners_never_read_the_form_itself(item):
    assert Relation.PARTENAIRE not in item.lecteurs


@pytest.mark.parametrize("missing", ["finalite", "lecteurs", "conservation"])
def test_field_without_purpose_reader_or_retention_cannot_be_written(missing):
    complete = {
        "code": "essai",
        "libelle": "Essai",
        "finalite": "Essayer.",
        "lecteurs": frozenset({Relation.IEN}),
        "conservation": Conservation.DOSSIER,
    }
    del complete[missing]

    with pytest.raises(TypeError, match=missing):
        Champ(**complete)


@pytest.mark.parametrize("missing", ["finalite", "lecteurs"])
def test_field_with_an_empty_purpose_or_no_reader_is_refused(missing):
    champ = ELEVE.etape("qui").champ("nom")

    with pytest.raises(ValueError, match=missing):
        dataclasses.replace(champ, **{missing: type(getattr(champ, missing))()})


@pytest.mark.parametrize("item", ITEMS)
def test_what_is_needed_says_what_to_do_when_it_lacks(item):
    needed = item.besoin == Besoin.OBLIGATOIRE or item.exige_si is not None

    assert bool(item.manque) is needed


def test_codes_are_unique_in_a_step_and_values_fit():
    for etape in ELEVE.etapes:
        codes = [item.code for item in etape.contenu]
        assert len(codes) == len(set(codes))
        for champ in etape.champs:
            assert all(len(valeur) <= champ.max_length for valeur, _ in champ.choix)


def test_steps_of_a_saisine_about_a_pupil_are_in_the_order_of_the_design():
    assert [etape.code for etape in ELEVE.etapes] == [
        "avant-de-saisir",
        "qui",
        "preoccupation",
        "essais",
        "famille",
        "pieces",
        "relire",
    ]
    assert [ELEVE.suivante(etape.code) for etape in ELEVE.a_remplir] == [
        "preoccupation",
        "essais",
        "famille",
        "pieces",
        "relire",
    ]
    assert ELEVE.precedente("qui") == ""
    assert ELEVE.precedente("pieces") == "famille"


def test_only_the_short_set_is_needed_s0_19():
    """S0-19: not a bureaucratic analysis. Conception §4 « Short first » lists what is needed."""
    needed = {
        (etape.code, item.code)
        for etape in ELEVE.etapes
        for item in etape.contenu
        if item.besoin == Besoin.OBLIGATOIRE and not item.__dict__.get("defaut")
    }

    assert needed == {
        ("qui", "nom"),
        ("qui", "prenom"),
        ("qui", "naissance"),
        ("qui", "niveau"),
        ("preoccupation", "motifs"),
        ("preoccupation", "question"),
        ("preoccupation", "faits"),
        ("famille", "parents_informes"),
    }


def test_what_is_offered_is_folded():
    """What is neither needed nor the precision of something needed stands in a folded group."""
    shown = {
        item.code
        for etape in ELEVE.a_remplir
        for item in etape.contenu
        if not item.pli and item.besoin == Besoin.PROPOSE and item.exige_si is None
    }

    assert shown == {"motif_autre", "parents_precision"}


@pytest.mark.parametrize(
    ("code", "sources"),
    [
        ("hypotheses", {"S4-06", "S4-07", "S4-08", "S4-09"}),
        ("question", {"S2-15"}),
        ("danger_adultes", {"S1-11"}),
        ("danger_eleve", {"S1-12"}),
        ("nature_difficulte", {"S3-07"}),
    ],
)
def test_fields_name_the_facts_they_come_from(code, sources):
    """S2-15, S4-06, S4-07, S4-08, S4-09: what the five documents ask is asked."""
    assert set(ELEVE.etape("preoccupation").champ(code).source) == sources


def test_hypotheses_are_the_teams_never_a_diagnosis_s4_06_to_s4_09():
    champ = ELEVE.etape("preoccupation").champ("hypotheses")

    assert champ.libelle == "Hypothèse de l’équipe"
    assert [valeur for valeur, _ in champ.choix] == ["cognitive", "pedagogique", "sens", "sociale"]


def test_effect_on_the_teacher_is_read_by_its_author_and_the_pilots_only():
    """S3-11, S4-10, S4-11."""
    assert ELEVE.etape("preoccupation").champ("effet_enseignant").lecteurs == AUTEUR_ET_PILOTES
    assert Relation.DIRECTION not in AUTEUR_ET_PILOTES
    assert Relation.CONVIE not in AUTEUR_ET_PILOTES


def test_what_was_tried_is_needed_unless_a_document_or_a_reason_replaces_it_s1_08_s3_10():
    essais = ELEVE.etape("essais")

    asked = {
        comment: [manque.code for manque in missing_in(essais, {"essais_comment": comment})]
        for comment in ("", "lignes", "document", "nouvelle", "urgence")
    }

    assert asked == {
        "": ["essais"],
        "lignes": ["essais"],
        "document": [],
        "nouvelle": [],
        "urgence": [],
    }
    assert missing_in(essais, {"essais": [{"type": "apc"}]}) == []


@pytest.mark.parametrize("reponse", Parents)
def test_every_honest_answer_about_the_parents_lets_the_saisine_leave_s3_09(reponse):
    famille = ELEVE.etape("famille")
    valeurs = {"parents_informes": reponse, "parents_quand": "le 12 septembre"}

    assert missing_in(famille, valeurs) == []
    assert (reponse in A_FAIRE_PARENTS) is (reponse != Parents.OUI)


def test_tables_that_other_documents_take_up_have_the_columns_of_their_model():
    expected = {"essais": Essai, "contacts": ContactFamille, "instances": Instance, "plans": Plan}
    tables = {table.code: table for etape in ELEVE.etapes for table in etape.tables if table.modele}

    assert expected == MODELES
    assert set(tables) == set(MODELES)
    for code, table in tables.items():
        names = {field.name for field in MODELES[code]._meta.concrete_fields} - {"id", "rang", "saisine"}
        assert {colonne.code for colonne in table.colonnes} == names


def test_agreements_of_the_parents_stand_in_the_registre_for_the_time_of_the_intervention_and_a_year():
    """domaine.md §5.5: kept apart from the case."""
    lignes = [ligne for ligne in registre(ELEVE) if ligne.etape == "Accords écrits des parents"]

    columns = {field.name for field in Accord._meta.concrete_fields}
    assert {colonne.code for table in ELEVE.hors_etapes for colonne in table.colonnes} <= columns
    assert {ligne.conservation for ligne in lignes} == {str(Conservation.ACCORD)}
    assert not any("partenaires" in ligne.lecteurs for ligne in lignes)


def test_registre_lists_every_data_with_readers_in_words():
    lignes = registre(ELEVE)
    described = sum(
        len(item.colonnes) if isinstance(item, Table) else 1
        for etape in ELEVE.etapes
        for item in etape.contenu
    ) + sum(len(table.colonnes) for table in ELEVE.hors_etapes)

    assert len(lignes) == described
    assert all(ligne.finalite and ligne.lecteurs and ligne.conservation for ligne in lignes)
    effet = next(ligne for ligne in lignes if "Effet sur" in ligne.libelle)
    assert effet.lecteurs == (
        "l’auteur de la saisine, la coordination du pôle\u00a0; l’IEN si l’auteur le choisit"
    )


def test_adding_a_field_is_one_line_in_one_place():
    """The step with one more field: form, projection and registre read it from the description alone."""
    champ = dataclasses.replace(ELEVE.etape("qui").champ("effectif"), code="nouveau", lu="Nouveau")
    etape = dataclasses.replace(ELEVE.etape("qui"), contenu=(*ELEVE.etape("qui").contenu, champ))
    described = dataclasses.replace(
        ELEVE, etapes=tuple(etape if one.code == "qui" else one for one in ELEVE.etapes), _par_code={}
    )

    assert "Nouveau" in [ligne.libelle for ligne in registre(described)]
    assert described.etape("qui").champ("nouveau").rangement == Rangement.ETAPE


REDIGENT = [relation for relation, droits in DROITS.items() if Droit.REDIGER in droits]


@pytest.mark.parametrize("nature", DESCRIPTIONS)
def test_named_access_adds_nothing_to_what_a_writer_writes_and_reads_in_the_form(nature):
    """Saving a step looks for no named access (Saisine.relations_by_role): this is why it may."""
    named = frozenset({Relation.CONVIE, Relation.PARTENAIRE})

    assert not named & set(REDIGENT)
    for etape in description(nature).etapes:
        for relation in REDIGENT:
            assert etape.readable_by(named | {relation}) == etape.readable_by(frozenset({relation}))
