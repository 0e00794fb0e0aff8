"""Addresses of the cases. The writing of a saisine has its own file; this one includes it."""

from django.urls import include, path

from saisines.views import (
    accords,
    dialogue,
    documents,
    dossier,
    ensemble,
    exports,
    gestes,
    listes,
    reception,
    transfert,
    tri,
    urgences,
    vierges,
)

app_name = "saisines"

DOSSIER = [
    path("", dossier.detail, name="detail"),
    path("identite/", dossier.afficher_identite, name="identite"),
    path("urgence/prendre/", urgences.prendre, name="urgence_prendre"),
    path("urgence/clore/", urgences.clore, name="urgence_clore"),
    path("transition/<slug:nom>/", gestes.transition, name="transition"),
    path("demander-precision/", gestes.demander_precision, name="demander_precision"),
    path("confirmer/", reception.confirmer, name="confirmer"),
    path("preciser/", gestes.preciser, name="preciser"),
    path("confier/", gestes.confier, name="confier"),
    path("intervenir/", gestes.intervenir, name="intervenir"),
    path("repondre/", gestes.repondre, name="repondre"),
    path("sans-action/", gestes.sans_action, name="sans_action"),
    path("transferer/", transfert.transferer, name="transferer"),
    path("missions/<uuid:mission>/acquitter/", gestes.acquitter, name="acquitter"),
    path("missions/<uuid:mission>/terminer/", gestes.terminer, name="terminer"),
    path("missions/<uuid:mission>/annuler/", gestes.annuler, name="annuler"),
    path("dialogue/", dialogue.dialogue, name="dialogue"),
    path("dialogue/lus/", dialogue.lus, name="messages_lus"),
    path("dialogue/coffre/", dialogue.coffre, name="coffre_dialogue"),
    path("dialogue/<uuid:message>/modifier/", dialogue.modifier, name="message_modifier"),
    path("dialogue/<uuid:message>/lecteurs/", dialogue.ouvrir, name="message_ouvrir"),
    path("dialogue/<uuid:message>/retirer/", dialogue.retirer, name="message_retirer"),
    path("tri/", tri.trier, name="trier"),
    path("liens/<uuid:autre>/retirer/", tri.delier, name="delier"),
    path("desinscrire/", tri.desinscrire, name="desinscrire"),
    path("suites/<uuid:orientation>/finir/", tri.finir, name="finir_orientation"),
    path("suites/<uuid:orientation>/rendre/", tri.rendre, name="rendre_au_pole"),
    path("fiche.pdf", documents.fiche, name="pdf"),
    path("reponse.pdf", documents.reponse, name="reponse_pdf"),
    path("documents/", documents.liste, name="documents"),
    path("documents/<slug:nom>.<slug:format>", documents.document, name="document"),
    path("accords/nouveau/<slug:type>/", accords.noter, name="accord_noter"),
    path("accords/<uuid:accord>/", accords.changer, name="accord"),
    path("accords/<uuid:accord>/feuille.pdf", documents.feuille, name="accord_feuille"),
]

urlpatterns = [
    path("", listes.mes_saisines, name="list"),
    path("tri/", listes.tri, name="tri"),
    path("tri/export/<slug:format>/", exports.tri, name="exporter_tri"),
    path("export/<slug:format>/", exports.mes_saisines, name="exporter"),
    path("noms/", listes.noms, name="noms"),
    path("tri/ensemble/", ensemble.trier_ensemble, name="trier_ensemble"),
    path("recherche/", listes.recherche, name="recherche"),
    path("fiches/", vierges.vierges, name="vierges"),
    path("fiches/<slug:nom>.<slug:format>", vierges.fiche_vierge, name="fiche_vierge"),
    path("<uuid:pk>/", include(DOSSIER)),
    path("", include("saisines.urls_saisie")),
]
