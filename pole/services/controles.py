"""What `pole` can prove about its installation, and what `/sante/` says to a monitor."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.core import checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from pole.models import Battement, Entree, Envoi, EtatEnvoi, Execution
from pole.services.cles import sample
from pole.services.journal import verify_chain

BATTEMENT_MAX = timedelta(minutes=2)
ATTENTE_MAX = timedelta(minutes=15)
SCEAU_MAX = timedelta(minutes=5)
RUPTURES_DITES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sante:
    """Flags for a monitor: no count, no name, nothing that tells about people."""

    base: bool
    migrations: bool
    travailleur: bool
    envois: bool

    @property
    def ok(self) -> bool:
        return self.base and self.migrations and self.travailleur and self.envois


def read_sante() -> Sante:
    """State of the installation in three short queries."""
    try:
        return Sante(
            base=True,
            migrations=_is_migrated(),
            travailleur=not list(check_worker()),
            envois=not _overdue().exists(),
        )
    except DatabaseError:
        return Sante(base=False, migrations=False, travailleur=False, envois=False)


@cache
def _last_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each app, as the code that runs here knows them: read from the disk once."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _is_migrated() -> bool:
    applied = MigrationRecorder(connection).migration_qs.values_list("app", "name")
    return _last_migrations() <= set(applied)


def _overdue():
    late = timezone.now() - ATTENTE_MAX
    return Envoi.objects.filter(etat=EtatEnvoi.A_ENVOYER, pas_avant__lte=late)


def check_settings() -> Iterator[str]:
    """Django's own checks; those of a deployment too, outside the demonstration."""
    for message in checks.run_checks(include_deployment_checks=not settings.DEMO):
        if message.level >= checks.WARNING and not message.is_silenced():
            yield f"{message.id or 'réglage'} : {message.msg}"


def check_database() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "des migrations attendent : lancez « migrate »"


def check_keys() -> Iterator[str]:
    for lieu, key in sample():
        yield f"{lieu} : une valeur ne s’ouvre pas ({key})"


def check_storage() -> Iterator[str]:
    """Write, read and remove a small file."""
    try:
        name = default_storage.save(f"controle/{uuid.uuid4().hex}", ContentFile(b"essai"))
        with default_storage.open(name, "rb") as stored:
            intact = stored.read() == b"essai"
        default_storage.delete(name)
    except OSError as error:
        yield f"les fichiers ne s’écrivent pas ({type(error).__name__})"
        return
    if not intact:
        yield "un fichier relu n’est pas celui qui a été écrit"


def check_mail() -> Iterator[str]:
    if waiting := _overdue().count():
        yield f"{waiting} courriels attendent depuis plus de 15 minutes"
    recent = timezone.now() - timedelta(days=30)
    lost = Envoi.objects.filter(etat=EtatEnvoi.ABANDONNE, created_at__gte=recent).count()
    if lost:
        yield f"{lost} courriels abandonnés en 30 jours : voyez la page Courriels"


def check_worker() -> Iterator[str]:
    beat = Battement.objects.filter(pk=1).first()
    if beat is None:
        yield "le travailleur de fond n’a jamais tourné : lancez « worker »"
    elif timezone.now() - beat.le > BATTEMENT_MAX:
        yield "le travailleur de fond ne donne plus signe de vie depuis plus de deux minutes"


def check_jobs() -> Iterator[str]:
    since = timezone.now() - timedelta(days=1)
    failing = Execution.objects.filter(creneau__gte=since, finie_le__isnull=True).exclude(erreur="")
    for tache, erreur in failing.order_by("tache").values_list("tache", "erreur").distinct():
        yield f"la tâche {tache} échoue ({erreur})"


def check_journal() -> Iterator[str]:
    late = timezone.now() - SCEAU_MAX
    if waiting := Entree.objects.filter(sceau="", le__lt=late).count():
        yield f"{waiting} lignes attendent leur sceau depuis plus de cinq minutes"
    if not _has_trigger():
        yield "la base ne protège plus les lignes : le déclencheur « pole_entree_immuable » manque"
    for number, rupture in enumerate(verify_chain()):
        if number == RUPTURES_DITES:
            yield "… et d’autres"
            return
        yield str(rupture)


def _has_trigger() -> bool:
    """A table rebuilt by a migration on SQLite loses its triggers without a word."""
    tables = {
        "postgresql": "SELECT 1 FROM pg_trigger WHERE tgname = 'pole_entree_immuable' AND tgenabled <> 'D'",
        "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = 'pole_entree_immuable'",
    }
    with connection.cursor() as cursor:
        cursor.execute(tables[connection.vendor])
        return cursor.fetchone() is not None


CONTROLES = {
    "réglages": check_settings,
    "base de données": check_database,
    "clés": check_keys,
    "fichiers": check_storage,
    "courriels": check_mail,
    "travailleur": check_worker,
    "tâches planifiées": check_jobs,
    "journal des accès": check_journal,
}
