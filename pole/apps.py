from django.apps import AppConfig


class PoleConfig(AppConfig):
    name = "pole"
    verbose_name = "Pôle ressource"
