from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pole", "0005_resources")]

    operations = [
        migrations.AddIndex(
            model_name="entree",
            index=models.Index(
                condition=models.Q(("acte", "export")), fields=["personne", "le"], name="entree_exports"
            ),
        )
    ]
