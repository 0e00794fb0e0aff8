"""The matrix: every address × verb × relation. An address without a line here makes the suite fail."""

from collections.abc import Iterable

from tests.securite.monde import (
    COLLEGUE,
    COORDO,
    COORDO_AILLEURS,
    DEDANS,
    DIRECTRICE,
    ICI,
    INVITEE,
    MEMBRE,
    PARTENAIRE,
    SECRETAIRE,
    SOLLICITEE,
    SUPPLEANTE,
)
from tests.securite.regles import (
    ABSENTE,
    BUREAU,
    DE_L_ECOLE,
    DIRECTRICES,
    DU_POLE,
    EN_FONCTION,
    ENSEIGNANTES,
    LECTEURS,
    MEMBRES,
    PAR_LE_BUREAU,
    PAR_LES_PILOTES,
    PILOTES,
    PILOTES_ICI,
    PUBLIC,
    RENVOIE,
    SANS_OBJET,
    TOUS,
    VOIENT,
    Ligne,
    Regle,
    pour,
)


def du_compte(get: Regle | None = TOUS, post: Regle | None = TOUS, **fields) -> Ligne:
    """A page of allauth about one's own account: the same for everybody."""
    return Ligne(get, post, **fields)


COMPTE = {
    "accueil": Ligne(PUBLIC),
    "accessibilite": Ligne(PUBLIC),
    "mentions_legales": Ligne(PUBLIC),
    "donnees_personnelles": Ligne(PUBLIC),
    "sante": Ligne(PUBLIC),
    "account_login": du_compte(PUBLIC, PUBLIC),
    "account_logout": du_compte(PUBLIC, PUBLIC),
    "connexion_demonstration": Ligne(post=ABSENTE),
    "mon_compte": Ligne(TOUS),
    "fermer_sessions": Ligne(post=TOUS),
    "account_request_login_code": du_compte(PUBLIC, PUBLIC),
    "account_confirm_login_code": du_compte(PUBLIC, PUBLIC),
    "account_reauthenticate": du_compte(),
    "account_signup": Ligne(RENVOIE),
    "account_inactive": du_compte(PUBLIC, None),
    "account_change_password": du_compte(),
    "account_set_password": du_compte(),
    "account_reset_password": du_compte(PUBLIC, PUBLIC),
    "account_reset_password_done": du_compte(PUBLIC, None),
    "account_confirm_password_reset_code": du_compte(RENVOIE, RENVOIE),
    "account_complete_password_reset": du_compte(PUBLIC, PUBLIC),
    "account_password_reset_completed": du_compte(PUBLIC, None),
    "confirmer_adresse": du_compte(SANS_OBJET, SANS_OBJET, mots={"jeton": "jeton"}),
    "mfa_index": du_compte(post=None),
    "mfa_authenticate": du_compte(),
    "mfa_reauthenticate": du_compte(),
    "mfa_trust": du_compte(),
    "mfa_activate_totp": du_compte(),
    "mfa_deactivate_totp": du_compte(SANS_OBJET, SANS_OBJET),
    "mfa_view_recovery_codes": du_compte(SANS_OBJET, None),
    "mfa_generate_recovery_codes": du_compte(),
    "mfa_download_recovery_codes": du_compte(SANS_OBJET, SANS_OBJET),
    "mfa_list_webauthn": du_compte(post=None),
    "mfa_add_webauthn": du_compte(),
    "mfa_reauthenticate_webauthn": du_compte(),
    "mfa_remove_webauthn": du_compte(mots={"pk": "1"}),
    "mfa_edit_webauthn": du_compte(mots={"pk": "1"}),
    "mfa_login_webauthn": du_compte(),
}

