from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One word for one notion: an answer is reread, by the IEN too where the pole wants it."""

    dependencies = [
        ("saisines", "0019_points_have_their_date"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="projetdereponse", name="projet_approved_by_somebody"),
        migrations.RenameField(model_name="projetdereponse", old_name="vise_par", new_name="relu_ien_par"),
        migrations.RenameField(model_name="projetdereponse", old_name="vise_le", new_name="relu_ien_le"),
        migrations.AlterField(
            model_name="projetdereponse",
            name="relu_ien_le",
            field=models.DateTimeField(blank=True, null=True, verbose_name="relu par l’IEN le"),
        ),
        migrations.AddConstraint(
            model_name="projetdereponse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("relu_ien_le__isnull", True), ("relu_ien_par__isnull", True)),
                    models.Q(("relu_ien_le__isnull", False), ("relu_ien_par__isnull", False)),
                    _connector="OR",
                ),
                name="projet_reread_by_an_ien",
                violation_error_message="Un projet relu par l’IEN l’est par quelqu’un, à une date.",
            ),
        ),
    ]
