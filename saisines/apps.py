from django.apps import AppConfig


class SaisinesConfig(AppConfig):
    name = "saisines"
    verbose_name = "Saisines"
