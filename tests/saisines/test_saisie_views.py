"""The pages of writing: what they show, what they keep, what a forged page does not change."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cellules.models import EtatReunion, Reunion
from pole.enums import QuiSaisit
from saisines.enums import Etat, Redacteur
from saisines.forms.champs import clean_text
from saisines.models import Eleve, Essai, Etape, Evenement, Saisine
from saisines.natures import description
from saisines.recit import Recit
from saisines.services.coffre import local_vault
from saisines.services.dossier import create_draft
from tests.factories.pole import (
    EcoleFactory,
    MotifFactory,
    coordinatrice,
    directrice,
    enseignante,
    inspectrice,
    membre,
    person_with,
)
from tests.factories.saisines import EleveFactory, SaisineFactory

pytestmark = pytest.mark.django_db

NOUVELLE = "/saisines/nouvelle/"
FETCH = {"HTTP_X_REQUESTED_WITH": "fetch"}
ETAPES = [etape.code for etape in description("P").etapes if etape.contenu]
VIDES = {
    "qui": {},
    "preoccupation": {"faits-TOTAL_FORMS": 0, "faits-INITIAL_FORMS": 0},
    "essais": {
        f"{table}-{name}_FORMS": 0
        for table in ("essais", "instances", "plans")
        for name in ("TOTAL", "INITIAL")
    },
    "famille": {"contacts-TOTAL_FORMS": 0, "contacts-INITIAL_FORMS": 0},
    "pieces": {},
    "avant-de-saisir": {},
}
POLYGLOTTES = [
    "<script>alert('canari')</script>",
    "\"><img src=x onerror=alert('canari')>",
    "javascript:/*--></title></style></textarea></script><svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+alert(1)//'>",
    "{{ canari }}{% debug %}{{ settings.SECRET_KEY }}",
    '=HYPERLINK("http://exemple.test","canari")',
    "${7*7}#{7*7}",
]


@pytest.fixture
def ecole():
    return EcoleFactory()


@pytest.fixture
def directeur(client, ecole):
    person = directrice(ecole)
    client.force_login(person)
    return person


@pytest.fixture
def saisine(ecole, directeur):
    return create_draft(by=directeur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]


def address(saisine, etape, name="modifier"):
    return reverse(f"saisines:{name}", args=[saisine.pk, etape])


def post(client, saisine, etape, version=0, /, **data):
    return client.post(address(saisine, etape), VIDES[etape] | {"version": version} | data)


def autosave(client, saisine, etape, version=0, /, **data):
    data = VIDES[etape] | {"version": version} | data
    return client.post(address(saisine, etape, "enregistrer"), data, **FETCH)


def lines(prefix, *rows):
    """Rows of a formset as a browser posts them."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def fill(client, saisine):
    """A first saisine, the shortest way, as a browser posts it."""
    motif = MotifFactory(pole=saisine.pole)
    post(client, saisine, "qui", prenom="Lou", nom="Canari", naissance="2018-03-02", niveau="ce1")
    fait = lines("faits", {"quand": "depuis octobre", "quoi": "Il sort de la classe."})
    post(client, saisine, "preoccupation", motifs=[str(motif.pk)], question="Comment l’aider ?", **fait)
    essai = lines("essais", {"type": "apc", "effet": "non", "quand": "depuis octobre"})
    post(client, saisine, "essais", essais_comment="lignes", **essai)
    post(client, saisine, "famille", parents_informes="oui", parents_quand="le 12 septembre")
    return post(client, saisine, "pieces", urgence_motif="non")


def contenu(saisine, etape):
    return Recit(Saisine.objects.select_related("eleve").get(pk=saisine.pk)).valeurs(etape)


# Before the form


