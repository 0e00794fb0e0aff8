"""The documents that people read: their links lead somewhere, their pictures are light and all used."""

import re

import pytest

from tests.source import FILES, ROOT, name_of

DOCUMENTS = [path for path in FILES if path.suffix == ".md"]
PICTURES = [path for path in FILES if name_of(path).startswith("docs/images/")]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
POIDS_MAX = 150_000
LIGNES_MAX = 110


def links_of(path) -> list[str]:
    found = LINK.findall(path.read_text(encoding="utf-8"))
    return [link for link in found if not link.startswith(("http:", "https:", "mailto:"))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_link_of_a_document_leads_to_a_file(path):
    assert [link for link in links_of(path) if not (path.parent / link).exists()] == []


def test_each_picture_is_light_and_shown_by_a_document():
    shown = {(path.parent / link).resolve() for path in DOCUMENTS for link in links_of(path)}

    assert PICTURES
    assert [name_of(path) for path in PICTURES if path.stat().st_size > POIDS_MAX] == []
    assert [name_of(path) for path in PICTURES if path.resolve() not in shown] == []


def test_each_guide_is_listed_and_fits_on_two_pages():
    folder = ROOT / "docs" / "guides"
    guides = sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")

    assert set(guides) <= set(links_of(folder / "README.md"))
    assert [name for name in guides if len((folder / name).read_text().splitlines()) > LIGNES_MAX] == []
