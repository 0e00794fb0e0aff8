"""Addresses of writing, before a saisine is sent."""

from django.urls import path

from saisines.views import confiance, deux, envoi, pieces, reception, saisie

urlpatterns = [
    path("nouvelle/", saisie.nouvelle, name="nouvelle"),
    path("en-confiance/", confiance.en_confiance, name="en_confiance"),
    path("recue/", reception.recue, name="recue"),
    path("<uuid:pk>/recue/", reception.corriger, name="corriger_reception"),
    path("<uuid:pk>/lecteurs/", confiance.lecteurs, name="lecteurs"),
    path("<uuid:pk>/ecrire-a-deux/", deux.ecrire_a_deux, name="ecrire_a_deux"),
    path("<uuid:pk>/ecrire-a-deux/<uuid:personne>/retirer/", deux.ne_plus_partager, name="ne_plus_partager"),
    path("<uuid:pk>/modifier/<slug:etape>/", saisie.modifier, name="modifier"),
    path("<uuid:pk>/modifier/<slug:etape>/enregistrer/", saisie.enregistrer, name="enregistrer"),
    path("<uuid:pk>/coffre/", saisie.coffre, name="coffre"),
    path("<uuid:pk>/relire/", envoi.relire, name="relire"),
    path("<uuid:pk>/transmettre/", envoi.transmettre, name="transmettre"),
    path("<uuid:pk>/effacer/", envoi.effacer, name="effacer"),
    path("<uuid:pk>/transmise/", envoi.transmise, name="transmise"),
    path("<uuid:pk>/pieces/", pieces.pieces, name="pieces"),
    path("<uuid:pk>/pieces/<uuid:piece>/", pieces.piece, name="piece"),
    path("<uuid:pk>/pieces/<uuid:piece>/retirer/", pieces.retirer, name="piece_retirer"),
]
