"""Who has an account, which pupil, which case: the same answer, for the same work (ASVS 6.3.8, T5, T20).

What anybody sees of an answer (status, headers, length, cookies) and what the server did to make it
(statements, hashes, counts in the cache, mails, keys) do not depend on whether the thing exists.
"""

import re
from dataclasses import dataclass

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from pole.conf.settings import production
from pole.services.invitations import annuler
from tests.factories.pole import fresh
from tests.securite.adresses import address, body
from tests.securite.conftest import kept_cookies, rolled_back
from tests.securite.matrice import MATRICE
from tests.securite.monde import AILLEURS, AUTEURE, COORDO, DEDANS, DESACTIVEE, DIRECTRICE, VOISINE
from tests.securite.regles import ABSENT
from tests.securite.travail import Travail, watched, work_of

pytestmark = pytest.mark.django_db

PASSWORD = "un mot de passe assez long"
# Length counts the address that was typed; the other tells the second of the answer.
OF_THE_SECOND = {"Content-Length", "Expires"}
WRONG = "un autre mot de passe long"
WRONG_CODE = "BBBB-BBBB"
CONNEXION, CODE, OUBLI = "/connexion/", "/compte/code/", "/compte/mot-de-passe/oublie/"
CONFIRMER = {CODE: f"{CODE}confirmer/", OUBLI: f"{OUBLI}code/"}
FIRST_FIELD = {CONNEXION: "login", CODE: "email", OUBLI: "email"}


@pytest.fixture(autouse=True)
def as_in_production(settings):
    """Limits of rate and counted hashes: what is compared is what a visitor meets."""
    settings.ACCOUNT_RATE_LIMITS = production.ACCOUNT_RATE_LIMITS
    settings.PASSWORD_HASHERS = ["tests.securite.hashers.CountingHasher"]
    cache.clear()


@pytest.fixture
def addresses(monde):
    """Addresses of one length: the answer may quote what was typed."""
    found = {"connue": fresh(monde.gens[COORDO]), "désactivée": fresh(monde.gens[DESACTIVEE])}
    for personne in found.values():
        personne.set_password(PASSWORD)
        personne.save()
    by_code = fresh(monde.gens[AUTEURE])
    by_code.set_unusable_password()
    by_code.save()
    known = found["connue"].email
    return {nom: personne.email for nom, personne in found.items()} | {
        "sans mot de passe": by_code.email,
        "inconnue": "z" * 9 + known[9:],
    }


def ask(client, url, email):
    return client.post(url, {FIRST_FIELD[url]: email, "password": WRONG})


def answer(url, email):
    """What anybody sees: status, headers, length of the page, and where it leads."""
    cache.clear()
    client = Client()
    client.get(url)
    response = ask(client, url, email)
    pages = [seen(response, email)]
    if response.status_code == 302:
        pages.append(seen(client.get(response["Location"]), email))
        pages.append(seen(client.post(response["Location"], {"code": WRONG_CODE}), email))
    return pages


def seen(response, email):
    text = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    headers = {name: value for name, value in response.headers.items() if name not in OF_THE_SECOND}
    cookies = sorted(name for name in response.cookies)
    return response.status_code, headers, len(text.replace(email, "ADRESSE")), cookies


@pytest.mark.parametrize("url", [CONNEXION, CODE, OUBLI])
def test_answer_does_not_tell_whether_an_account_exists(addresses, url):
    answers = {nom: answer(url, email) for nom, email in addresses.items()}

    assert len(answers["inconnue"]) == (1 if url == CONNEXION else 3)
    for nom in addresses:
        assert answers[nom] == answers["inconnue"], nom


def path(url, email):
    """The work of each page of a way in, from the address that is typed to the last try of a code."""
    cache.clear()
    client = Client()
    client.get(url)
    done = [work_of(ask, client, url, email)]
    if url in CONFIRMER:
        page = CONFIRMER[url]
        done.append(work_of(client.get, page))
        done += [work_of(client.post, page, {"code": WRONG_CODE}) for _ in range(3)]
    return done