def test_before_the_form_one_reads_who_to_call_and_the_dates(client, ecole, directeur):
    """S1-11, S1-12: the pole is not the channel of a danger. Dates rather than delays."""
    pole = ecole.pole
    pole.numeros_urgence = [{"nom": "CRIP", "numero": "04 00 00 00 11"}]
    pole.save()
    person = coordinatrice(pole, personne__prenom="Odile", personne__nom="Canopée")
    jour = pole.today() + timedelta(days=30)
    Reunion.objects.create(
        pole=pole,
        etat=EtatReunion.PUBLIEE,
        annee=2026,
        periode=2,
        date=jour,
        date_limite=jour - timedelta(days=6),
    )

    page = client.get(NOUVELLE).content.decode()

    for number in ("tel:15", "tel:17", "tel:18", "tel:119", "tel:3018", "tel:0400000011"):
        assert number in page
    assert "Faits établissement" in page
    assert "CRIP" in page
    assert str(person) in page
    assert f'datetime="{jour - timedelta(days=6):%Y-%m-%d}"' in page
    assert "Réponse au plus tard le" in page


def test_before_the_form_without_a_published_meeting_says_so(client, directeur):
    assert "La prochaine réunion n’est pas encore fixée" in client.get(NOUVELLE).content.decode()


def test_checklist_is_the_poles_own_and_never_blocks(client, ecole, directeur):
    """S3-08: what to do before; the order is not fixed, nothing is needed."""
    ecole.pole.avant_de_saisir = ["En parler en conseil de cycle", "Rencontrer les parents"]
    ecole.pole.save()

    page = client.get(NOUVELLE).content.decode()
    without = client.post(NOUVELLE, {"jeton": uuid.uuid4(), "securite": "on"})
    kept = client.post(
        NOUVELLE, {"jeton": uuid.uuid4(), "securite": "on", "deja_fait": ["Rencontrer les parents"]}
    )

    assert "Rencontrer les parents" in page
    assert "rien n’est obligatoire" in page
    assert without.status_code == kept.status_code == 302
    assert Etape.objects.get().contenu == {"deja_fait": ["Rencontrer les parents"]}


def test_safety_gate_asks_one_click(client, directeur):
    response = client.post(NOUVELLE, {"jeton": uuid.uuid4()})

    assert (
        "Cochez cette ligne pour continuer. En cas de danger, appelez d’abord." in response.content.decode()
    )
    assert not Saisine.objects.exists()


def test_double_click_starts_one_draft(client, directeur):
    jeton = uuid.uuid4()

    first = client.post(NOUVELLE, {"jeton": jeton, "securite": "on"})
    second = client.post(NOUVELLE, {"jeton": jeton, "securite": "on"})

    assert first.url == second.url == address(Saisine.objects.get(), "qui")


def test_drafts_are_offered_before_a_new_one(client, saisine):
    page = client.get(NOUVELLE).content.decode()

    assert page.index(reverse("saisines:relire", args=[saisine.pk])) < page.index("Ou commencer")


def test_school_comes_from_the_roles_and_not_from_the_page(client, ecole, directeur):
    """A forged school is not one of the choices; with one school the question is not even asked."""
    foreign = EcoleFactory(pole=ecole.pole)

    client.post(NOUVELLE, {"jeton": uuid.uuid4(), "securite": "on", "ecole": str(foreign.pk)})

    assert Saisine.objects.get().ecole == ecole


def test_person_of_two_schools_chooses(client, ecole):
    other = EcoleFactory(pole=ecole.pole)
    person = directrice(ecole)
    directrice(other, personne=person)
    client.force_login(person)
    base = {"jeton": uuid.uuid4(), "securite": "on"}

    unsaid = client.post(NOUVELLE, base)
    forged = client.post(NOUVELLE, base | {"ecole": str(EcoleFactory(pole=ecole.pole).pk)})
    client.post(NOUVELLE, base | {"ecole": str(other.pk)})

    assert "Choisissez l’école de l’élève." in unsaid.content.decode()
    assert "Choisissez l’une de vos écoles." in forged.content.decode()
    assert Saisine.objects.get().ecole == other


def test_teacher_starts_where_the_pole_says_so_s3_12(client, ecole):
    """S3-12: the teacher may call the pôle; S2: elsewhere the direction does."""
    teacher = enseignante(ecole)
    client.force_login(teacher)
    ecole.pole.qui_saisit = QuiSaisit.DIRECTION
    ecole.pole.save()
    refused = client.post(NOUVELLE, {"jeton": uuid.uuid4(), "securite": "on"})
    told = client.get(NOUVELLE).content.decode()
    ecole.pole.qui_saisit = QuiSaisit.ENSEIGNANT
    ecole.pole.save()
    client.post(NOUVELLE, {"jeton": uuid.uuid4(), "securite": "on"})

    assert refused.status_code == 403
    assert "Ici, la direction écrit la saisine" in told
    assert Saisine.objects.get().redacteur == Redacteur.ENSEIGNANT


