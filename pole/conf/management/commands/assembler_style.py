"""`manage.py assembler_style`: rebuilds static/vendor from the installed packages."""

import re
import shutil
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from pole.conf import style

DSFR_VERSION = "1.14.4"
HTMX_VERSION = "2.0.10"
NOTICE = (
    '/* DSFR {version}, assembled by "manage.py assembler_style": do not edit.\n'
    "   SPDX-License-Identifier: MIT. The State brand and the Marianne font are reserved to State sites. */\n"
)


def package_dir(name: str) -> Path:
    """Folder of an installed package, found without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    return Path(spec.origin).parent


def used_icons(root: Path) -> set[str]:
    """Names of the icons written in our templates and template tags."""
    sources = [*(root / "templates").rglob("*.html"), *(root / "pole").rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    return set(re.findall(r"fr-icon-((?:[a-z0-9]+-)+(?:line|fill)|list-unordered)", text)) | set(style.ICONS)


class Command(BaseCommand):
    help = "Réassemble la feuille de style et les scripts embarqués à partir des paquets installés."
    requires_system_checks = []

    def handle(self, *args, **options):
        root = settings.BASE_DIR
        vendor = root / "static" / "vendor"
        dist = package_dir("dsfr") / "static" / "dsfr" / "dist"
        own = (root / "static" / "css" / "app.css").read_text(encoding="utf-8")
        notice = NOTICE.format(version=DSFR_VERSION)

        target = vendor / f"dsfr-{DSFR_VERSION}"
        (target / "fonts").mkdir(parents=True, exist_ok=True)
        sheet = style.assemble(dist, used_icons(root), own)
        (target / "dsfr.css").write_text(notice + sheet, encoding="utf-8")
        (target / "marianne.css").write_text(notice + style.marianne_sheet(), encoding="utf-8")
        for weight in ("Regular", "Bold"):
            shutil.copyfile(
                dist / "fonts" / f"Marianne-{weight}.woff2", target / "fonts" / f"Marianne-{weight}.woff2"
            )
        self.copy_scripts(root)
        self.stdout.write(f"Feuille de style : {len(sheet) // 1000} ko.")

    def copy_scripts(self, root: Path) -> None:
        """htmx, and the scripts that the pages of django-allauth ask for by name."""
        static = root / "static"
        htmx = static / "vendor" / f"htmx-{HTMX_VERSION}"
        htmx.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(
            package_dir("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js", htmx / "htmx.min.js"
        )
        allauth = package_dir("allauth")
        for source in (
            allauth / "mfa" / "static" / "mfa" / "js",
            allauth / "account" / "static" / "account" / "js",
        ):
            shutil.copytree(
                source, static / source.parent.name / "js", dirs_exist_ok=True,
                ignore=shutil.ignore_patterns("*.py", "__pycache__"),
            )  # fmt: skip