@pytest.mark.parametrize("url", [CONNEXION, CODE, OUBLI])
def test_work_does_not_tell_whether_an_account_exists(addresses, url):
    """Statements one by one, hashes, counts of tries, mails: none more for an account that exists."""
    works = {nom: path(url, email) for nom, email in addresses.items()}

    for nom in addresses:
        assert works[nom] == works["inconnue"], nom
    first = works["inconnue"][0]
    assert first.hachages == (1 if url == CONNEXION else 0)
    assert first.courriels == (0 if url == CONNEXION else 1)
    assert first.cache
    # A row: nobody waits for the mail server.
    assert mail.outbox == []


def test_refusal_after_too_many_tries_costs_the_same(addresses):
    works = {}
    for nom, email in addresses.items():
        cache.clear()
        for _ in range(6):
            last = work_of(ask, Client(), CONNEXION, email)
        works[nom] = last

    for nom in addresses:
        assert works[nom] == works["inconnue"], nom
    assert works["inconnue"].hachages == 0


def test_disabled_account_opens_nothing_to_whoever_knows_its_password(addresses):
    """Only the owner of the password is told that the account is closed: nobody is, without it."""
    client = Client()

    response = client.post(CONNEXION, {"login": addresses["désactivée"], "password": PASSWORD})

    assert response["Location"] == "/compte/inactif/"
    assert client.get("/compte/")["Location"].startswith(CONNEXION)


# Invitations


def closed_links(monde):
    """Links that open nothing: withdrawn, and never sent."""
    annuler(monde["invitation"], by=monde.gens[COORDO])
    return {"retirée": monde["invitation"].jeton, "inconnue": "x" * len(monde["invitation"].jeton)}


@pytest.mark.parametrize("verb", ["get", "post"])
def test_link_of_an_invitation_that_is_over_is_an_unknown_link(monde, verb):
    with rolled_back():
        answers, works = {}, {}
        for nom, jeton in closed_links(monde).items():
            url = f"/pole/invitation/{jeton}/"
            works[nom] = work_of(getattr(Client(), verb), url)
            answers[nom] = seen(getattr(Client(), verb)(url), jeton)

    assert answers["retirée"] == answers["inconnue"]
    assert works["retirée"] == works["inconnue"]


def test_account_asked_for_tells_not_whether_the_address_has_one(monde):
    """A shared mailbox: whoever holds its link types the address of somebody else."""
    invitation = monde["invitation école"]
    known = monde.gens[VOISINE].email
    found = {}
    for nom, email in (("connue", known), ("inconnue", "z" * 9 + known[9:])):
        with rolled_back():
            type(invitation).objects.filter(pk=invitation.pk).update(boite_partagee=True)
            cache.clear()
            client = Client()
            client.post(f"/pole/invitation/{invitation.jeton}/")
            typed = {"prenom": "Zqxprenom", "nom": "Zqxnom", "email": email, "mot_de_passe": PASSWORD}
            asked = work_of(client.post, "/pole/invitation/compte/", typed)
            page = "/pole/invitation/code/"
            shown = seen(client.get(page), email)
            tries = [work_of(client.post, page, {"code": "99999999"}) for _ in range(6)]
            found[nom] = (asked, shown, tries)

    assert found["connue"] == found["inconnue"]
    assert (found["inconnue"][0].statut, found["inconnue"][0].courriels) == (302, 1)
    assert found["inconnue"][0].hachages == 1


# Cases and pupils


WITH_OBJECTS = [
    (nom, verb)
    for nom, ligne in MATRICE.items()
    for verb, regle in (("get", ligne.get), ("post", ligne.post))
    if ligne.objets and regle
]


# The meeting itself is known to its pole: what is missing hangs from it, its record or one's own archive.
CONNUS = {"cellules:releve", "cellules:releve_pdf", "cellules:avancement", "cellules:documents_zip"}