def test_member_without_a_school_is_told_why(client, ecole):
    client.force_login(membre(ecole.pole))

    assert "Une saisine part d’une école" in client.get(NOUVELLE).content.decode()
    assert client.post(NOUVELLE, {"jeton": uuid.uuid4(), "securite": "on"}).status_code == 403


# The steps


@pytest.mark.parametrize("etape", ETAPES)
def test_each_step_is_one_page_with_one_title_and_few_queries(
    client, saisine, etape, django_assert_max_num_queries
):
    fill(client, saisine)

    with django_assert_max_num_queries(10):
        response = client.get(address(saisine, etape))

    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1") == 1
    assert "Votre texte est enregistré à chaque «\u00a0Continuer\u00a0»." in page
    assert "Enregistrer et quitter" in page


def test_reading_again_costs_few_queries(client, saisine, django_assert_max_num_queries):
    fill(client, saisine)

    with django_assert_max_num_queries(10):
        client.get(reverse("saisines:relire", args=[saisine.pk]))


@pytest.mark.parametrize(
    ("etape", "data"),
    [
        ("qui", {"prenom": "Zoé", "nom": "Canari", "naissance": "2018-03-02", "niveau": "ce1"}),
        ("famille", {"parents_informes": "oui", "parents_quand": "hier"}),
        ("essais", {"essais_comment": "lignes"} | lines("essais", {"type": "apc", "effet": "oui"})),
        ("pieces", {"urgence_motif": "rupture"}),
        ("preoccupation", {"question": "Quoi ?"} | lines("faits", {"quoi": "Il sort."})),
    ],
)
def test_background_save_costs_few_queries(client, saisine, etape, data):
    with CaptureQueriesContext(connection) as captured:
        response = autosave(client, saisine, etape, **data)

    queries = [query for query in captured if "SAVEPOINT" not in query["sql"]]
    assert response.json()["version"] == 1
    assert len(queries) <= 12


def test_whole_path_fits_in_twenty_five_interactions(client, saisine):
    """A first saisine: what is filled or clicked, counted on the shortest path (S0-19)."""
    answer = fill(client, saisine)
    filled = (
        2 + 4 + 4 + 3 + 2 + 0
    )  # gate and start; qui; motive, question, fact, when; essai; parents; pieces
    clicks = 5 + 2  # « Continuer » five times; the declaration, « Transmettre »

    assert answer.url == reverse("saisines:relire", args=[saisine.pk])
    assert "Tout y est." in client.get(answer.url).content.decode()
    assert filled + clicks <= 25


def test_steps_follow_one_another_and_go_back(client, saisine):
    forward = [post(client, saisine, etape, parents_informes="urgence").url for etape in ETAPES]
    back = post(client, saisine, "essais", version=0, action="precedent").url
    out = post(client, saisine, "qui", version=0, action="quitter").url

    assert forward[0] == address(saisine, "qui")
    assert forward[1:5] == [address(saisine, code) for code in ETAPES[2:]]
    assert forward[5] == reverse("saisines:relire", args=[saisine.pk])
    assert back == address(saisine, "preoccupation")
    assert out == "/"


def test_step_opened_from_the_re_reading_goes_back_to_it(client, saisine):
    assert "Revenir à la relecture" in client.get(address(saisine, "qui") + "?retour=relire").content.decode()
    assert post(client, saisine, "qui", retour="relire").url == reverse("saisines:relire", args=[saisine.pk])


def test_line_is_added_without_script(client, saisine):
    response = post(
        client, saisine, "essais", ajouter="essais", **lines("essais", {"type": "apc", "effet": "non"})
    )

    assert response.url == f"{address(saisine, 'essais')}?ajouter=essais#table-essais"
    page = client.get(response.url).content.decode()
    assert 'id="id_essais-1-type"' in page
    assert Essai.objects.count() == 1


