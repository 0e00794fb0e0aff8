"""What a hostile text or a forged page does not change."""

import json
import re

import pytest
from django.apps import apps
from django.urls import reverse

from saisines.forms.champs import clean_text
from saisines.models import Eleve, Essai, Saisine
from tests.factories.pole import MotifFactory, person_with
from tests.factories.saisines import SaisineFactory
from tests.saisines.saisie.pages import (
    ETAPES,
    FETCH,
    NOUVELLE,
    VIDES,
    address,
    autosave,
    contenu,
    fill,
    lines,
    post,
)

pytestmark = pytest.mark.django_db

POLYGLOTTES = [
    "<script>alert('canari')</script>",
    "\"><img src=x onerror=alert('canari')>",
    "javascript:/*--></title></style></textarea></script><svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+alert(1)//'>",
    "{{ canari }}{% debug %}{{ settings.SECRET_KEY }}",
    '=HYPERLINK("http://exemple.test","canari")',
    "${7*7}#{7*7}",
]


@pytest.mark.parametrize("texte", POLYGLOTTES)
def test_hostile_text_is_text_on_every_page(client, saisine, texte):
    """menaces.md T22: XSS polyglots, templates and formulas come out as they were typed."""
    fill(client, saisine)
    post(
        client, saisine, "qui", version=1, nom=texte[:80], prenom="Lou", naissance="2018-03-02", niveau="ce1"
    )
    post(client, saisine, "famille", version=1, parole_eleve=texte, parents_informes="urgence")

    form = client.get(address(saisine, "famille"))
    relire = client.get(reverse("saisines:relire", args=[saisine.pk]))
    conflict = post(client, saisine, "famille", version=0, parole_eleve=f"{texte} bis")

    assert contenu(saisine, "famille")["parole_eleve"] == texte
    for response in (form, relire, conflict):
        page = response.content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<svg/onload" not in page
        assert "49" not in re.findall(r"\$\{.*?\}|#\{.*?\}", page)
    assert "essai-essai-" not in relire.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x07c\x1bd", "abcd"),
        ("ligne 1\r\nligne 2\rligne 3", "ligne 1\nligne 2\nligne 3"),
        ("e\u0301cole", "école"),
        ("avant\u202eeriomém\u202c", "avanteriomém"),
        ("  bord\t ", "bord"),
        ("👩‍🏫 « oui »", "👩‍🏫 « oui »"),
    ],
)
def test_control_characters_are_removed_and_text_stays(client, saisine, typed, kept):
    autosave(client, saisine, "famille", parole_eleve=typed)

    assert contenu(saisine, "famille")["parole_eleve"] == kept
    assert clean_text(kept) == kept


def test_wrong_encoding_does_not_break_the_page(client, saisine):
    response = client.generic(
        "POST",
        address(saisine, "famille", "enregistrer"),
        b"version=0&contacts-TOTAL_FORMS=0&contacts-INITIAL_FORMS=0&parole_eleve=%E9t%E9+%ff",
        content_type="application/x-www-form-urlencoded",
        **FETCH,
    )

    assert response.status_code == 200
    assert contenu(saisine, "famille")["parole_eleve"].startswith("\ufffdt")


def test_motive_of_another_pole_is_refused(client, saisine):
    foreign = MotifFactory()

    response = post(client, saisine, "preoccupation", motifs=[str(foreign.pk), "pas-un-uuid"])

    assert "Cette réponse n’est pas proposée ici" in response.content.decode()
    assert not saisine.motifs.exists()


def test_fields_of_the_models_added_to_a_post_change_nothing(client, saisine, directeur):
    """menaces.md T24: school, state, author, pole, token, foreign keys… come from the row."""
    stranger = person_with("membre", pole=saisine.pole)
    forged = {
        field.name: str(stranger.pk) if field.is_relation else "close"
        for model in apps.get_app_config("saisines").get_models()
        for field in model._meta.get_fields()
        if hasattr(field, "attname") and field.name not in {"version", "niveau", "nom", "prenom", "naissance"}
    }
    forged |= {f"{name}_id": value for name, value in forged.items()}
    before = Saisine.objects.values().get(pk=saisine.pk)

    for etape in ETAPES:
        post(client, saisine, etape, **forged)
        autosave(client, saisine, etape, **forged)
    client.post(NOUVELLE, forged | {"jeton": str(saisine.jeton), "securite": "on"})

    after = Saisine.objects.values().get(pk=saisine.pk)
    assert {name for name in after if after[name] != before[name]} <= {"updated_at"}
    assert Saisine.objects.count() == 1
    assert not Eleve.objects.exists()


@pytest.mark.parametrize("total", ["-1", "x", "999999", ""])
def test_forged_count_of_lines_breaks_nothing(client, saisine, total):
    post(client, saisine, "essais", **lines("essais", {"type": "apc", "effet": "non"}))

    data = VIDES["essais"] | {"version": 1, "essais-TOTAL_FORMS": total}
    response = client.post(address(saisine, "essais", "enregistrer"), data, **FETCH)

    assert response.status_code == 200
    assert Essai.objects.count() in {0, 1}


def test_key_of_a_line_is_not_read_from_the_page(client, saisine):
    other = SaisineFactory()
    stolen = Essai.objects.create(saisine=other, type="ppre", precision="CanariVoisin")
    rows = lines("essais", {"type": "apc", "effet": "non", "id": str(stolen.pk), "saisine": str(other.pk)})

    post(client, saisine, "essais", **rows)

    stolen.refresh_from_db()
    assert (stolen.saisine, stolen.type) == (other, "ppre")


def test_name_of_the_pupil_is_in_no_title_address_or_key(client, saisine):
    fill(client, saisine)

    for etape in ETAPES:
        page = client.get(address(saisine, etape)).content.decode()
        assert "Canari" not in re.search(r"<title>.*?</title>", page, re.DOTALL).group()
    vault = client.get(reverse("saisines:coffre", args=[saisine.pk]), **FETCH).content.decode()
    assert "Canari" not in json.dumps(json.loads(vault))
