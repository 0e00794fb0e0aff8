"""The components of the pages: parameters, escaping, standing alone; and what templates never do."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from pole.conf.environment import BASE_DIR
from pole.navigation import links_for
from pole.templatetags.dsfr_pole import (
    ETATS,
    coupures,
    courriel,
    date_courte,
    date_longue,
    moment,
    options,
    poids,
    telephone,
)

HOSTILE = "{{ 7|add:7 }}<img src=x onerror=alert(1)>"
ESCAPED = "{{ 7|add:7 }}&lt;img src=x onerror=alert(1)&gt;"
DAY = date(2026, 10, 16)
TEMPLATES = BASE_DIR / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))


class FilterForm(forms.Form):
    ecole = forms.CharField(label=HOSTILE, required=False)


PARAMETERS = {
    "alert": {
        "texte": HOSTILE,
        "titre": HOSTILE,
        "genre": "warning",
        "niveau": 3,
        "url": "/x/",
        "lien": HOSTILE,
    },
    "badge": {"label": HOSTILE, "ton": "info", "icone": "mail-line"},
    "badge_etat": {"label": HOSTILE, "ton": "info", "icone": "mail-line"},
    "card": {"titre": HOSTILE, "url": "/x/", "texte": HOSTILE, "detail": HOSTILE, "badge": HOSTILE},
    "champs": {"form": FilterForm()},
    "date_tile": {"jour": DAY, "ton": "urgent"},
    "description": {"lignes": [(HOSTILE, HOSTILE), ("Vide", "")]},
    "download": {"url": "/x/", "label": HOSTILE, "format": HOSTILE, "poids": 48_213},
    "empty": {
        "titre": HOSTILE,
        "texte": HOSTILE,
        "url": "/x/",
        "lien": HOSTILE,
        "niveau": 3,
        "icone": "mail-line",
    },
    "pagination": {
        "page": Paginator(range(300), 25).get_page(4),
        "request": RequestFactory().get("/", {"q": HOSTILE}),
    },
    "progress": {
        "etapes": [{"label": HOSTILE, "x": 0, "etat": "ici"}],
        "courante": {"x": 0},
        "derniere": {"x": 0},
        "largeur": 100,
        "rang": 1,
        "total": 1,
    },
    "resume_erreurs": {"erreurs": [{"message": HOSTILE, "label": HOSTILE, "target": "id_x"}]},
    "stepper": {"numero": 2, "total": 6, "titre": HOSTILE, "suivante": HOSTILE},
    "timeline": {
        "evenements": [{"quand": DAY, "quoi": HOSTILE, "qui": HOSTILE, "texte": HOSTILE, "ton": "urgent"}]
    },
    "textes_rendus": {"textes": [HOSTILE, "Un texte"]},
}
WITHOUT_TEXT = {"date_tile", "pagination"}


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_prints_hostile_text_as_text(path):
    html = render_to_string(f"components/{path.name}", PARAMETERS[path.stem])

    assert "<img" not in html
    assert "onerror=alert(1)>" not in html
    assert (ESCAPED in html) is (path.stem not in WITHOUT_TEXT)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_opens_with_its_parameters(path):
    comment = re.match(r"{% comment %}(.*?){% endcomment %}", path.read_text(encoding="utf-8"), re.DOTALL)

    assert comment
    assert [name for name in PARAMETERS[path.stem] if not re.search(rf"\b{name}\b", comment[1])] == [
        name for name in PARAMETERS[path.stem] if path.stem == "progress" and name in {"courante", "derniere"}
    ]


@pytest.mark.parametrize(
    "path",
    sorted(path for path in TEMPLATES.rglob("*.html") if "crispy_dsfr" not in path.parts),
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_component_is_included_with_only(path):
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert [
        tag for tag in re.findall(r"{% include \"components/[^%]*%}", text) if " only %}" not in tag
    ] == []


def visible_sources() -> list[Path]:
    return sorted(
        path for path in TEMPLATES.rglob("*.html") if "/emails/" not in str(path) and "/pdf/" not in str(path)
    )


@pytest.mark.parametrize("path", visible_sources(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_has_no_inline_script_or_style(path):
    text = path.read_text(encoding="utf-8")

    scripts = re.findall(r"<script\b[^>]*>", text)
    assert [tag for tag in scripts if " src=" not in tag and 'type="application/json"' not in tag] == []
    assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", text) == []


@pytest.mark.parametrize("path", visible_sources(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_compiles(path):
    assert get_template(str(path.relative_to(TEMPLATES))).template.nodelist


@pytest.mark.parametrize("path", visible_sources(), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_never_marks_text_as_safe(path):
    assert re.findall(r"\|\s*safe\b|autoescape off|mark_safe", path.read_text(encoding="utf-8")) == []


def test_icons_of_the_templates_are_in_the_stylesheet():
    """When it fails: `manage.py assembler_style`."""
    sheet = (BASE_DIR / "static/vendor/dsfr-1.14.4/dsfr.css").read_text(encoding="utf-8")
    sources = [*TEMPLATES.rglob("*.html"), BASE_DIR / "pole/templatetags/dsfr_pole.py"]
    used = {
        name
        for path in sources
        for name in re.findall(r"fr-icon-([a-z0-9-]+[a-z0-9])", path.read_text("utf-8"))
    }
    used |= {icon for _, icon in ETATS.values()}

    assert sorted(name for name in used if f".fr-icon-{name}:before" not in sheet) == []


def test_stylesheet_asks_for_no_other_file():
    sheet = (BASE_DIR / "static/vendor/dsfr-1.14.4/dsfr.css").read_text(encoding="utf-8")

    assert re.findall(r"url\((?![\"']?data:)", sheet) == []
    assert "@font-face" not in sheet


def test_pagination_keeps_the_filters():
    request = RequestFactory().get("/", {"ecole": "Jaurès", "page": "4"})
    page = Paginator(range(300), 25).get_page(4)

    html = render_to_string("components/pagination.html", {"page": page, "request": request})

    assert 'href="?ecole=Jaur%C3%A8s&amp;page=5" rel="next"' in html
    assert 'aria-current="page" title="Page 4"' in html
    assert "76 à 100 sur 300" in html


def test_pagination_of_one_page_shows_nothing():
    html = render_to_string(
        "components/pagination.html", {"page": Paginator([1], 25).get_page(1), "request": None}
    )

    assert html.strip() == ""


def test_progress_marks_the_present_step():
    html = Template("{% load dsfr_pole %}{% progression etapes 1 %}").render(
        Context({"etapes": ["A", "B", "C"]})
    )

    assert re.findall(r'aria-current="step">(\w)', html) == ["B"]
    assert re.findall(r"(\w)<span class=\"fr-sr-only\"> \(([^)]+)\)", html) == [
        ("A", "fait"),
        ("B", "en ce moment"),
        ("C", "à venir"),
    ]


def test_badge_of_an_unknown_state_still_says_its_words():
    html = Template('{% load dsfr_pole %}{% badge_etat "inconnu" "En voyage" %}').render(Context())

    assert ">En voyage<" in html


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (date_longue(date(2026, 10, 1)), "jeudi 1er octobre 2026"),
        (date_longue(date(2026, 10, 16)), "vendredi 16 octobre 2026"),
        (date_courte(date(2026, 2, 3)), "3 fév. 2026"),
        (date_courte(date(2026, 9, 1)), "1er sept. 2026"),
        (moment(datetime(2026, 10, 16, 22, 30, tzinfo=UTC)), "17 octobre 2026 à 0\u00a0h\u00a030"),
        (date_longue(None) + date_courte(None) + moment(None), ""),
        (poids(48_213), "48\u00a0ko"),
        (poids(1_250_000), "1,2\u00a0Mo"),
    ],
)
def test_dates_and_sizes_are_written_in_french(shown, expected):
    assert shown == expected


def test_phone_number_is_called_whatever_its_spaces_and_never_broken():
    assert telephone("+33 4 00\u00a000\u202f00.01") == (
        '<a class="telephone" href="tel:+33400000001">+33 4 00\u00a000\u202f00.01</a>'
    )
    assert telephone("0400000001", "suite__joindre").startswith('<a class="telephone suite__joindre"')
    assert "<img" not in telephone(HOSTILE)


def test_address_breaks_after_its_signs_only():
    assert coupures("a.b@c.example") == "a.<wbr>b@<wbr>c.<wbr>example"
    assert courriel("a@c") == '<a href="mailto:a@c">a@<wbr>c</a>'
    assert "<img" not in courriel(HOSTILE)


def test_anonymous_person_has_no_navigation():
    assert links_for(None, "/") == []


def test_page_without_context_still_stands():
    """What Django renders when the request itself is at fault (400, 500)."""
    for name in ("400.html", "500.html"):
        html = render_to_string(name)

        assert html.count("<h1>") == 1
        assert "<title>Erreur\u00a0: " in html


def test_page_of_an_anonymous_person_needs_no_database():
    """The shell of a page runs no query: without the `db` fixture, one would fail here."""
    request = RequestFactory().get("/inconnue/")
    request.user = AnonymousUser()

    html = render_to_string("404.html", {}, request=request)

    assert html.count("<h1>") == 1
    assert 'lang="fr"' in html


@pytest.mark.parametrize(
    "source",
    [
        "{% dsfr_alert title=texte content=texte %}",
        "{% dsfr_callout title=texte text=texte %}",
        "{% dsfr_accordion id='a' title=texte content=texte %}",
        "{% dsfr_highlight content=texte %}",
        "{% dsfr_badge label=texte %}",
        "{% dsfr_notice title=texte %}",
        "{% dsfr_quote text=texte author=texte %}",
    ],
)
def test_tags_of_the_dsfr_package_escape(source):
    """django-dsfr prints its contents as HTML unless DSFR_CONTENT_IS_SAFE is off: nobody may switch it on."""
    html = Template("{% load dsfr_tags %}" + source).render(Context({"texte": HOSTILE}))

    assert "<img" not in html
    assert ESCAPED in html


def test_choices_of_a_list_are_text_whatever_they_say_and_one_is_chosen():
    choices = [("", "Toutes", False), ('"><b>', HOSTILE, True)]

    shown = options(choices)

    assert shown == (
        f'<option value="">Toutes</option><option value="&quot;&gt;&lt;b&gt;" selected>{ESCAPED}</option>'
    )
