"""Councils held become rows, as the plans are: what was typed in the step « essais » moves there, and back."""

from django.db import migrations

ETAPE = "essais"
CODE = "instances"
LOT = 500


def to_rows(apps, schema_editor):
    models = apps.get_app_config("saisines")
    Instance = models.get_model("Instance")
    for etape in _steps(models):
        contenu = dict(etape.contenu)
        if CODE not in contenu:
            continue
        Instance.objects.bulk_create(
            Instance(
                saisine_id=etape.saisine_id,
                rang=rang,
                type=ligne.get("type", ""),
                compte_rendu=ligne.get("compte_rendu", ""),
                quand=ligne.get("quand", ""),
            )
            for rang, ligne in enumerate(contenu.pop(CODE))
        )
        _write(models, etape, contenu)


def to_step(apps, schema_editor):
    models = apps.get_app_config("saisines")
    Instance = models.get_model("Instance")
    for etape in _steps(models):
        rows = Instance.objects.filter(saisine_id=etape.saisine_id).order_by("rang", "pk")
        lignes = [
            {"type": row.type, "quand": row.quand, "compte_rendu": row.compte_rendu} for row in rows
        ]
        if lignes:
            _write(models, etape, etape.contenu | {CODE: lignes})


def _steps(models):
    return models.get_model("Etape").objects.filter(code=ETAPE).order_by("pk").iterator(chunk_size=LOT)


def _write(models, etape, contenu):
    """Sealed for the same row; its version stays: what a person reads there is the same."""
    rows = models.get_model("Etape").objects.filter(pk=etape.pk)
    rows.update(contenu=etape._meta.get_field("contenu").seal(contenu, etape.pk))


class Migration(migrations.Migration):
    dependencies = [("saisines", "0002_instances")]

    operations = [migrations.RunPython(to_rows, to_step, elidable=True)]
