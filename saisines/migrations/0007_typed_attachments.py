from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('saisines', '0006_accords'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='piecejointe',
            name='controlee_le',
            field=models.DateTimeField(blank=True, null=True, verbose_name='vérifiée le'),
        ),
        migrations.AddField(
            model_name='piecejointe',
            name='etat',
            field=models.CharField(choices=[('a_verifier', 'En cours de vérification'), ('sans_controle', 'Reçue sans antivirus'), ('saine', 'Vérifiée'), ('detruite', 'Détruite')], default='sans_controle', editable=False, max_length=13, verbose_name='vérification'),
        ),
        migrations.AddField(
            model_name='piecejointe',
            name='format',
            field=models.CharField(choices=[('pdf', 'PDF'), ('jpeg', 'JPEG'), ('docx', 'Word'), ('odt', 'OpenDocument')], default='pdf', max_length=4, verbose_name='format'),
        ),
        migrations.AddField(
            model_name='piecejointe',
            name='par_le_pole',
            field=models.BooleanField(default=False, verbose_name='jointe par le pôle'),
        ),
        migrations.AddField(
            model_name='piecejointe',
            name='rang',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='rang'),
        ),
        migrations.AddIndex(
            model_name='piecejointe',
            index=models.Index(condition=models.Q(('etat', 'a_verifier')), fields=['created_at'], name='piece_a_verifier'),
        ),
        migrations.AddConstraint(
            model_name='piecejointe',
            constraint=models.UniqueConstraint(fields=('saisine', 'rang'), name='piece_rang_once_per_saisine', violation_error_message='Un autre document vient d’être joint\xa0: recommencez.'),
        ),
        migrations.AddConstraint(
            model_name='piecejointe',
            constraint=models.CheckConstraint(condition=models.Q(('rang__gte', 1), ('rang__lte', 6)), name='piece_rang_within_quota', violation_error_message='Cette saisine a déjà six documents.'),
        ),
        migrations.AddConstraint(
            model_name='piecejointe',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('chemin', ''), ('etat', 'detruite')), models.Q(models.Q(('etat', 'detruite'), _negated=True), models.Q(('chemin', ''), _negated=True)), _connector='OR'), name='piece_destroyed_has_no_file', violation_error_message='Un document détruit n’a plus de fichier, et lui seul.'),
        ),
    ]
