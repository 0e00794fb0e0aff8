"""PDF documents: the same cut as the page, tagged, in French, without a name outside, deaf to the network."""

import io
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pypdf
import pytest
from django.utils import timezone

from pole import pdf
from pole.models import Acte, Entree
from saisines.enums import Etat
from saisines.pistes import PisteEcrite
from saisines.services import projets, reponses
from saisines.services.accueil import accueillir
from tests.clients import signed_in
from tests.imprime import pages_of, words_of
from tests.saisines.conftest import CANARIS

pytestmark = pytest.mark.django_db
# Written apart: a tracked file names no place of a machine.
LOCAL = "//" + "/etc/hostname"
ROOT = Path(__file__).resolve().parents[2]


def fetch(personne, saisine, name="fiche.pdf"):
    answer = signed_in(personne).get(f"{saisine.get_absolute_url()}{name}")
    assert answer.status_code == 200, answer.status_code
    return answer


def read(answer):
    return pypdf.PdfReader(io.BytesIO(answer.content))


def text_of(answer):
    return words_of(answer.content)


def test_sheet_holds_what_the_school_wrote(people, saisine):
    text = text_of(fetch(people["direction"], saisine))

    assert saisine.eleve.nom_complet in text
    assert "CanariQuestion" in text
    assert "CanariEssai" in text
    assert saisine.reference in text


def test_sheet_is_tagged_in_french_and_titled_without_a_name(people, saisine):
    root = read(fetch(people["direction"], saisine)).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    title = read(fetch(people["direction"], saisine)).metadata.title
    assert title == f"Fiche de saisine {saisine.reference}"


def test_sheet_carries_the_reader_and_the_day_in_the_margin_of_each_page(people, saisine):
    etape = saisine.etapes.get()
    etape.contenu = {"question": "Ligne longue. " * 900, "faits": []}
    etape.save()

    pages = pages_of(fetch(people["coordonnateur"], saisine).content)

    assert len(pages) > 1
    for page in pages:
        words = " ".join(page.split())
        assert f"pour {people['coordonnateur']}" in words
        assert str(timezone.localdate().year) in words


def test_sheet_has_a_neutral_name_and_is_journaled(people, saisine):
    answer = fetch(people["direction"], saisine)

    assert answer["Content-Disposition"] == f'attachment; filename="fiche-{saisine.reference}.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    line = Entree.objects.get(acte=Acte.PDF)
    assert (line.personne, line.objet_id, line.identite) == (people["direction"], saisine.pk, True)


def test_sheet_of_a_member_follows_the_identity(people, saisine):
    client = signed_in(people["convie"])

    before = text_of(client.get(f"{saisine.get_absolute_url()}fiche.pdf"))
    client.post(f"{saisine.get_absolute_url()}identite/")
    after = text_of(client.get(f"{saisine.get_absolute_url()}fiche.pdf"))

    assert "CanariNom" not in before
    assert "CanariQuestion de l’élève" in before
    assert saisine.eleve.nom_complet in after


@pytest.mark.parametrize("name", ["fiche.pdf", "reponse.pdf"])
def test_documents_are_refused_to_the_secretariat_and_unknown_to_strangers(name, people, strangers, saisine):
    address = f"{saisine.get_absolute_url()}{name}"

    assert signed_in(people["secretariat"]).get(address).status_code == 403
    assert {signed_in(one).get(address).status_code for one in strangers.values()} == {404}


def test_draft_has_no_sheet(directeur, saisine):
    saisine.__class__.objects.filter(pk=saisine.pk).update(etat=Etat.BROUILLON, reference=None)

    assert signed_in(directeur).get(f"{saisine.get_absolute_url()}fiche.pdf").status_code == 404


def test_answer_is_a_document_too(people, coordinateur, saisine):
    assert signed_in(coordinateur).get(f"{saisine.get_absolute_url()}reponse.pdf").status_code == 404
    reponses.repondre(
        saisine,
        by=coordinateur,
        pistes=[PisteEcrite("Installer un coin calme", "ATSEM")],
        interlocuteur=coordinateur,
    )

    text = text_of(fetch(people["direction"], saisine, "reponse.pdf"))

    assert "Installer un coin calme" in text
    assert str(coordinateur) in text
    assert "Ces pistes sont des propositions" in text