POLE = {
    "pole:detail": Ligne(DU_POLE),
    "pole:choisir": Ligne(TOUS),
    "pole:changer": Ligne(post=pour(ICI), objets={"": "pole"}),
    "pole:qui_fait_quoi": Ligne(DU_POLE),
    "pole:absences": Ligne(PAR_LE_BUREAU, PAR_LE_BUREAU),
    "pole:absence_retirer": Ligne(post=pour(PILOTES_ICI), objets={"pk": "absence"}),
    "pole:membres": Ligne(pour(BUREAU | MEMBRES, EN_FONCTION)),
    "pole:inviter": Ligne(PAR_LES_PILOTES, PAR_LES_PILOTES),
    "pole:membre": Ligne(pour(PILOTES_ICI, ICI), objets={"pk": "rôle"}),
    "pole:membre_terminer": Ligne(post=pour(PILOTES_ICI, ICI), objets={"pk": "rôle"}),
    "pole:membre_suppleance": Ligne(post=pour(PILOTES_ICI, ICI), objets={"pk": "rôle"}),
    "pole:membre_adresse": Ligne(
        post=pour(PILOTES_ICI, ICI), objets={"pk": "rôle"}, data={"etat": "refusee"}
    ),
    "pole:membre_nouvelle_adresse": Ligne(post=pour(PILOTES_ICI, ICI), objets={"pk": "rôle"}),
    "pole:invitation_action": Ligne(
        post=pour(PILOTES_ICI), objets={"pk": "invitation"}, mots={"action": "annuler"}
    ),
    "pole:invitation": Ligne(PUBLIC, PUBLIC, mots={"jeton": "jeton"}),
    "pole:invitation_compte": Ligne(ABSENTE, ABSENTE),
    "pole:invitation_code": Ligne(ABSENTE, ABSENTE),
    "pole:invitation_accepter": Ligne(post=Regle()),
    "pole:invitation_attente": Ligne(TOUS),
    "pole:ecoles": Ligne(DU_POLE),
    "pole:ecoles_inviter": Ligne(post=PAR_LES_PILOTES),
    "pole:ecole": Ligne(pour(ICI), objets={"pk": "ecole"}),
    "pole:ecole_enseignants": Ligne(post=pour(PILOTES_ICI | {DIRECTRICE}, ICI), objets={"pk": "ecole"}),
    "pole:ecole_direction": Ligne(pour(PILOTES_ICI, ICI), pour(PILOTES_ICI, ICI), objets={"pk": "ecole"}),
    "pole:reglages": Ligne(PAR_LES_PILOTES, PAR_LES_PILOTES),
    "pole:references": Ligne(PAR_LES_PILOTES, mots={"liste": "motifs"}),
    "pole:reference_ajouter": Ligne(PAR_LES_PILOTES, PAR_LES_PILOTES, mots={"liste": "motifs"}),
    "pole:reference": Ligne(
        Regle(PILOTES_ICI, EN_FONCTION - PILOTES),
        Regle(PILOTES_ICI, EN_FONCTION - PILOTES),
        objets={"pk": "motif"},
        mots={"liste": "motifs"},
    ),
    "pole:calendrier": Ligne(PAR_LE_BUREAU, PAR_LE_BUREAU),
    "envois:list": Ligne(pour(PILOTES)),
    "envois:detail": Ligne(pour(PILOTES_ICI), objets={"pk": "envoi"}),
}

