from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("saisines", "0018_answers_and_follow_up")]

    operations = [
        migrations.AlterField(
            model_name="pointetape",
            name="prevu_le",
            field=models.DateField(verbose_name="prévu le"),
        ),
    ]
