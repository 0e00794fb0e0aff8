"""The shipped reference lists, and what seeding a pole with them does."""

import pytest

from pole.enums import Nature, Urgence
from pole.models import Metier, Motif
from pole.services.referentiels import (
    metiers_of,
    motifs_of,
    read_metiers,
    read_motifs,
    seed_references,
)
from tests.factories.pole import PoleFactory

MODELES = ("commun", "ecully", "grenoble4", "elbeuf")


def codes(modele):
    return [row.code for row in motifs_of(modele)]


def nom(modele, code):
    return next(row.nom for row in motifs_of(modele) if row.code == code)


def sources(rows):
    return {source for row in rows for source in row.source.split(", ")}


def test_motives_of_ecully_are_the_five_factors_s1_08_to_s1_12():
    rows = [row for row in motifs_of("ecully") if row.code != "autre"]

    assert [(row.source, row.code, row.urgence) for row in rows] == [
        ("S1-08", "absence_evolution", Urgence.NORMALE),
        ("S1-09", "relation_famille", Urgence.NORMALE),
        ("S1-10", "scolarisation_orientation", Urgence.NORMALE),
        ("S1-11", "danger_adultes", Urgence.HAUTE),
        ("S1-12", "danger_eleves", Urgence.HAUTE),
    ]
    assert all(Nature.ELEVE in row.natures for row in rows)


def test_motives_of_grenoble_are_the_seven_of_s2_07_to_s2_13_in_their_words():
    rows = [row for row in motifs_of("grenoble4") if row.code != "autre"]

    # S2-14: seven in all.
    assert [row.source for row in rows] == [f"S2-{number:02d}" for number in range(7, 14)]
    assert "troubles sévères du comportement" in nom("grenoble4", "comportement")
    assert "situations sensibles (harcèlement, par exemple)" in nom("grenoble4", "harcelement")
    assert "événement grave (décès, accident…)" in nom("grenoble4", "evenement_grave")
    assert "conflits avec des parents" in nom("grenoble4", "relation_famille")
    assert "besoins éducatifs particuliers (EIP par exemple)" in nom("grenoble4", "bep")
    assert "rédaction d’un PAP" in nom("grenoble4", "aide_pap")
    assert "SEGPA et de maintien à titre exceptionnel" in nom("grenoble4", "scolarisation_orientation")


def test_serious_event_is_immediate_by_default_s2_09():
    urgences = {row.urgence for row in read_motifs() if row.code == "evenement_grave"}

    assert urgences == {Urgence.IMMEDIATE}


def test_motives_of_elbeuf_are_those_of_s3_07_and_s3_11_and_the_paoa():
    assert codes("elbeuf") == [
        "difficulte_apprentissage",
        "comportement",
        "relation_famille",
        "souffrance_collegue",
        "gestion_classe",
        "conflit_equipe",
        "aide_paoa",
        "autre",
    ]
    assert nom("elbeuf", "difficulte_apprentissage") == "Difficulté scolaire d’un élève"
    assert nom("elbeuf", "comportement") == "Difficulté comportementale d’un élève"
    assert nom("elbeuf", "souffrance_collegue") == "Souffrance d’un collègue"


def test_common_motives_hold_the_words_of_s4_06_to_s4_09_and_the_plans_of_s4_16():
    assert {"S4-06", "S4-07", "S4-08", "S4-09", "S4-16"} <= sources(motifs_of("commun"))
    assert "capacités cognitives" in nom("commun", "capacites_cognitives")
    assert "pédagogiques liées aux méthodes, à l’organisation" in nom("commun", "pedagogique_contexte")
    assert "motivation" in nom("commun", "sens_motivation")
    assert "sociales, culturelles, éducatives ou de santé" in nom("commun", "social_educatif_sante")
    assert "PPRE passerelle" in nom("commun", "aide_ppre")
    assert "formuler, rédiger et suivre un PAP" in nom("commun", "aide_pap")


@pytest.mark.parametrize("modele", MODELES)
def test_each_list_ends_with_autre_offered_for_every_kind_s2_06(modele):
    last = motifs_of(modele)[-1]

    assert last.code == "autre"
    assert set(last.natures) == set(Nature.values)


@pytest.mark.parametrize("modele", MODELES)
def test_each_word_of_a_pole_has_one_shared_code(modele):
    own = codes(modele)

    assert len(own) == len(set(own))
    assert set(own) <= set(codes("commun"))
    assert all(set(row.natures) <= set(Nature.values) and row.natures for row in motifs_of(modele))


def test_professions_cover_the_composition_of_s0_06_and_s1_17():
    by_code = {row.code: row for row in metiers_of("commun")}

    assert {"cpc", "pemf", "erun", "erseh", "psy_en", "espe_e", "espe_r", "enseignant_mission"} <= set(
        by_code
    )
    assert {"coordonnateur", "rased", "medecin_en", "ctss", "directeur", "autre"} <= set(by_code)
    assert "bilans" in by_code["psy_en"].mission  # S4-19
    assert "dominante pédagogique (ex-maître E)" in by_code["espe_e"].nom
    assert "dominante relationnelle (ex-maître G)" in by_code["espe_r"].nom
    assert all(row.mission and row.solliciter_quand for row in by_code.values() if row.code != "autre")


def test_social_and_health_staff_are_associated_as_needed_s0_07():
    au_besoin = {row.code for row in metiers_of("commun") if row.au_besoin}

    assert au_besoin == {"medecin_en", "infirmier_en", "ctss"}


def test_outside_professions_cover_the_families_of_s1_18():
    outside = {row.code for row in metiers_of("commun") if row.exterieur}

    assert {"cmp", "ime", "itep", "sessad", "mds", "pre", "asso"} <= outside
    assert "psy_en" not in outside


def test_professions_take_the_words_of_each_document():
    def names(modele):
        return {row.code: row.nom for row in metiers_of(modele)}

    assert "pôle ressources" in names("ecully")["coordonnateur"]  # S1-03
    assert "représentation" in names("ecully")["ctss"]  # S1-17: « or representative »
    assert names("grenoble4")["psy_en"] == "Psychologue scolaire"  # S2-05
    assert names("elbeuf")["erun"] == "Animateur Tice"  # S3-02
    assert set(names("elbeuf")) == set(names("commun"))


def test_shipped_texts_follow_french_typography():
    texts = [row.nom for row in read_motifs()]
    texts += [text for row in read_metiers() for text in (row.nom, row.mission, row.solliciter_quand)]

    assert [text for text in texts if "'" in text or " ;" in text or " :" in text] == []


@pytest.mark.django_db
def test_seeding_twice_adds_nothing_and_keeps_what_the_pole_reworded():
    pole = PoleFactory()
    seed_references(pole, modele="ecully")
    Motif.objects.filter(pole=pole, code="relation_famille").update(nom="Désaccord avec la famille")

    again = seed_references(pole, modele="ecully")

    assert (again.metiers, again.motifs) == (0, 0)
    assert Motif.objects.filter(pole=pole).count() == 6
    assert Motif.objects.get(pole=pole, code="relation_famille").nom == "Désaccord avec la famille"
    assert Motif.objects.filter(pole=pole).last().code == "autre"


@pytest.mark.django_db
def test_seeding_a_pole_leaves_the_others_alone():
    other = PoleFactory()

    seed_references(PoleFactory())

    assert not Metier.objects.filter(pole=other).exists()
    assert not Motif.objects.filter(pole=other).exists()


@pytest.mark.django_db
def test_seeding_an_unknown_model_is_refused():
    with pytest.raises(ValueError, match="Modèle inconnu"):
        seed_references(PoleFactory(), modele="paris")
