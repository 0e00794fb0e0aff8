"""Well-formedness of a single value."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError

from pole.uai import valider_uai


def validate_uai(value: str) -> None:
    """Seven digits and their check letter (domaine.md §6.5)."""
    if not valider_uai(value):
        raise ValidationError("Un UAI compte sept chiffres et une lettre de contrôle, par exemple 0690273X.")


def validate_fuseau(value: str) -> None:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValidationError(
            "Fuseau inconnu : écrivez par exemple Europe/Paris ou Indian/Reunion."
        ) from error
