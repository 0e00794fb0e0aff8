"""The assembled stylesheet: reproducible, and light enough for a first visit on a phone."""

import gzip
import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings

from pole.conf import style
from pole.conf.environment import BASE_DIR
from pole.conf.management.commands.assembler_style import package_dir, used_icons

VENDOR = BASE_DIR / "static/vendor/dsfr-1.14.4"


def first_visit_files(html: str) -> list:
    """Files that a browser fetches for this page, fonts of its sheets included."""
    files = [BASE_DIR / "static" / path for path in re.findall(r'(?:href|src)="/static/([^"]+)"', html)]
    fonts = [path for path in files if path.name == "marianne.css"]
    return files + [font for sheet in fonts for font in sorted((sheet.parent / "fonts").glob("*.woff2"))]


def test_committed_sheet_is_what_the_command_makes():
    """When it fails: `manage.py assembler_style`, look at the pages, commit."""
    own = (BASE_DIR / "static/css/app.css").read_text(encoding="utf-8")
    dist = package_dir("dsfr") / "static" / "dsfr" / "dist"

    made = style.assemble(dist, used_icons(BASE_DIR), own)

    assert (VENDOR / "dsfr.css").read_text(encoding="utf-8").endswith(made)


def test_rules_inside_media_are_kept_whole():
    css = '@media (min-width:1em){.a{x:"}"}.fr-fi-b:before{y:1}}.c,.fr-mt-n1w{z:1}@font-face{src:url(a)}'

    assert style.keep_rules(css) == '@media (min-width:1em){.a{x:"}"}}.c{z:1}'


def test_tokens_that_nothing_reads_are_dropped_in_chain():
    css = ":root{--a:var(--b);--b:1;--c:2;--d:3}.x{color:var(--c)}"

    assert style.drop_unread_tokens(css, "p{color:var(--d)}") == ":root{--c:2;--d:3}.x{color:var(--c)}"


def test_unknown_icon_stops_the_assembly():
    with pytest.raises(KeyError, match="licorne-line"):
        style.assemble(package_dir("dsfr") / "static" / "dsfr" / "dist", {"licorne-line"}, "")


@pytest.mark.parametrize(("marque_etat", "limit"), [(False, 120_000), (True, 200_000)])
def test_first_visit_is_light(marque_etat, limit):
    with override_settings(MARQUE_ETAT=marque_etat):
        html = render_to_string("404.html", {}, request=RequestFactory().get("/x/"))

    files = first_visit_files(html)
    size = len(gzip.compress(html.encode())) + sum(
        path.stat().st_size if path.suffix == ".woff2" else len(gzip.compress(path.read_bytes()))
        for path in files
    )

    assert {path.name for path in files} >= {"dsfr.css", "app.css", "app.js", "favicon.svg"}
    assert ("marianne.css" in html) is marque_etat
    assert size <= limit
