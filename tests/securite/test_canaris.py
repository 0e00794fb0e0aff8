"""What each relation can make the site say holds no word that is not theirs (G1, G7; T1–T5, T8, T28)."""

import logging
import re
from collections import deque
from html import unescape
from urllib.parse import urldefrag, urlsplit

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import DatabaseError, connection
from django.utils import timezone

from pole.fields import EncryptedTextField
from pole.models import Entree, Envoi
from pole.services.envois import send_pending
from saisines.services import acces
from saisines.services.workflow import apply_transition
from tests.clients import proved
from tests.factories.saisines import SaisineFactory
from tests.securite.adresses import address, body
from tests.securite.agendas import AGENDA
from tests.securite.canaris import Voliere, everything
from tests.securite.cercle import DEMANDE
from tests.securite.conftest import rolled_back
from tests.securite.dossiers import POLE_ICI
from tests.securite.matrice import MATRICE
from tests.securite.messages import MESSAGE
from tests.securite.monde import (
    AILLEURS,
    AUTEURE,
    COORDO,
    COORDO_AILLEURS,
    DEHORS,
    DIRECTRICE,
    DIRECTRICE_AILLEURS,
    DOSSIERS,
    ICI,
    IEN,
    IEN_AILLEURS,
    INVITEE,
    PARTENAIRE,
    ROLES,
    SECRETAIRE,
    SOLLICITEE,
    SUPPLEANTE,
    VOISINE,
)

pytestmark = pytest.mark.django_db

LINK = re.compile(r'(?:href|action)="(/[^"]*)"')
PAGES_MAX = 240
# Those whose list shows names: at once, or after the click that this test makes.
NOMMENT = {
    DIRECTRICE,
    AUTEURE,
    COORDO,
    SUPPLEANTE,
    IEN,
    VOISINE,
    DIRECTRICE_AILLEURS,
    COORDO_AILLEURS,
    IEN_AILLEURS,
}
LEAVE = ("/deconnexion/", "/static/", "/compte/")
ROLES_TO_CRAWL = [role for role in ROLES if role not in DEHORS]


def relations_of(monde, role, dossier):
    """What a person is to a case, by the rule itself; empty when they do not see it."""
    personne = type(monde.gens[role]).objects.get(pk=monde.gens[role].pk)
    saisine = monde[dossier]
    seen = type(saisine).objects.visible_to(personne).filter(pk=saisine.pk).exists()
    return saisine.relations_to(personne) if seen else frozenset()


def forbidden(monde, role) -> set[str]:
    """Canaries that this person must never meet."""
    # Asked once for each case, not once for each of its hundreds of canaries.
    relations = {dossier: relations_of(monde, role, dossier) for dossier in DOSSIERS}
    return {canari for canari, place in monde.voliere.tous.items() if not may_meet(role, place, relations)}


def may_meet(role, place, relations) -> bool:
    if place.lieu in DOSSIERS or place.lieu == "mission finie":
        dossier = "transmise" if place.lieu == "mission finie" else place.lieu
        return bool(place.lecteurs & relations[dossier])
    if place.lieu in {MESSAGE, AGENDA, DEMANDE}:
        return role in place.lecteurs
    if place.lieu == f"personne {role}":
        return True
    if place.lieu.startswith(("proposition", "invitation")):
        return role not in DEHORS and (role in AILLEURS) == place.lieu.endswith("ailleurs")
    return role in (ICI if place.lieu == POLE_ICI else AILLEURS)


def crawl(monde, role) -> dict[str, str]:
    """As `walk`, once for each relation and each world."""
    if role not in monde.pages:
        monde.pages[role] = walk(monde, role)
    return monde.pages[role]


def walk(monde, role) -> dict[str, str]:
    """Text of every page that a person reaches by links, and of every address tried with every row."""
    client = monde.client(role)
    queue = deque(["/", *tried(monde)])
    seen: dict[str, str] = {}
    while queue and len(seen) < PAGES_MAX:
        url = urldefrag(queue.popleft()).url
        if url in seen or url.startswith(LEAVE):
            continue
        response = client.get(url)
        seen[url] = everything(response)
        assert response.status_code != 500, url
        if response.headers.get("Content-Type", "").startswith("text/html"):
            queue.extend(unescape(link) for link in LINK.findall(seen[url]))
        elif response.status_code in {301, 302} and urlsplit(response["Location"]).path not in seen:
            queue.append(response["Location"])
    return seen


def tried(monde):
    """Every address of the matrix that is read, for the rows here, for those elsewhere, for each case."""
    for dossier in DOSSIERS:
        yield monde[dossier].get_absolute_url()
    for nom, ligne in MATRICE.items():
        if ligne.get is None or "" in ligne.objets or nom.startswith(("account", "mfa")):
            continue
        # Whoever holds the link of an invitation reads which pole invites.
        if nom == "pole:invitation":
            continue
        yield address(nom, ligne, monde)
        if ligne.objets:
            yield address(nom, ligne, monde, which="ailleurs")