def test_answer_of_a_meeting_is_the_extract_of_its_school_with_the_details_of_its_pistes(
    people, coordinateur, saisine
):
    """What the school says of it afterwards is not in what the pole sent."""
    day = saisine.pole.today()
    piste = PisteEcrite("Un coin calme", avec_quoi="CanariOutil", porteur=people["convie"].pk, avant_le=day)
    words = {"pistes": [piste], "interlocuteur": coordinateur, "etudiee_le": day}
    projet = projets.commencer(saisine, by=coordinateur, **words)
    projet = projets.relire(projet, by=coordinateur, version=projet.version)
    reponse = projets.envoyer(projet, by=coordinateur, version=projet.version)
    accueillir(reponse, by=people["direction"], accueil="adapte", mot="CanariAccueil")

    text = text_of(fetch(people["direction"], saisine, "reponse.pdf"))

    expected = ("situation étudiée le", "CanariOutil", "Portée par", str(people["convie"]))
    assert [words for words in expected if words not in text] == []
    assert "CanariAccueil" not in text


@pytest.fixture
def listener():
    """A server that must never be asked anything."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    server.server_close()
    thread.join()


def test_document_fetches_nothing_whatever_the_text_holds(listener, people, saisine):
    """menaces.md T22: five ways that a default fetcher follows."""
    address, heard = listener
    etape = saisine.etapes.get()
    etape.contenu = {
        "question": f'<img src="{address}/1"><link rel=stylesheet href="{address}/2">'
        f'<style>@import "{address}/3";</style><svg><image href="{address}/4"/></svg>'
        f'<link rel=attachment href="file:{LOCAL}"> {{{{ 7|add:7 }}}} =1+1',
        "faits": [],
    }
    etape.save()

    text = text_of(fetch(people["direction"], saisine))

    assert heard == []
    assert '<img src="' in text
    assert "{{ 7|add:7 }} =1+1" in text


def test_fetcher_refuses_every_address_even_from_a_template(listener):
    address, heard = listener
    weasyprint, fetcher = pdf._engine()
    links = f'<img alt="x" src="{address}/1"><link rel=attachment href="{address}/2">'
    page = f'<html lang="fr"><title>x</title>{links}'

    document = weasyprint.HTML(string=page, url_fetcher=fetcher).write_pdf()

    assert heard == []
    assert "/EmbeddedFiles" not in str(pypdf.PdfReader(io.BytesIO(document)).trailer["/Root"])


def test_document_takes_less_than_a_second_of_processor(people, saisine):
    client = signed_in(people["direction"])
    address = f"{saisine.get_absolute_url()}fiche.pdf"
    client.get(address)

    start = time.process_time()
    client.get(address)

    assert time.process_time() - start < 1


def test_site_without_pango_says_why_there_is_no_document(monkeypatch, directeur, saisine):
    def missing():
        raise pdf.PdfUnavailableError

    monkeypatch.setattr(pdf, "_engine", missing)

    answer = signed_in(directeur).get(f"{saisine.get_absolute_url()}fiche.pdf")

    assert answer.status_code == 503
    assert "Le document PDF ne peut pas être préparé" in answer.content.decode()


def test_pages_that_print_nothing_do_not_import_weasyprint():
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'pole.conf.settings.test';"
        "django.setup(); from django.test import Client;"
        "answer = Client().get('/'); assert answer.status_code == 200, answer.status_code;"
        "assert 'weasyprint' not in sys.modules; print('none')"
    )

    result = subprocess.run(  # noqa: S603 (this Python, our own code)
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert result.stdout == "none\n", result.stderr


def test_no_canary_stands_in_the_name_or_the_title_of_a_document(people, saisine):
    for who in ("direction", "coordonnateur", "convie"):
        answer = fetch(people[who], saisine)
        outside = answer["Content-Disposition"] + str(read(answer).metadata)
        assert [word for word in CANARIS if word in outside] == []