BUREAU_ICI = PILOTES_ICI | {SECRETAIRE}
SON_LOT = Regle(frozenset({COORDO}), frozenset(ICI) - PILOTES_ICI)
CELLULES = {
    "cellules:annee": Ligne(DU_POLE),
    "cellules:proposer": Ligne(post=PAR_LE_BUREAU),
    "cellules:publier": Ligne(post=PAR_LE_BUREAU),
    "cellules:ajouter": Ligne(PAR_LE_BUREAU, PAR_LE_BUREAU),
    "cellules:detail": Ligne(pour(ICI), objets={"pk": "réunion"}),
    "cellules:modifier": Ligne(pour(BUREAU_ICI, ICI), pour(BUREAU_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:annuler": Ligne(post=pour(BUREAU_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:abonnement": Ligne(DU_POLE, DU_POLE),
    "cellules:arreter_abonnement": Ligne(post=DU_POLE),
    # Its own key opens it (test_abonnements); this one opens nothing, to anybody.
    "cellules:flux": Ligne(ABSENTE, mots={"jeton": "jeton"}),
    "cellules:ordre_du_jour": Ligne(pour(BUREAU_ICI, ICI), pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:ajouter_point": Ligne(pour(PILOTES_ICI, ICI), pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:ajouter_situation": Ligne(
        pour(PILOTES_ICI, ICI), pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}
    ),
    "cellules:retirer_point": Ligne(post=pour(PILOTES_ICI, ICI), objets={"pk": "réunion", "point": "point"}),
    "cellules:convocations": Ligne(pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:proposer_convocations": Ligne(post=pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:prevenir_horaires": Ligne(post=pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:relire_convocations": Ligne(
        pour(PILOTES_ICI, ICI), pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}
    ),
    "cellules:convier": Ligne(
        pour(PILOTES_ICI, ICI),
        pour(PILOTES_ICI, ICI),
        objets={"pk": "réunion", "inscription": "inscription"},
    ),
    "cellules:retirer_convie": Ligne(
        post=pour(PILOTES_ICI, ICI), objets={"pk": "réunion", "convie": "convié"}
    ),
    "cellules:representer": Ligne(
        post=pour(PILOTES_ICI, ICI), objets={"pk": "réunion", "convocation": "convocation"}
    ),
    "cellules:seance": Ligne(pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:ouvrir_seance": Ligne(post=pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:plume": Ligne(post=pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:coffre_seance": Ligne(pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:sans_debat": Ligne(post=pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:fiche_seance": Ligne(pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:cloture": Ligne(pour(PILOTES_ICI, ICI), pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:prevenir_reports": Ligne(post=pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:situation": Ligne(
        pour(PILOTES_ICI, ICI),
        pour(PILOTES_ICI, ICI),
        objets={"pk": "réunion", "inscription": "inscription"},
    ),
    "cellules:commencer_situation": Ligne(
        post=pour(PILOTES_ICI, ICI), objets={"pk": "réunion", "inscription": "inscription"}
    ),
    "cellules:nom_en_seance": Ligne(
        post=pour(PILOTES_ICI, ICI), objets={"pk": "réunion", "inscription": "inscription"}
    ),
    "cellules:formation": Ligne(PAR_LES_PILOTES, PAR_LES_PILOTES),
    # Whoever writes the letters reads them; its addressee alone answers.
    "cellules:convocation": Ligne(
        pour(BUREAU_ICI | {SOLLICITEE}),
        pour({SOLLICITEE}, BUREAU_ICI),
        objets={"pk": "convocation"},
        data={"reponse": "present"},
    ),
    "cellules:convocation_pdf": Ligne(pour(BUREAU_ICI | {SOLLICITEE}), objets={"pk": "convocation"}),
    # The mission that opens the case to a member does not open what the table writes of it.
    "cellules:regards": Ligne(pour(PILOTES_ICI), pour(PILOTES_ICI), objets={"pk": "inscription"}),
    "cellules:coffre_regard": Ligne(pour(PILOTES_ICI), objets={"pk": "inscription"}),
    "cellules:agenda_pdf": Ligne(pour(BUREAU_ICI | {SOLLICITEE}), objets={"pk": "convocation"}),
    # Nothing of a meeting that is not held yet (test_documents_reunion).
    "cellules:attestation_pdf": Ligne(Regle(), objets={"pk": "convocation"}),
    "cellules:releve": Ligne(Regle(), objets={"pk": "réunion"}),
    "cellules:releve_pdf": Ligne(Regle(), objets={"pk": "réunion"}),
    "cellules:documents": Ligne(pour(ICI), objets={"pk": "réunion"}),
    "cellules:presence_pdf": Ligne(pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    "cellules:preparer_documents": Ligne(post=pour(PILOTES_ICI, ICI), objets={"pk": "réunion"}),
    # Who asked for them, and nobody else of those who conduct.
    "cellules:avancement": Ligne(SON_LOT, objets={"pk": "réunion"}),
    "cellules:documents_zip": Ligne(SON_LOT, objets={"pk": "réunion"}),
}


def du_dossier(get=None, post=None, dossier="transmise", **fields) -> Ligne:
    objets = {"pk": dossier} | fields.pop("objets", {})
    return Ligne(get, post, objets=objets, **fields)


def geste(ok: Iterable[str], **fields) -> Ligne:
    """A small page of the case: its form and its sending go to the same people."""
    regle = pour(ok, VOIENT)
    return du_dossier(regle, regle, **fields)


# Those who see the case but for the secretariat; then, of one message, its author and its other reader.
DIALOGUENT = VOIENT - {SECRETAIRE}
MESSAGE = {"objets": {"message": "message"}}


def du_message(ok: str, lecteur: str) -> Ligne:
    """A page about one message: the others who see the case do not learn that it exists."""
    regle = Regle(frozenset({ok}), frozenset({lecteur}))
    return du_dossier(regle, regle, **MESSAGE)


ACCORD = {"objets": {"accord": "accord"}}
MISSION = {"objets": {"mission": "mission"}}
SUITE = {"objets": {"orientation": "suite"}}
# Drafts of the direction are seen by nobody else, but for the teacher whom it invited.
REDIGENT = pour({DIRECTRICE, INVITEE})
DIRIGE = pour({DIRECTRICE}, {DIRECTRICE, INVITEE})
# What the coordination enters for a school, then what its direction confirms.
COORDONNENT = frozenset({COORDO, SUPPLEANTE})
ENTRENT = pour(COORDONNENT | {COORDO_AILLEURS}, DEDANS)
CONFIRMENT = pour({DIRECTRICE}, PILOTES_ICI | {DIRECTRICE, SECRETAIRE})
# Kind E is open to every teacher and to the staff of the pole, whoever may send the other kinds.
EN_CONFIANCE = pour(PILOTES | DIRECTRICES | MEMBRES | ENSEIGNANTES, DEDANS)
SAISINES = {
    "saisines:list": Ligne(TOUS),
    "saisines:tri": Ligne(pour(PILOTES, DEDANS)),
    "saisines:exporter_tri": Ligne(pour(PILOTES, DEDANS), mots={"format": "ods"}),
    "saisines:exporter": Ligne(DU_POLE, mots={"format": "ods"}),
    "saisines:noms": Ligne(post=pour(PILOTES, DEDANS)),
    "saisines:trier_ensemble": Ligne(pour(PILOTES, DEDANS), pour(PILOTES, DEDANS)),
    # By its address alone, each leads back where one starts from: the same people are led there.
    "saisines:recherche": Ligne(pour(PILOTES | DIRECTRICES, DEDANS), pour(PILOTES | DIRECTRICES, DEDANS)),
    "saisines:detail": du_dossier(pour(VOIENT)),
    "saisines:identite": du_dossier(post=pour({SOLLICITEE}, VOIENT)),
    "saisines:acces": du_dossier(pour(VOIENT), pour(VOIENT - DE_L_ECOLE, VOIENT)),
    "saisines:lever_deport": du_dossier(post=pour(PILOTES_ICI, VOIENT), objets={"deport": "déport"}),
    "saisines:demander_acces": Ligne(pour(MEMBRES, DEDANS), pour(MEMBRES, DEDANS)),
    "saisines:demande_acces": Ligne(
        pour(PILOTES_ICI | {MEMBRE}), pour(PILOTES_ICI, PILOTES_ICI | {MEMBRE}), {"demande": "demande"}
    ),
    "saisines:demande_acces_refermer": Ligne(
        post=pour(PILOTES_ICI, PILOTES_ICI | {MEMBRE}), objets={"demande": "demande"}
    ),
    "saisines:mes_deports": Ligne(TOUS),
    "saisines:lever_le_mien": Ligne(post=pour({MEMBRE}), objets={"deport": "mon déport"}),
    "saisines:note_de_partage": geste(PILOTES_ICI | {SOLLICITEE}),
    "saisines:urgence_prendre": du_dossier(post=pour(PILOTES_ICI, VOIENT)),
    "saisines:urgence_clore": geste(PILOTES_ICI),
    "saisines:transition": geste(PILOTES_ICI, mots={"nom": "clore"}),
    "saisines:demander_precision": geste(PILOTES_ICI),
    "saisines:preciser": geste(DE_L_ECOLE),
    "saisines:confier": geste(PILOTES_ICI),
    "saisines:intervenir": geste(PILOTES_ICI | {SOLLICITEE, PARTENAIRE}),
    "saisines:repondre": geste(PILOTES_ICI),
    "saisines:reponses": Ligne(pour(PILOTES, DEDANS), pour(PILOTES, DEDANS)),
    "saisines:reponse_relire": du_dossier(
        pour(PILOTES_ICI, VOIENT), pour(PILOTES_ICI, VOIENT), data={"acte": "relire", "version": "1"}
    ),
    "saisines:accueillir": geste({DIRECTRICE}),
    "saisines:faire_le_point": geste(DE_L_ECOLE),
    "saisines:sans_action": geste(PILOTES_ICI),
    "saisines:trier": geste(PILOTES_ICI),
    "saisines:desinscrire": geste(PILOTES_ICI),
    "saisines:delier": du_dossier(post=pour(PILOTES_ICI, VOIENT), objets={"autre": "voisine"}),
    "saisines:finir_orientation": du_dossier(post=pour(PILOTES_ICI, VOIENT), **SUITE),
    "saisines:rendre_au_pole": du_dossier(post=pour({SOLLICITEE}, VOIENT), **SUITE),
    "saisines:transferer": geste(PILOTES_ICI),
    "saisines:acquitter": du_dossier(post=pour({SOLLICITEE}, VOIENT), **MISSION),
    "saisines:terminer": geste(PILOTES_ICI | {SOLLICITEE}, **MISSION),
    "saisines:annuler": du_dossier(post=pour(PILOTES_ICI, VOIENT), **MISSION),
    "saisines:dialogue": geste(DIALOGUENT),
    "saisines:messages_lus": du_dossier(post=pour(DIALOGUENT, VOIENT)),
    "saisines:coffre_dialogue": du_dossier(pour(DIALOGUENT, VOIENT)),
    "saisines:message_modifier": du_message(DIRECTRICE, COORDO),
    "saisines:message_ouvrir": du_message(DIRECTRICE, COORDO),
    "saisines:message_retirer": du_message(COORDO, DIRECTRICE),
    "saisines:pdf": du_dossier(pour(LECTEURS, VOIENT)),
    "saisines:reponse_pdf": du_dossier(pour(LECTEURS, VOIENT)),
    "saisines:documents": du_dossier(pour(LECTEURS, VOIENT)),
    "saisines:document": du_dossier(
        pour(LECTEURS, VOIENT), mots={"nom": "equipe-educative", "format": "docx"}
    ),
    "saisines:accord_noter": geste(PILOTES_ICI | DE_L_ECOLE, mots={"type": "emas"}),
    "saisines:accord": geste(PILOTES_ICI | DE_L_ECOLE, **ACCORD),
    "saisines:accord_feuille": du_dossier(pour(LECTEURS, VOIENT), **ACCORD),
    "saisines:nouvelle": Ligne(TOUS, pour(PILOTES | DIRECTRICES | MEMBRES | ENSEIGNANTES, DEDANS)),
    "saisines:en_confiance": Ligne(EN_CONFIANCE, EN_CONFIANCE),
    "saisines:vierges": Ligne(DU_POLE),
    "saisines:fiche_vierge": Ligne(DU_POLE, mots={"nom": "eleve", "format": "docx"}),
    "saisines:recue": Ligne(ENTRENT, ENTRENT),
    "saisines:corriger_reception": du_dossier(pour(COORDONNENT), pour(COORDONNENT), "saisie en cours"),
    "saisines:confirmer": du_dossier(CONFIRMENT, CONFIRMENT, "reçue"),
    "saisines:lecteurs": du_dossier(
        pour({COLLEGUE}, {COLLEGUE, MEMBRE}), pour({COLLEGUE}, {COLLEGUE, MEMBRE}), dossier="confidente"
    ),
    "saisines:ecrire_a_deux": du_dossier(DIRIGE, DIRIGE, "brouillon"),
    "saisines:ne_plus_partager": du_dossier(post=DIRIGE, dossier="brouillon", objets={"personne": "invitée"}),
    "saisines:modifier": du_dossier(REDIGENT, REDIGENT, "brouillon", mots={"etape": "qui"}),
    "saisines:enregistrer": du_dossier(post=REDIGENT, dossier="brouillon", mots={"etape": "qui"}),
    "saisines:coffre": du_dossier(REDIGENT, dossier="brouillon"),
    "saisines:relire": du_dossier(REDIGENT, dossier="brouillon"),
    "saisines:effacer": du_dossier(DIRIGE, DIRIGE, "brouillon"),
    "saisines:transmettre": du_dossier(REDIGENT, REDIGENT, "brouillon"),
    "saisines:transmise": du_dossier(pour(DE_L_ECOLE, VOIENT)),
    "saisines:pieces": geste(PILOTES_ICI | DE_L_ECOLE),
    "saisines:piece_retirer": du_dossier(
        post=pour(PILOTES_ICI | DE_L_ECOLE, VOIENT), objets={"piece": "pièce"}
    ),
    "saisines:piece": du_dossier(pour(PILOTES_ICI | DE_L_ECOLE, VOIENT), objets={"piece": "pièce"}),
}

MATRICE: dict[str, Ligne] = COMPTE | POLE | CELLULES | SAISINES

# The same kind of row in the other circonscription: what each relation here must not learn of.
AILLEURS_DE = {
    "pole": "pole ailleurs",
    "ecole": "ecole ailleurs",
    "rôle": "rôle ailleurs",
    "absence": "absence ailleurs",
    "invitation": "invitation ailleurs",
    "motif": "motif ailleurs",
    "envoi": "envoi ailleurs",
    "réunion": "réunion ailleurs",
    "transmise": "ailleurs",
    "confidente": "ailleurs",
    "brouillon": "ailleurs",
    "invitée": "invitée ailleurs",
    "reçue": "ailleurs",
    "saisie en cours": "ailleurs",
    "mission": "mission ailleurs",
    "message": "message ailleurs",
    "suite": "suite ailleurs",
    "voisine": "ailleurs",
    "pièce": "pièce ailleurs",
    "accord": "accord ailleurs",
    "inscription": "inscription ailleurs",
    "point": "point ailleurs",
    "déport": "déport ailleurs",
    "mon déport": "déport ailleurs",
    "demande": "demande ailleurs",
    "convocation": "convocation ailleurs",
    "convié": "convié ailleurs",
}

# Pages that open without signing in: adding one is a decision, written here once.
PUBLIQUES = frozenset(
    {
        "accueil",
        "accessibilite",
        "mentions_legales",
        "donnees_personnelles",
        "sante",
        "account_login",
        "account_logout",
        "connexion_demonstration",
        "account_request_login_code",
        "account_confirm_login_code",
        "account_signup",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_confirm_password_reset_code",
        "account_complete_password_reset",
        "account_password_reset_completed",
        "mfa_authenticate",
        "mfa_trust",
        "mfa_login_webauthn",
        "pole:invitation",
        "pole:invitation_compte",
        "pole:invitation_code",
        "cellules:flux",
    }
)