@pytest.mark.parametrize("role", ROLES_TO_CRAWL)
def test_crawl_of_each_relation_meets_no_word_that_is_not_theirs(monde, role):
    hidden = forbidden(monde, role)

    pages = crawl(monde, role)

    leaks = {url: monde.voliere.decrits(monde.voliere.trouves(text) & hidden) for url, text in pages.items()}
    assert {url: found for url, found in leaks.items() if found} == {}


@pytest.mark.parametrize("role", DEHORS)
def test_crawl_without_a_session_meets_no_word_at_all(monde, role):
    pages = crawl(monde, role)

    assert monde.voliere.trouves("\n".join(pages.values())) == set()


@pytest.mark.parametrize(
    ("role", "champs"),
    [
        (DIRECTRICE, {"saisines.eleve.nom", "saisines.etape.contenu", "saisines.piste.texte"}),
        (AUTEURE, {"saisines.eleve.prenom", "saisines.reponse.appuis"}),
        (INVITEE, {"saisines.eleve.prenom", "saisines.etape.contenu"}),
        (COORDO, {"saisines.eleve.nom", "saisines.intervention.texte", "saisines.sollicitation.mission"}),
        (SOLLICITEE, {"saisines.etape.contenu", "saisines.sollicitation.mission", "saisines.message.texte"}),
        (PARTENAIRE, {"saisines.message.texte", "saisines.notedepartage.texte"}),
    ],
)
def test_crawl_finds_what_each_relation_is_there_to_read(monde, role, champs):
    """The nets of the other tests have fish in them."""
    pages = crawl(monde, role)

    met = monde.voliere.trouves("\n".join(pages.values()))
    assert champs <= {monde.voliere.tous[one].champ for one in met}


@pytest.mark.parametrize("role", ROLES_TO_CRAWL)
def test_list_taken_away_holds_no_word_that_is_not_theirs(monde, role):
    """Who has just proved again who they are: names may be in it, and only theirs."""
    hidden = forbidden(monde, role)
    client = proved(monde.client(role), monde.gens[role])
    client.post("/saisines/noms/")

    for format in ("csv", "ods"):
        text = everything(client.get(f"/saisines/export/{format}/"))

        assert monde.voliere.decrits(monde.voliere.trouves(text) & hidden) == [], format
        met = {monde.voliere.tous[one].champ for one in monde.voliere.trouves(text)}
        assert ("saisines.eleve.nom" in met) is (role in NOMMENT), format


def test_pdf_is_read_by_the_crawl(monde):
    url = address("saisines:pdf", MATRICE["saisines:pdf"], monde)

    response = monde.client(DIRECTRICE).get(url)

    assert response["Content-Type"] == "application/pdf"
    assert monde.voliere.trouves(everything(response))


def test_file_names_addresses_titles_and_cookies_say_nothing(monde):
    """14.2.1: what browsers, proxies and screens keep."""
    for role in (DIRECTRICE, COORDO, SOLLICITEE):
        client = monde.client(role)
        for url in tried(monde):
            response = client.get(url)
            title = re.findall(r"<title>(.*?)</title>", everything(response), re.S)
            kept = [url, response.get("Content-Disposition", ""), response.get("Location", ""), *title]
            kept += [morsel.value for morsel in response.cookies.values()]
            found = monde.voliere.trouves("\n".join(kept))

            assert in_cases(monde.voliere, found) == [], url


def in_cases(voliere: Voliere, found: set[str]) -> list[str]:
    """Those of the canaries that belong to a case."""
    return voliere.decrits(
        one for one in found if voliere.tous[one].lieu in DOSSIERS or voliere.tous[one].lecteurs
    )


def test_mails_hold_no_word_of_a_case(monde):
    apply_transition(monde["transmise"], "clore", by=monde.gens[COORDO], motif="fait")

    while send_pending():
        pass

    raw = [message.message().as_string() for message in mail.outbox]
    bodies = [message.body for message in mail.outbox]
    bodies += [alternative[0] for message in mail.outbox for alternative in message.alternatives]
    found = monde.voliere.trouves("\n".join(raw + bodies))
    assert len(mail.outbox) > 2
    assert in_cases(monde.voliere, found) == []


def test_sessions_journal_and_outbox_hold_no_word_of_a_case(monde):
    walk(monde, SOLLICITEE)

    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    journal = [str(vars(entree)) for entree in Entree.objects.all()]
    envois = [f"{vars(envoi)} {envoi.contexte}" for envoi in Envoi.objects.all()]
    assert all((sessions, journal, envois))
    assert in_cases(monde.voliere, monde.voliere.trouves("\n".join(sessions + journal + envois))) == []


