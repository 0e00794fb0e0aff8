"""What an outside partner reads of a case: the note written for them, and the name if the parents agreed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partenaires.models import Contact, Secteur, Structure
from pole.enums import Nature
from pole.models import Acte, Entree
from saisines.enums import Audience, Droit, Etat, EtatAccord, Relation, TypeAccord
from saisines.membres import membres_of
from saisines.models import NoteDePartage, Saisine
from saisines.partage import age_of
from saisines.pistes import PisteEcrite
from saisines.services import accords, deports, partages, reponses, suites
from saisines.services.accords import ReponseParents
from saisines.workflow import TransitionRefusedError
from tests.clients import signed_in
from tests.factories.pole import PoleFactory, coordinatrice, fresh, inspectrice, membre, partenaire
from tests.factories.saisines import SaisineFactory
from tests.saisines.conftest import CANARIS
from tests.saisines.test_acces import named

pytestmark = pytest.mark.django_db

NOTE = "CanariNote : l’élève quitte la classe. Nous cherchons un avis avant la fin du mois."


@pytest.fixture
def cmp(saisine):
    """A partner who works in a structure of the directory."""
    person = partenaire(saisine.pole)
    structure = Structure.objects.create(pole=saisine.pole, nom="CMP de Valbourg", secteur=Secteur.SANTE)
    Contact.objects.create(structure=structure, affectation=person.affectations.get())
    return person


def write(saisine, by, *, texte=NOTE, version=0, relue=True):
    case = Saisine.objects.get(pk=saisine.pk)
    return partages.ecrire(case, by=fresh(by), texte=texte, version=version, relue=relue)


def call(saisine, by, personne):
    return suites.solliciter(
        Saisine.objects.get(pk=saisine.pk),
        by=by,
        personne=personne,
        mission="Donner un avis sur un suivi",
        echeance=timezone.localdate() + timedelta(days=7),
    )


def sign(saisine, by, personne, etat=EtatAccord.SIGNE):
    structure = Structure.objects.get(contacts__affectation__personne=personne)
    given = {"signataire": "les_deux"} if etat == EtatAccord.SIGNE else {}
    reponse = ReponseParents(etat=etat, le=timezone.localdate(), **given)
    return accords.noter(saisine, by=by, type=TypeAccord.PARTAGE, structure=structure, reponse=reponse)


def page(personne, saisine):
    response = signed_in(personne).get(saisine.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


# Calling upon a partner


def test_partner_is_called_upon_once_the_note_is_reread_and_not_before(saisine, coordinateur, cmp, sollicite):
    proposed = []
    for act in (
        lambda: None,
        lambda: write(saisine, sollicite, relue=False),
        lambda: write(saisine, coordinateur, version=1),
    ):
        act()
        proposed.append(suites.sollicitables(saisine).filter(personne=cmp).exists())

    assert proposed == [False, False, True]
    assert str(cmp.pk) in dict(membres_of(saisine))
    assert call(saisine, coordinateur, cmp).personne == cmp


def test_partner_without_a_note_is_refused_with_what_to_do(saisine, coordinateur, cmp):
    with pytest.raises(TransitionRefusedError, match="note de partage"):
        call(saisine, coordinateur, cmp)

    assert partages.is_shareable(saisine, cmp) == partages.SANS_NOTE


def test_reason_that_holds_a_case_back_is_said(saisine, coordinateur, cmp, sollicite):
    other = membre(saisine.pole)
    reasons = [partages.is_shareable(saisine, other)]
    write(saisine, sollicite, relue=False)
    reasons.append(partages.is_shareable(saisine, cmp))
    write(saisine, coordinateur, version=1)
    reasons.append(partages.is_shareable(saisine, cmp))
    deports.deporter(saisine, by=coordinateur, personne=cmp, raison="Suit la famille")
    reasons.append(partages.is_shareable(saisine, cmp))

    assert reasons == ["", partages.A_RELIRE, "", partages.A_L_ECART]


def test_partner_is_never_the_person_whom_a_school_turns_to(saisine, coordinateur, cmp):
    write(saisine, coordinateur)

    with pytest.raises(TransitionRefusedError, match="interlocuteur est un membre du pôle"):
        reponses.repondre(saisine, by=coordinateur, pistes=[PisteEcrite("Essayer")], interlocuteur=cmp)


def test_partner_of_another_pole_is_not_proposed(saisine, coordinateur):
    write(saisine, coordinateur)

    assert not suites.sollicitables(saisine).filter(personne=partenaire(PoleFactory())).exists()


# What the partner reads


def test_partner_reads_the_note_an_age_a_level_and_nothing_of_the_school(saisine, people, coordinateur, cmp):
    write(saisine, coordinateur)
    call(saisine, coordinateur, cmp)

    html = page(cmp, saisine)

    assert "CanariNote" in html
    assert f"{age_of(saisine, timezone.localdate())}, CE1" in html
    assert {word for word in CANARIS if word in html} == set()
    assert "CanariPourLePole" not in html
    assert str(people["convie"]) not in html
    assert "Une mission a été confiée" not in html


def test_partner_reads_no_note_that_nobody_has_reread(saisine, coordinateur, cmp, sollicite):
    write(saisine, coordinateur)
    call(saisine, coordinateur, cmp)
    write(saisine, sollicite, texte="CanariChange", version=1, relue=False)

    html = page(cmp, saisine)

    assert "CanariNote" not in html
    assert "CanariChange" not in html
    assert "relit encore" in html


def test_partner_who_is_not_called_upon_does_not_learn_that_the_case_exists(saisine, coordinateur, cmp):
    write(saisine, coordinateur)

    assert signed_in(cmp).get(saisine.get_absolute_url()).status_code == 404


def test_names_in_the_note_are_hidden_from_the_partner(saisine, coordinateur, cmp):
    write(saisine, coordinateur, texte=f"Nous suivons {saisine.eleve.prenom} depuis septembre.")
    call(saisine, coordinateur, cmp)

    html = page(cmp, saisine)

    assert saisine.eleve.prenom not in html
    assert "Nous suivons l’élève depuis septembre." in html


def test_age_is_in_whole_years():
    today = timezone.localdate().replace(month=6, day=15)
    saisine = SaisineFactory()
    for birth, expected in (
        (f"{today.year - 8}-06-15", "8\u00a0ans"),
        (f"{today.year - 8}-06-16", "7\u00a0ans"),
        ("", ""),
        ("hier", ""),
    ):
        saisine.eleve.naissance = birth

        assert age_of(saisine, today) == expected


# The identity


def asked(personne, saisine):
    client = signed_in(personne)
    answer = client.post(f"{saisine.get_absolute_url()}identite/")
    return answer.status_code, client.get(saisine.get_absolute_url()).content.decode()


def test_identity_needs_the_agreement_of_the_parents_for_this_structure(saisine, coordinateur, cmp):
    write(saisine, coordinateur)
    call(saisine, coordinateur, cmp)
    elsewhere = Structure.objects.create(pole=saisine.pole, nom="Un autre", secteur=Secteur.SOCIAL)
    reponse = ReponseParents(etat=EtatAccord.SIGNE, le=timezone.localdate(), signataire="les_deux")
    accords.noter(saisine, by=coordinateur, type=TypeAccord.PARTAGE, structure=elsewhere, reponse=reponse)

    before, hidden = asked(cmp, saisine)
    sign(saisine, coordinateur, cmp)
    not_clicked = page(cmp, saisine)
    after, shown = asked(cmp, saisine)

    assert (before, after) == (403, 302)
    assert saisine.eleve.nom not in hidden + not_clicked
    assert "Afficher l’identité" in not_clicked
    assert saisine.eleve.nom_complet in shown
    assert Entree.objects.filter(acte=Acte.IDENTITE, objet_id=saisine.pk, personne=cmp).count() == 1


def test_agreement_that_is_taken_back_hides_the_name_at_the_next_request(saisine, coordinateur, cmp):
    write(saisine, coordinateur)
    call(saisine, coordinateur, cmp)
    accord = sign(saisine, coordinateur, cmp)
    client = signed_in(cmp)
    client.post(f"{saisine.get_absolute_url()}identite/")
    before = client.get(saisine.get_absolute_url()).content.decode()

    retire = ReponseParents(etat=EtatAccord.RETIRE, le=timezone.localdate())
    accords.changer(accord, by=coordinateur, version=accord.version, reponse=retire)
    after = client.get(saisine.get_absolute_url()).content.decode()

    assert saisine.eleve.nom in before
    assert saisine.eleve.nom not in after


@pytest.mark.parametrize("etat", [EtatAccord.REFUSE])
def test_refusal_of_the_parents_opens_no_name(saisine, coordinateur, cmp, etat):
    write(saisine, coordinateur)
    call(saisine, coordinateur, cmp)
    sign(saisine, coordinateur, cmp, etat)

    assert saisine.relations_to(fresh(cmp)) == {Relation.PARTENAIRE}
    assert asked(cmp, saisine)[0] == 403


def test_agreement_opens_neither_the_story_nor_the_documents(saisine, coordinateur, cmp):
    write(saisine, coordinateur)
    call(saisine, coordinateur, cmp)
    sign(saisine, coordinateur, cmp)
    client = signed_in(cmp)
    client.post(f"{saisine.get_absolute_url()}identite/")

    html = client.get(saisine.get_absolute_url()).content.decode()

    assert "CanariQuestion" not in html
    assert not fresh(cmp).has_perm(Droit.LIRE, saisine)
    assert client.get(f"{saisine.get_absolute_url()}fiche.pdf").status_code == 403


# Writing it


@pytest.mark.parametrize("who", ["direction", "secretariat", "partenaire", "autre_membre", "autre_pole"])
def test_nobody_else_writes_the_note(who, saisine, people, cmp):
    strangers = {
        "partenaire": named(saisine, cmp),
        "autre_membre": membre(saisine.pole),
        "autre_pole": coordinatrice(PoleFactory()),
    }

    with pytest.raises(PermissionDenied):
        write(saisine, (people | strangers)[who], relue=False)

    assert not NoteDePartage.objects.exists()


def test_member_writes_it_and_the_ien_rereads_it(saisine, sollicite):
    ien = inspectrice(saisine.pole)
    written = write(saisine, sollicite, relue=False)
    reread = write(saisine, ien, version=written.version)

    assert not written.is_relue
    assert (reread.relue_par, reread.version) == (ien, 2)
    assert saisine.evenements.filter(nom="note_de_partage", audience=Audience.POLE).count() == 2


def test_member_does_not_say_that_it_was_reread(saisine, sollicite):
    with pytest.raises(PermissionDenied):
        write(saisine, sollicite, relue=True)


def test_two_people_do_not_write_over_one_another(saisine, coordinateur, sollicite):
    write(saisine, coordinateur)
    write(saisine, sollicite, texte="Première", version=1, relue=False)

    with pytest.raises(TransitionRefusedError, match="vient de changer cette note"):
        write(saisine, coordinateur, texte="Seconde", version=1)
    with pytest.raises(TransitionRefusedError, match="vient de changer cette note"):
        write(saisine, coordinateur, texte="Seconde", version=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoteDePartage.objects.create(saisine=saisine, ecrite_par=coordinateur, ecrite_le=timezone.now())

    assert NoteDePartage.objects.get().texte == "Première"


@pytest.mark.parametrize("etat", [Etat.CLOSE, Etat.RETIREE])
def test_case_that_is_over_keeps_its_note_as_it_was(saisine, coordinateur, etat):
    Saisine.objects.filter(pk=saisine.pk).update(etat=etat)

    with pytest.raises(TransitionRefusedError, match="ne change plus"):
        write(saisine, coordinateur)


def test_confidential_request_has_no_note_and_no_partner(ecole, coordinateur):
    chosen = membre(ecole.pole)
    saisine = SaisineFactory(ecole=ecole, nature=Nature.ENSEIGNANT, eleve=None)
    named(saisine, chosen)
    outside = partenaire(ecole.pole)

    for person in (chosen, coordinateur):
        with pytest.raises(PermissionDenied):
            write(saisine, person, relue=False)
    assert partages.is_shareable(saisine, outside) == partages.CONFIDENTIELLE


# The page


def test_page_warns_of_names_and_blocks_nothing(saisine, coordinateur):
    client, url = signed_in(coordinateur), f"{saisine.get_absolute_url()}note-de-partage/"
    texte = f"{saisine.eleve.prenom} voit Mme Dubosc. Sa mère : 06 12 34 56 78."

    client.post(url, {"texte": texte, "version": "0", "relue": "on"})
    html = client.get(url).content.decode()

    assert NoteDePartage.objects.get().is_relue
    assert "Mme Dubosc" in html
    assert "06 12 34 56 78" in html
    assert "À vérifier avant de partager" in html


def test_page_never_tells_a_member_the_name_that_they_have_not_asked_for(saisine, coordinateur, sollicite):
    client, url = signed_in(sollicite), f"{saisine.get_absolute_url()}note-de-partage/"
    write(saisine, coordinateur, texte=f"Avec {saisine.eleve.prenom}, en classe.")

    shown = client.get(url).content.decode()
    guess = client.post(url, {"texte": f"avec {saisine.eleve.nom.lower()}", "version": "oups"})

    assert saisine.eleve.prenom not in shown
    assert "Avec l’élève, en classe." in shown
    assert "Un nom" not in guess.content.decode()
    assert 'name="relue"' not in shown


def test_two_lines_of_a_conflict_give_back_what_was_typed(saisine, coordinateur):
    write(saisine, coordinateur)

    html = (
        signed_in(coordinateur)
        .post(f"{saisine.get_absolute_url()}note-de-partage/", {"texte": "CanariPerdu", "version": "0"})
        .content.decode()
    )

    assert "vient de changer cette note" in html
    assert "CanariPerdu" in html


@pytest.mark.parametrize("missions", [1, 3])
def test_page_of_a_partner_costs_the_same_whatever_hangs_on_the_case(missions, saisine, coordinateur, cmp):
    write(saisine, coordinateur)
    call(saisine, coordinateur, cmp)
    for _ in range(missions):
        call(saisine, coordinateur, membre(saisine.pole))
    client = signed_in(cmp)
    client.get("/")

    with CaptureQueriesContext(connection) as queries:
        client.get(saisine.get_absolute_url())

    assert len(queries) <= 9
