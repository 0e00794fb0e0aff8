"""A séance always has its note-taker, and documents being made always have who makes them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def name_who_opened(apps, schema_editor):
    """Held before this was written down: whoever opened the séance took its notes."""
    rows = apps.get_model("cellules", "Seance").objects
    rows.filter(preneur__isnull=True).update(preneur=F("ouverte_par"))
    rows.filter(preneur_vu_le__isnull=True).update(preneur_vu_le=F("ouverte_le"))
    # PostgreSQL changes no column of a table whose foreign keys are still to be checked.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    dependencies = [
        ("cellules", "0007_documents_of_a_meeting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(name_who_opened, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="seance",
            name="preneur",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="prend les notes",
            ),
        ),
        migrations.AlterField(
            model_name="seance",
            name="preneur_vu_le",
            field=models.DateTimeField(verbose_name="vu le"),
        ),
        migrations.AddConstraint(
            model_name="lotdedocuments",
            constraint=models.CheckConstraint(
                condition=models.Q(("etat", "en_cours"), _negated=True)
                | models.Q(("jeton__isnull", False), ("vu_le__isnull", False)),
                name="lot_being_made_is_held",
                violation_error_message="Un lot en préparation est tenu par quelqu’un, qui en donne signe.",
            ),
        ),
    ]