def test_line_is_removed_without_script(client, saisine):
    rows = lines("essais", {"type": "apc", "effet": "non"}, {"type": "ppre", "effet": "oui"})
    post(client, saisine, "essais", **rows)
    post(client, saisine, "essais", version=1, **rows, **{"essais-0-DELETE": "on"})

    assert [essai.type for essai in Essai.objects.all()] == ["ppre"]


@pytest.mark.parametrize(
    ("etape", "data", "message", "kept"),
    [
        (
            "qui",
            {"naissance": "le 3 mars", "nom": "Canari"},
            "Écrivez la date ainsi\u00a0: jour, mois, année.",
            "le 3 mars",
        ),
        ("qui", {"naissance": "2099-01-01"}, "Cette date est dans l’avenir", "2099-01-01"),
        ("qui", {"naissance": "1950-01-01"}, "Cette date ne correspond pas à l’âge d’un élève", "1950-01-01"),
        ("qui", {"niveau": "terminale"}, "Cette réponse n’est pas proposée ici", ""),
        ("famille", {"parents_informes": "x"}, "Cette réponse n’est pas proposée ici", ""),
        (
            "preoccupation",
            {"question": "long " * 400},
            "Ce texte compte 1\u202f999 signes, 1\u202f000 au plus",
            "long long",
        ),
        (
            "essais",
            lines("essais", {"quand": "depuis octobre", "effet": "non"}),
            "Répondez à «\u00a0quoi\u00a0», ou videz la ligne.",
            "depuis octobre",
        ),
        (
            "essais",
            lines("essais", *[{"type": "apc", "effet": "non"}] * 13),
            "Gardez 12 lignes au plus",
            "",
        ),
    ],
)
def test_each_error_says_what_to_do_and_loses_nothing(client, saisine, etape, data, message, kept):
    response = post(client, saisine, etape, **data)

    page = response.content.decode().replace("&nbsp;", "\u00a0")
    assert response.status_code == 200
    assert message in page
    assert kept in page
    assert "<title>Erreur" in page
    assert "à revoir" in page


def test_missing_answers_are_said_beside_their_fields_when_one_comes_to_add_them(client, saisine):
    relire = client.get(reverse("saisines:relire", args=[saisine.pk])).content.decode()
    page = client.get(address(saisine, "preoccupation") + "?retour=relire&verifier=1").content.decode()

    assert "Il manque encore 9 réponses" in relire
    assert f"{address(saisine, 'preoccupation')}?retour=relire&amp;verifier=1" in relire
    assert 'href="#id_question"' in page
    assert 'href="#id_faits-0-quoi"' in page
    assert "Cochez au moins une raison de faire appel au pôle." in page


# Background saves


def test_background_save_answers_the_version_and_the_hour(client, saisine):
    response = autosave(client, saisine, "preoccupation", question="Pourquoi ?")

    answer = response.json()
    assert answer["version"] == 1
    assert re.fullmatch(r"\d\d:\d\d", answer["enregistre_a"])
    assert answer["erreurs"] == {}
    assert contenu(saisine, "preoccupation")["question"] == "Pourquoi ?"


def test_background_save_keeps_what_it_can_and_says_what_it_cannot(client, saisine):
    response = autosave(
        client, saisine, "preoccupation", question="x" * 1001, motif_autre="gardé", frequence="jamais"
    )

    assert response.json()["erreurs"].keys() == {"id_question", "id_frequence"}
    assert contenu(saisine, "preoccupation")["motif_autre"] == "gardé"
    assert contenu(saisine, "preoccupation")["question"] == ""


def test_too_long_text_does_not_erase_what_was_saved(client, saisine):
    autosave(client, saisine, "preoccupation", question="La première version")
    autosave(client, saisine, "preoccupation", version=1, question="x" * 5000, motif_autre="suite")

    assert contenu(saisine, "preoccupation")["question"] == "La première version"


def test_date_typed_half_way_is_kept_as_typed(client, saisine):
    autosave(client, saisine, "qui", naissance="03/0", prenom="Lou")

    assert Eleve.objects.get().naissance == "03/0"
    assert 'value="03/0"' in client.get(address(saisine, "qui")).content.decode()


