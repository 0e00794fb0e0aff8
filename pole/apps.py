from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from pole import navigation, verifications


def has_a_role(portee) -> bool:
    """Without a function today, no page of a pole exists."""
    return bool(portee.roles)


class PoleConfig(AppConfig):
    name = "pole"
    verbose_name = "Pôle ressource"

    def ready(self):
        import_module("pole.receivers")
        navigation.register("Qui fait quoi", "pole:qui_fait_quoi", visible=has_a_role, order=600)
        navigation.register("Le pôle", "pole:detail", visible=has_a_role, order=700, match="/pole/")
        # Outside the demonstration the outbox is the affair of those who pilot the pole.
        navigation.register(
            "Courriels",
            "envois:list",
            visible=lambda portee: settings.DEMO or portee.is_pilote,
            order=900,
        )
        for nom, fonction in import_module("pole.services.controles").CONTROLES.items():
            verifications.register(nom, fonction)
        planification = import_module("pole.services.planification")
        planification.register(
            "pole.menage",
            planification.prune,
            toutes_les=planification.UN_JOUR,
            heures_ecole=False,
            par_pole=False,
        )