def test_secretariat_reads_references_and_dates_never_a_narrative(monde):
    pages = crawl(monde, SECRETAIRE)

    text = "\n".join(pages.values())
    assert monde["transmise"].reference in text
    assert in_cases(monde.voliere, monde.voliere.trouves(text)) == []


# Logs


@pytest.fixture
def logged():
    """What the configured handler and formatter write."""
    handler = next(one for one in logging.getLogger("django").handlers if one.formatter)
    lines: list[str] = []
    emitted = handler.emit
    handler.emit = lambda record: lines.append(handler.format(record))
    yield lines
    handler.emit = emitted


@pytest.mark.parametrize("nom", [nom for nom in MATRICE if nom.startswith(("saisines", "pole", "cellules"))])
def test_error_of_a_page_writes_no_word_of_a_person_in_the_logs(monde, logged, nom):
    """T28: the database fails with a message that quotes what it was given."""
    ligne, client = MATRICE[nom], monde.client(DIRECTRICE if "modifier" in nom else COORDO)
    verb = "post" if ligne.post else "get"
    typed = {name: next(iter(monde.voliere.tous)) for name in ("nom", "prenom", "motif", "texte", "q", "mot")}

    def fail(execute, sql, params, many, context):
        if '"saisines_' in sql or '"cellules_' in sql or '"pole_ecole"' in sql:
            raise DatabaseError(f"{sql} {params} {' '.join(monde.voliere.tous)}")
        return execute(sql, params, many, context)

    with rolled_back(), connection.execute_wrapper(fail):
        response = getattr(client, verb)(address(nom, ligne, monde), body(ligne, monde) | typed)

    assert monde.voliere.trouves("\n".join(logged)) == set()
    if response.status_code == 500:
        assert any("DatabaseError" in line for line in logged)
        assert in_cases(monde.voliere, monde.voliere.trouves(everything(response))) == []


def test_some_pages_did_fail(monde, logged):
    def fail(execute, sql, params, many, context):
        if '"saisines_saisine"' in sql:
            raise DatabaseError(f"{params} {' '.join(monde.voliere.tous)}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        response = monde.client(COORDO).get(monde["transmise"].get_absolute_url())

    assert response.status_code == 500
    assert any("Internal Server Error" in line for line in logged)
    assert monde.voliere.trouves("\n".join(logged)) == set()


# Searching and linking (T3, T5, T29)


def search(client, eleve):
    return client.post("/saisines/recherche/", {"nom": eleve.nom, "prenom": eleve.prenom})


def without_what_was_typed(response, eleve) -> tuple:
    text = response.content.decode()
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return response.status_code, text.replace(eleve.nom, "NOM").replace(eleve.prenom, "PRENOM")


@pytest.mark.parametrize("role", [VOISINE, *AILLEURS[:2]])
def test_name_of_another_school_is_answered_as_an_unknown_name(monde, role):
    """T5: a stranger who types a known pupil's name learns nothing."""
    known = monde["transmise"].eleve
    unknown = type(known)(nom="Zqunconnu", prenom="Zqpersonne")

    answers = [without_what_was_typed(search(monde.client(role), one), one) for one in (known, unknown)]

    assert answers[0] == answers[1]


def test_name_of_one_s_own_school_is_found(monde):
    response = search(monde.client(DIRECTRICE), monde["transmise"].eleve)

    assert monde["transmise"].reference in response.content.decode()


def test_right_on_a_case_gives_none_on_another_case_of_the_same_pupil(monde):
    """T3, Démarches-simplifiées #4678: no right flows along a link."""
    linked = SaisineFactory(ecole=monde.ecole, eleve=monde["transmise"].eleve, auteur=monde.gens[DIRECTRICE])
    client = monde.client(SOLLICITEE)

    page = client.get(monde["transmise"].get_absolute_url())
    other = client.get(linked.get_absolute_url())

    assert page.status_code == 200
    assert linked.reference not in page.content.decode()
    assert other.status_code == 404


def test_right_that_ends_closes_the_page_at_the_next_request(monde):
    """T4: the same browser, the same session, one second later."""
    client, url = monde.client(SOLLICITEE), monde["transmise"].get_absolute_url()
    before = client.get(url)

    acces.end("sollicitation", monde["mission"].pk, fin=timezone.now())

    assert before.status_code == 200
    assert client.get(url).status_code == 404
    assert client.post(f"{url}intervenir/", {}).status_code == 404


# The aviary itself


def test_every_narrative_column_holds_a_canary(monde):
    """A new encrypted column without a canary in the world makes this fail."""
    ours = [model for app in ("pole", "saisines", "cellules", "partenaires") for model in models_of(app)]
    sealed = {
        f"{model._meta.label_lower}.{field.name}"
        for model in ours
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    }

    assert sealed - monde.voliere.champs == {"pole.envoi.contexte"}


def models_of(app):
    return apps.get_app_config(app).get_models()
