"""Which professions a motive calls for first, by their shared codes. The coordination decides."""

from collections.abc import Iterable

_APPRENTISSAGE = {"espe_e", "cpc", "rased"}
_RELATION = {"psy_en", "espe_r", "rased"}
_SANTE = {"medecin_en", "infirmier_en", "ctss"}
_HANDICAP = {"erseh", "cpc_ei", "pas"}

METIERS_DU_MOTIF = {
    "absence_evolution": {*_APPRENTISSAGE, "psy_en"},
    "difficulte_apprentissage": _APPRENTISSAGE,
    "capacites_cognitives": {"psy_en", "espe_e"},
    "pedagogique_contexte": {"cpc", "pemf"},
    "sens_motivation": {"espe_r", "espe_e", "cpc"},
    "social_educatif_sante": _SANTE,
    "comportement": _RELATION,
    "bep": {*_HANDICAP, "psy_en", "upe2a"},
    "absenteisme_refus": {"ctss", "psy_en", "infirmier_en"},
    "danger_eleves": {"ctss", *_RELATION},
    "danger_adultes": {"ctss", *_RELATION},
    "harcelement": {"phare_circo", "psy_en"},
    "relation_famille": {"ctss", "psy_en"},
    "gestion_classe": {"cpc", "pemf"},
    "besoin_outils": {"cpc", "erun"},
    "evenement_grave": {"psy_en", *_SANTE},
    "aide_ppre": {"cpc", "espe_e"},
    "aide_pap": {"medecin_en", "cpc_ei"},
    "aide_paoa": {"cpc", "cpc_ei", "espe_e"},
    "scolarisation_orientation": {"erseh", "psy_en"},
    "orientation_segpa": {"psy_en", "cpc"},
    "maintien": {"cpc", "psy_en"},
}


def metiers_utiles(motifs: Iterable[str]) -> set[str]:
    """Codes of the professions that these motives (codes) call for; none for « autre »."""
    return set().union(*(METIERS_DU_MOTIF.get(code, ()) for code in motifs))
