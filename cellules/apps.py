from django.apps import AppConfig


class CellulesConfig(AppConfig):
    name = "cellules"
    verbose_name = "Réunions"

    def ready(self):
        # Models must be loaded first (docs/style.md: imports in functions only here).
        from cellules.echeances import prochaine_reunion  # noqa: PLC0415
        from pole.echeances import register_provider  # noqa: PLC0415
        from pole.navigation import register  # noqa: PLC0415

        register_provider(prochaine_reunion)
        register(
            "Calendrier",
            "cellules:annee",
            visible=lambda portee: bool(portee.roles),
            order=40,
            match="/cellules/",
        )
