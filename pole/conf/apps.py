from django.apps import AppConfig


class ConfConfig(AppConfig):
    """The project as an app without models: it owns commands and the pages that assemble apps."""

    name = "pole.conf"
    label = "conf"
    verbose_name = "Projet"