def test_stale_background_save_gets_409_and_overwrites_nothing(client, saisine):
    autosave(client, saisine, "preoccupation", question="Le bureau")
    response = autosave(client, saisine, "preoccupation", question="Le téléphone")

    assert response.status_code == 409
    assert response.json()["erreur"] == "conflit"
    assert response.json()["version"] == 1
    assert contenu(saisine, "preoccupation")["question"] == "Le bureau"


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 40])
def test_version_that_is_not_one_is_a_conflict(client, saisine, version):
    assert autosave(client, saisine, "famille", version=version, parole_eleve="x").status_code == 409


def test_session_that_ended_gets_401_and_never_a_redirect(client, saisine):
    client.logout()

    response = autosave(client, saisine, "preoccupation", question="x")

    assert response.status_code == 401
    assert response.json() == {"erreur": "session_terminee"}


def test_save_after_the_sending_is_refused_with_a_reason(client, saisine):
    fill(client, saisine)
    client.post(reverse("saisines:transmettre", args=[saisine.pk]), {"declaration": "on"})

    background = autosave(client, saisine, "famille", version=1, parole_eleve="trop tard")
    page = post(client, saisine, "famille", version=1, parole_eleve="trop tard")

    assert (background.status_code, background.json()["erreur"]) == (409, "transmise")
    assert page.status_code == 409
    assert "Cette saisine a été transmise" in page.content.decode()
    assert contenu(saisine, "famille")["parole_eleve"] == ""


def test_conflict_page_shows_both_texts_and_writes_nothing(client, saisine):
    post(client, saisine, "preoccupation", question="Le texte du bureau")

    response = post(client, saisine, "preoccupation", question="Le texte du téléphone")

    page = response.content.decode()
    assert response.status_code == 409
    assert "Le texte du bureau" in page
    assert "Le texte du téléphone" in page
    assert contenu(saisine, "preoccupation")["question"] == "Le texte du bureau"


@pytest.mark.parametrize(
    ("choice", "result"),
    [("enregistre", "Le bureau"), ("propose", "Le téléphone"), ("deux", "Le bureau\n\nLe téléphone")],
)
def test_conflict_is_settled_by_choosing(client, saisine, choice, result):
    post(client, saisine, "preoccupation", question="Le bureau")
    response = post(client, saisine, "preoccupation", question="Le téléphone")
    posted = dict(response.context["recopie"])

    settled = client.post(
        address(saisine, "preoccupation"),
        posted | {"version": response.context["version"], "garder-question": choice},
    )

    assert settled.status_code == 302
    assert contenu(saisine, "preoccupation")["question"] == result


# Who


@pytest.mark.parametrize("etape", ETAPES)
def test_who_may_not_write_a_draft_learns_nothing_of_it(client, saisine, etape):
    pole, ecole = saisine.pole, saisine.ecole
    other = EcoleFactory()
    for person in (
        directrice(EcoleFactory(pole=pole)),
        enseignante(ecole),
        coordinatrice(pole),
        inspectrice(pole),
        membre(pole),
        directrice(other),
    ):
        client.force_login(person)
        assert client.get(address(saisine, etape)).status_code == 404
        assert post(client, saisine, etape).status_code == 404
        assert autosave(client, saisine, etape).status_code == 404
        assert client.get(reverse("saisines:coffre", args=[saisine.pk])).status_code == 404
        assert client.post(reverse("saisines:transmettre", args=[saisine.pk])).status_code == 404


def test_who_reads_a_saisine_that_was_sent_does_not_write_it(client):
    saisine = SaisineFactory()
    client.force_login(coordinatrice(saisine.pole))

    assert client.get(address(saisine, "qui")).status_code == 403
    assert autosave(client, saisine, "qui", nom="x").status_code == 403
    assert client.get(reverse("saisines:relire", args=[saisine.pk])).status_code == 403


def test_unknown_step_is_not_found(client, saisine):
    assert client.get(address(saisine, "autre")).status_code == 404
    assert client.get(address(saisine, "relire")).status_code == 404


def test_key_of_the_browser_belongs_to_one_person_and_one_document(client, ecole, saisine, directeur):
    """Derived, given to who may write, never stored."""
    colleague = directrice(ecole)
    other, _ = create_draft(by=directeur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())

    mine = client.get(reverse("saisines:coffre", args=[saisine.pk]), **FETCH)
    vaults = {local_vault(directeur, saisine), local_vault(colleague, saisine), local_vault(directeur, other)}

    assert mine.json()["cle"] == local_vault(directeur, saisine).cle
    assert mine["Cache-Control"] == "no-store"
    assert len({vault.cle for vault in vaults}) == len({vault.nom for vault in vaults}) == 3