@pytest.mark.une_base
@pytest.mark.parametrize(("nom", "verb"), WITH_OBJECTS)
def test_what_is_not_theirs_is_an_unknown_object_for_the_same_work(monde, nom, verb):
    """What is elsewhere, and what one may not see, answer as what does not exist: the same status, length,
    headers and cookies; and where it is hidden, for the same statements and no more keys.
    """
    for role in DEDANS:
        hidden = getattr(MATRICE[nom], verb).attendu(role) == ABSENT
        at_home = role in AILLEURS
        if at_home and not hidden:
            continue
        unknown, elsewhere = (ask_for(monde, nom, verb, role, which) for which in ("inconnu", "ailleurs"))
        if not at_home:
            # 403 only where the place itself is refused, whatever the identifier.
            assert elsewhere.vu[0] in {404, 403}, role
            assert elsewhere.vu == unknown.vu, role
        if hidden and nom not in CONNUS:
            here = ask_for(monde, nom, verb, role, "ici")
            assert here == unknown, role
            if elsewhere.travail.statut == 404:
                assert elsewhere.travail == unknown.travail, role


@dataclass(frozen=True)
class Reponse:
    """What anybody sees of an answer, and what it cost."""

    vu: tuple
    travail: Travail


def ask_for(monde, nom, verb, role, which) -> Reponse:
    """One request for this row, whose effects are undone."""
    ligne, client = MATRICE[nom], monde.client(role)
    url = address(nom, ligne, monde, which=which)
    data = body(ligne, monde, which=which) if verb == "post" else None
    cache.clear()
    with rolled_back(), kept_cookies(client):
        response, travail = watched(getattr(client, verb), url, data)
        headers = {name: value for name, value in response.headers.items() if name not in OF_THE_SECOND}
        vu = response.status_code, len(response.getvalue()), headers, sorted(response.cookies)
    return Reponse(vu, travail)


def test_pupil_of_another_school_is_searched_for_as_a_name_that_nobody_has(monde):
    """T5: names of cases that one may not see, then names of nobody; the page and the work are one."""
    client, url = monde.client(DIRECTRICE), "/saisines/recherche/"
    hidden = [monde[nom].eleve for nom in ("voisine", "ailleurs")]
    found = {}
    for nom, (prenom, famille) in {
        "personne": ("Zqxpersonne", "Zqxnulle"),
        **{f"cachée {number}": (eleve.prenom, eleve.nom) for number, eleve in enumerate(hidden)},
    }.items():
        with rolled_back(), kept_cookies(client):
            data = {"nom": famille, "prenom": prenom}
            works = work_of(client.post, url, data)
            text = client.post(url, data).content.decode().replace(famille, "").replace(prenom, "")
            found[nom] = works, re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", text)

    assert found["cachée 0"] == found["personne"]
    assert found["cachée 1"] == found["personne"]
    assert "_blind_index" in found["personne"][0].cles


def test_pupil_of_another_school_is_no_case_already_open_when_one_re_reads(monde):
    """T5: « un dossier est déjà ouvert » looks only among the cases that one sees."""
    client, draft = monde.client(DIRECTRICE), monde["brouillon"]
    url = f"/saisines/{draft.pk}/relire/"
    found = {}
    for nom, eleve in (("cachée", monde["voisine"].eleve), ("personne", None)):
        with rolled_back(), kept_cookies(client):
            pupil = type(draft.eleve).objects.get(pk=draft.eleve_id)
            pupil.nom, pupil.prenom = (eleve.nom, eleve.prenom) if eleve else ("Zqxnulle", "Zqxpersonne")
            pupil.save()
            works = work_of(client.get, url)
            found[nom] = works, "déjà ouvert" in client.get(url).content.decode()

    assert found["cachée"] == found["personne"]
    assert found["personne"][1] is False
