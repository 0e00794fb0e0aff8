"""The database itself refuses to change a line of the access journal.

Only the seal may be written, once. On PostgreSQL a deletion asks for `SET LOCAL pole.purge_journal = 'oui'`
in its transaction, which only the purge of a month does. SQLite has no such setting: deletions pass there,
and the chain shows them (pole.services.journal).
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION pole_entree_immuable() RETURNS trigger LANGUAGE plpgsql AS $corps$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF coalesce(current_setting('pole.purge_journal', true), '') <> 'oui' THEN
            RAISE EXCEPTION 'Le journal ne s''efface pas.';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.sceau <> '' OR to_jsonb(NEW) - 'sceau' - 'rang' <> to_jsonb(OLD) - 'sceau' - 'rang' THEN
        RAISE EXCEPTION 'Une ligne du journal ne change pas.';
    END IF;
    RETURN NEW;
END
$corps$;
CREATE TRIGGER pole_entree_immuable BEFORE UPDATE OR DELETE ON pole_entree
    FOR EACH ROW EXECUTE FUNCTION pole_entree_immuable();
"""
POSTGRESQL_INVERSE = """
DROP TRIGGER IF EXISTS pole_entree_immuable ON pole_entree;
DROP FUNCTION IF EXISTS pole_entree_immuable();
"""

SQLITE = """
CREATE TRIGGER pole_entree_immuable BEFORE UPDATE ON pole_entree
WHEN OLD.sceau <> '' OR NEW.id IS NOT OLD.id OR NEW.pole_id IS NOT OLD.pole_id
    OR NEW.personne_id IS NOT OLD.personne_id OR NEW.fonction IS NOT OLD.fonction
    OR NEW.acte IS NOT OLD.acte OR NEW.objet IS NOT OLD.objet OR NEW.objet_id IS NOT OLD.objet_id
    OR NEW.identite IS NOT OLD.identite OR NEW.le IS NOT OLD.le
BEGIN
    SELECT RAISE(ABORT, 'Une ligne du journal ne change pas.');
END
"""


def create_trigger(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    schema_editor.execute(POSTGRESQL if vendor == "postgresql" else SQLITE, params=None)


def drop_trigger(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    schema_editor.execute(
        POSTGRESQL_INVERSE if vendor == "postgresql" else "DROP TRIGGER IF EXISTS pole_entree_immuable",
        params=None,
    )


class Migration(migrations.Migration):
    dependencies = [("pole", "0001_initial")]

    operations = [migrations.RunPython(create_trigger, drop_trigger)]