# Re-reading and sending


def test_sending_shows_the_reference_the_dates_and_who_has_it(client, saisine):
    person = coordinatrice(saisine.pole)
    fill(client, saisine)

    response = client.post(
        reverse("saisines:transmettre", args=[saisine.pk]), {"declaration": "on"}, follow=True
    )

    saisine.refresh_from_db()
    page = response.content.decode()
    assert saisine.etat == Etat.TRANSMISE
    assert saisine.reference in page
    assert str(person) in page
    assert "Canari" not in page


def test_double_click_on_send_sends_once(client, saisine):
    fill(client, saisine)
    url = reverse("saisines:transmettre", args=[saisine.pk])

    answers = [client.post(url, {"declaration": "on"}).url for _ in range(2)]

    assert answers == [reverse("saisines:transmise", args=[saisine.pk])] * 2
    assert Evenement.objects.filter(nom="transmettre").count() == 1


def test_sending_asks_to_have_read_again(client, saisine):
    fill(client, saisine)

    response = client.post(reverse("saisines:transmettre", args=[saisine.pk]))

    assert "Cochez cette ligne après avoir relu." in response.content.decode()
    saisine.refresh_from_db()
    assert saisine.etat == Etat.BROUILLON


def test_incomplete_saisine_comes_back_with_what_it_lacks(client, saisine):
    response = client.post(reverse("saisines:transmettre", args=[saisine.pk]), {"declaration": "on"})

    assert "Il manque encore 9 réponses" in response.content.decode()
    saisine.refresh_from_db()
    assert saisine.etat == Etat.BROUILLON


def test_case_already_open_is_told_without_blocking(client, saisine):
    fill(client, saisine)
    same = SaisineFactory(
        ecole=saisine.ecole, eleve=EleveFactory(ecole=saisine.ecole, nom="CANARI", prenom="lou")
    )

    page = client.get(reverse("saisines:relire", args=[saisine.pk])).content.decode()

    assert "Un dossier est déjà ouvert" in page
    assert same.reference in page
    assert "Transmettre au pôle" in page


def test_answer_about_the_parents_becomes_something_to_do_s3_09(client, saisine):
    """S3-09, S3-10: said when re-reading, and the saisine leaves."""
    fill(client, saisine)
    post(client, saisine, "famille", version=1, parents_informes="un_seul")

    page = client.get(reverse("saisines:relire", args=[saisine.pk])).content.decode()

    assert "Informer l’autre parent" in page
    assert "Tout y est." in page


def test_teacher_proposes_to_the_direction_which_sends(client, ecole):
    """S3-12: nothing is typed twice."""
    ecole.pole.qui_saisit = QuiSaisit.RELU
    ecole.pole.save()
    teacher, director = enseignante(ecole), directrice(ecole)
    saisine, _ = create_draft(by=teacher, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())
    client.force_login(teacher)
    fill(client, saisine)
    relire = reverse("saisines:relire", args=[saisine.pk])
    send = reverse("saisines:transmettre", args=[saisine.pk])

    offered = client.get(relire).content.decode()
    proposed = client.post(send, {"declaration": "on"}, follow=True).content.decode()
    again = client.post(send, {"declaration": "on"})
    saisine.refresh_from_db()
    etat_proposee = saisine.etat
    client.force_login(director)
    reread = client.get(relire).content.decode()
    client.post(send, {"declaration": "on"})

    assert "Proposer à la direction" in offered
    assert "entre les mains de la direction" in proposed
    assert again.status_code == 302
    assert etat_proposee == Etat.A_RELIRE
    assert "Transmettre au pôle" in reread
    saisine.refresh_from_db()
    assert (saisine.etat, saisine.transmise_par) == (Etat.TRANSMISE, director)
    assert Evenement.objects.filter(nom="soumettre").count() == 1


def test_direction_that_rereads_is_not_shown_the_teachers_own_words(client, ecole):
    teacher, director = enseignante(ecole), directrice(ecole)
    saisine, _ = create_draft(by=teacher, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())
    client.force_login(teacher)
    post(client, saisine, "preoccupation", effet_enseignant="CanariEffet", question="Quoi ?")
    Saisine.objects.filter(pk=saisine.pk).update(etat=Etat.A_RELIRE)
    client.force_login(director)

    pages = [
        client.get(address(saisine, "preoccupation")),
        client.get(reverse("saisines:relire", args=[saisine.pk])),
    ]
    conflict = post(client, saisine, "preoccupation", question="Autre", effet_enseignant="volé")
    post(client, saisine, "preoccupation", version=1, question="Relue", effet_enseignant="volé")

    assert all("CanariEffet" not in page.content.decode() for page in (*pages, conflict))
    assert contenu(saisine, "preoccupation")["effet_enseignant"] == "CanariEffet"


# Bad input


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


def test_broken_token_asks_to_reload(client, directeur):
    page = client.post(NOUVELLE, {"jeton": "x", "securite": "on"}).content.decode()

    assert "Rechargez la page." in page
    assert not Saisine.objects.exists()


def test_token_of_somebody_else_starts_nothing(client, ecole, saisine):
    client.force_login(directrice(ecole))

    assert client.post(NOUVELLE, {"jeton": saisine.jeton, "securite": "on"}).status_code == 403
    assert Saisine.objects.count() == 1


def test_page_without_its_counts_of_lines_loses_nothing(client, saisine):
    post(client, saisine, "essais", **lines("essais", {"type": "apc", "effet": "non"}))

    response = client.post(address(saisine, "essais"), {"version": 1, "rased": "demande"})

    assert "La page est incomplète" in response.content.decode()
    assert Essai.objects.count() == 1
    assert contenu(saisine, "essais")["rased"] == "demande"


def test_unknown_kind_of_document_says_what_to_do(client, saisine):
    response = client.post(
        address(saisine, "pieces"),
        {"version": 0, "type": "bilan", "fichier": SimpleUploadedFile("a.pdf", b"%PDF-")},
    )

    assert "Choisissez un type de document dans la liste." in response.content.decode()


def test_two_people_who_wrote_the_same_words_have_nothing_to_choose(client, saisine):
    post(client, saisine, "preoccupation", question="Quoi ?")

    response = post(client, saisine, "preoccupation", question="Quoi ?")

    assert response.status_code == 409
    assert "Les deux textes sont les mêmes" in response.content.decode()


def test_receipt_before_the_sending_leads_back_to_the_re_reading(client, saisine):
    response = client.get(reverse("saisines:transmise", args=[saisine.pk]))

    assert response.url == reverse("saisines:relire", args=[saisine.pk])


@pytest.mark.parametrize(("moved", "said"), [(0, True), (7, False)])
def test_receipt_says_by_when_the_answer_comes_while_its_meeting_stands(client, saisine, moved, said):
    """« What happens next and on which date »; a meeting that moves promises nothing."""
    jour = saisine.pole.today() + timedelta(days=30)
    limite = jour - timedelta(days=6)
    Reunion.objects.create(
        pole=saisine.pole,
        etat=EtatReunion.PUBLIEE,
        annee=2026,
        periode=2,
        date=jour + timedelta(days=moved),
        date_limite=limite,
    )
    Saisine.objects.filter(pk=saisine.pk).update(
        etat=Etat.TRANSMISE,
        reference="2627-ESSAI-001",
        transmise_le=saisine.created_at,
        transmise_par=saisine.auteur,
        eleve=EleveFactory(pole=saisine.pole),
        date_limite=limite,
        date_reunion=jour,
    )

    page = client.get(reverse("saisines:transmise", args=[saisine.pk])).content.decode()

    assert ("Réponse au plus tard le" in page) is said


def test_danger_that_happened_offers_the_urgent_path(client, saisine):
    """S1-11, S1-12, S2-17."""
    fill(client, saisine)
    post(client, saisine, "preoccupation", 1, danger_adultes="avere", question="Quoi ?")

    page = client.get(reverse("saisines:relire", args=[saisine.pk])).content.decode()

    assert "Cette demande est signalée urgente" in page
