"""A direction and a teacher write one case: who is invited, what it opens, what closes it (S3-12, F13)."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from pole.enums import Fonction, Nature, QuiSaisit
from pole.models import Affectation, Envoi
from saisines.enums import Droit, Etat, Origine, Redacteur, Relation
from saisines.fiche import Fiche
from saisines.models import Acces, AccesMotif, Saisine
from saisines.services import acces, coauteurs
from saisines.services.brouillon import save_step
from saisines.services.conservation import erase_draft
from saisines.services.dossier import create_draft, transmettre
from saisines.services.workflow import apply_transition
from saisines.workflow import TransitionRefusedError
from tests.clients import signed_in
from tests.factories.pole import EcoleFactory, coordinatrice, directrice, enseignante, fresh, membre
from tests.factories.saisines import SaisineFactory
from tests.saisines.saisie.pages import contenu

pytestmark = pytest.mark.django_db


@pytest.fixture
def ecole():
    return EcoleFactory()


@pytest.fixture
def directeur(ecole):
    return directrice(ecole)


@pytest.fixture
def maitresse(ecole):
    return enseignante(ecole)


@pytest.fixture
def saisine(ecole, directeur):
    return SaisineFactory(ecole=ecole, auteur=directeur, etat=Etat.BROUILLON)


@pytest.fixture
def partagee(saisine, directeur, maitresse):
    coauteurs.inviter(saisine, by=directeur, personne=maitresse.pk, mot="Racontez vos essais.")
    return saisine


def sees(personne, saisine):
    return Saisine.objects.visible_to(fresh(personne)).contains(saisine)


def mails(gabarit):
    return list(Envoi.objects.filter(gabarit=gabarit).values_list("destinataire", flat=True))


def test_invitation_opens_that_draft_and_no_other(partagee, directeur, maitresse):
    other = SaisineFactory(ecole=partagee.ecole, auteur=directeur, etat=Etat.BROUILLON)

    assert sees(maitresse, partagee)
    assert partagee.relations_to(fresh(maitresse)) == {Relation.COAUTEUR}
    assert not sees(maitresse, other)
    assert acces.differences() == []


def test_invited_teacher_writes_and_the_direction_reads_it(partagee, maitresse, directeur):
    save_step(partagee, "famille", {"parole_eleve": "J’aime lire."}, version=0, by=fresh(maitresse))

    assert contenu(partagee, "famille")["parole_eleve"] == "J’aime lire."
    assert partagee.etapes.get(code="famille").modifiee_par == maitresse


def test_invited_teacher_neither_sends_erases_nor_invites(partagee, maitresse, ecole):
    person = fresh(maitresse)

    assert not person.has_perm(Droit.TRANSMETTRE, partagee)
    with pytest.raises(PermissionDenied):
        transmettre(partagee, by=person)
    with pytest.raises(PermissionDenied):
        erase_draft(partagee, by=person)
    with pytest.raises(PermissionDenied):
        coauteurs.inviter(partagee, by=person, personne=enseignante(ecole).pk)


def test_what_the_situation_does_to_the_author_is_not_read_by_the_invited_teacher(partagee, maitresse):
    readable = {item.code for item in description_step().readable_by({Relation.COAUTEUR})}
    hidden = {item.code for item in description_step().contenu} - readable

    assert hidden == {"effet_enseignant", "effet_ien"}


def description_step():
    from saisines.natures import description  # noqa: PLC0415

    return description("P").etape("preoccupation")


def test_withdrawn_in_one_act_it_closes_at_once_and_keeps_what_was_written(partagee, directeur, maitresse):
    save_step(partagee, "famille", {"parole_eleve": "J’aime lire."}, version=0, by=fresh(maitresse))

    coauteurs.ne_plus_partager(partagee, by=directeur, personne=maitresse.pk)

    assert not sees(maitresse, partagee)
    assert partagee.relations_to(fresh(maitresse)) == frozenset()
    with pytest.raises(PermissionDenied):
        save_step(partagee, "famille", {"parole_eleve": "Trop tard"}, version=1, by=fresh(maitresse))
    assert contenu(partagee, "famille")["parole_eleve"] == "J’aime lire."
    assert acces.differences() == []


def test_invited_again_after_a_withdrawal_they_write_again(partagee, directeur, maitresse):
    coauteurs.ne_plus_partager(partagee, by=directeur, personne=maitresse.pk)
    coauteurs.inviter(partagee, by=directeur, personne=maitresse.pk)

    assert sees(maitresse, partagee)
    assert AccesMotif.objects.filter(personne=maitresse).count() == 1


def test_double_click_invites_once_and_sends_one_mail(partagee, directeur, maitresse):
    coauteurs.inviter(partagee, by=directeur, personne=maitresse.pk)

    assert mails("saisines/a_ecrire") == [maitresse.pk]
    assert partagee.evenements.filter(nom="inviter").count() == 1


def test_word_to_an_invited_teacher_is_read_by_them_alone(partagee, directeur, maitresse, ecole):
    other = enseignante(ecole, personne__prenom=maitresse.prenom, personne__nom=maitresse.nom)
    coauteurs.inviter(partagee, by=directeur, personne=other.pk, mot="Dites la récréation.\nMerci.")

    for reader, read, hidden in (
        (maitresse, "vos essais", "récréation"),
        (other, "récréation", "vos essais"),
    ):
        client = signed_in(reader)
        html = client.get(reverse("saisines:relire", args=[partagee.pk])).content.decode()
        assert read in html
        assert hidden not in html


def test_history_names_who_was_invited_and_keeps_the_word_out(partagee, directeur, maitresse):
    for reader, relations in ((directeur, {Relation.DIRECTION}), (maitresse, {Relation.COAUTEUR})):
        told = [fait.texte for fait in Fiche(partagee, reader, relations).historique]
        assert str(maitresse) in told
        assert not any("vos essais" in texte for texte in told)


@pytest.mark.parametrize("who", ["teacher next door", "member", "former teacher", "disabled teacher"])
def test_only_a_teacher_of_the_school_in_office_is_invited(saisine, directeur, ecole, who):
    person = {
        "teacher next door": lambda: enseignante(EcoleFactory(pole=ecole.pole)),
        "member": lambda: membre(ecole.pole),
        "former teacher": lambda: enseignante(ecole, terminee=True),
        "disabled teacher": lambda: enseignante(ecole, personne__is_active=False),
    }[who]()

    with pytest.raises(TransitionRefusedError):
        coauteurs.inviter(saisine, by=directeur, personne=person.pk)
    assert not Acces.objects.exists()


def test_teacher_who_leaves_the_school_loses_it_and_their_new_school_gives_nothing(partagee, maitresse):
    Affectation.objects.filter(personne=maitresse).update(fin=timezone.now())
    enseignante(EcoleFactory(pole=partagee.pole), personne=maitresse)

    assert not sees(maitresse, partagee)
    assert partagee.relations_to(fresh(maitresse)) == frozenset()


def test_writing_access_gives_a_member_of_the_pole_nothing_of_the_pole(partagee, maitresse):
    """They teach there and sit in the pole: invited to write, they are not called upon (working notes)."""
    membre(partagee.pole, personne=maitresse)

    assert partagee.relations_to(fresh(maitresse)) == {Relation.COAUTEUR}


def test_new_director_finds_the_draft_and_the_old_one_who_teaches_there_loses_it(ecole):
    """A director who goes back to a class keeps none of the drafts of the function."""
    old = directrice(ecole)
    draft = create_draft(by=old, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]
    Affectation.objects.filter(personne=old, fonction=Fonction.DIRECTEUR).update(fin=timezone.now())
    enseignante(ecole, personne=old)
    new = directrice(ecole)

    assert sees(new, draft)
    assert new.has_perm(Droit.TRANSMETTRE, draft)
    assert not sees(old, draft)
    assert draft.relations_to(fresh(old)) == frozenset()
    with pytest.raises(PermissionDenied):
        save_step(draft, "famille", {"parole_eleve": "x"}, version=0, by=fresh(old))


def test_new_director_may_withdraw_what_the_old_one_shared(partagee, directeur, maitresse):
    Affectation.objects.filter(personne=directeur).update(fin=timezone.now())
    new = directrice(partagee.ecole)

    assert sees(maitresse, partagee)
    coauteurs.ne_plus_partager(partagee, by=new, personne=maitresse.pk)
    assert not sees(maitresse, partagee)


def test_handed_back_the_director_reads_it_first_and_may_send_it_back_with_a_remark(
    partagee, directeur, maitresse
):
    apply_transition(partagee, "soumettre", by=fresh(maitresse))
    assert mails("saisines/a_relire") == [directeur.pk]

    apply_transition(partagee, "renvoyer", by=directeur, motif="Datez le premier fait.")

    assert mails("saisines/renvoyee") == [maitresse.pk]
    assert sees(maitresse, partagee)
    assert sees(directeur, partagee)


def test_school_news_reach_those_who_wrote(partagee, directeur, maitresse):
    apply_transition(partagee, "soumettre", by=fresh(maitresse))
    transmettre(partagee, by=directeur)

    assert set(mails("saisines/accuse")) == {directeur.pk, maitresse.pk}


def test_after_the_end_the_case_closes_to_them_after_a_while_and_stays_open_if_taken_up_again(
    partagee, directeur, maitresse
):
    pole = partagee.pole
    transmettre(partagee, by=directeur)
    coordination = coordinatrice(pole)
    apply_transition(partagee, "prendre_en_charge", by=coordination, responsable=coordination)
    apply_transition(partagee, "clore", by=coordination, motif="Fini.")
    row = AccesMotif.objects.get(origine=Origine.REDACTION)
    assert row.fin < timezone.now() + timedelta(days=pole.acces_jours + 1)

    with time_machine.travel(timezone.now() + timedelta(days=pole.acces_jours + 2)):
        assert not sees(maitresse, partagee)
    apply_transition(partagee, "rouvrir", by=coordination, motif="Encore.")
    with time_machine.travel(timezone.now() + timedelta(days=pole.acces_jours + 2)):
        assert sees(maitresse, partagee)


def test_confidential_request_is_shared_with_nobody(ecole, directeur, maitresse):
    saisine = SaisineFactory(
        ecole=ecole, auteur=directeur, nature=Nature.ENSEIGNANT, eleve=None, etat=Etat.BROUILLON
    )

    with pytest.raises(PermissionDenied):
        coauteurs.inviter(saisine, by=directeur, personne=maitresse.pk)


@pytest.mark.parametrize(
    ("policy", "starts", "sends"),
    [
        (QuiSaisit.DIRECTION, False, False),
        (QuiSaisit.RELU, True, False),
        (QuiSaisit.ENSEIGNANT, True, True),
    ],
)
def test_the_pole_decides_whether_a_teacher_starts_and_whether_they_send(
    ecole, maitresse, policy, starts, sends
):
    ecole.pole.qui_saisit = policy
    ecole.pole.save()
    person = fresh(maitresse)

    def start():
        return create_draft(by=person, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]

    if not starts:
        with pytest.raises(PermissionDenied):
            start()
        return
    draft = start()
    assert draft.redacteur == Redacteur.ENSEIGNANT
    assert person.has_perm(Droit.TRANSMETTRE, draft) is sends


def test_where_the_direction_alone_sends_it_may_still_invite_a_teacher(ecole, directeur, maitresse):
    ecole.pole.qui_saisit = QuiSaisit.DIRECTION
    ecole.pole.save()
    draft = create_draft(by=directeur, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]

    coauteurs.inviter(draft, by=directeur, personne=maitresse.pk)

    assert fresh(maitresse).has_perm(Droit.REDIGER, draft)


# The pages.


def page(client, saisine, name="ecrire_a_deux", *args):
    return client.get(reverse(f"saisines:{name}", args=[saisine.pk, *args])).content.decode()


def test_page_invites_then_takes_back(client, saisine, directeur, maitresse):
    client.force_login(directeur)
    url = reverse("saisines:ecrire_a_deux", args=[saisine.pk])

    client.post(url, {"personne": maitresse.pk, "mot": "Racontez."})
    assert "Ne plus partager" in page(client, saisine)
    client.post(reverse("saisines:ne_plus_partager", args=[saisine.pk, maitresse.pk]))

    assert "Ne plus partager" not in page(client, saisine)
    assert not sees(maitresse, saisine)


def test_once_sent_the_case_offers_no_invitation_and_still_lets_the_direction_take_one_back(
    client, partagee, directeur, maitresse
):
    client.force_login(directeur)
    assert "Écrire à deux" in page(client, partagee, "relire")

    transmettre(partagee, by=directeur)
    shared = page(client, partagee, "detail")
    coauteurs.ne_plus_partager(partagee, by=directeur, personne=maitresse.pk)
    alone = page(client, partagee, "detail")

    assert "Écrire à deux" not in shared + alone
    assert "Qui écrit avec vous" in shared
    assert "Qui écrit avec vous" not in alone


def test_page_without_any_teacher_says_where_to_invite_them(client, saisine, directeur):
    client.force_login(directeur)

    assert "Inviter l’équipe enseignante" in page(client, saisine)


def test_invited_teacher_finds_the_draft_on_their_page_and_the_word_of_the_direction(
    client, partagee, maitresse
):
    client.force_login(maitresse)

    assert "Écrire avec la direction" in client.get("/").content.decode()
    assert "Vous écrivez cette saisine avec votre direction" in page(client, partagee, "detail")
    relire = page(client, partagee, "relire")
    assert "Racontez vos essais." in relire
    assert "Proposer à la direction" in relire
    assert "Effacer ce brouillon" not in relire


def test_remark_is_shown_to_whoever_must_write_again(client, ecole, directeur, maitresse):
    draft = create_draft(by=maitresse, pole=ecole.pole, ecole=ecole, jeton=uuid.uuid4())[0]
    apply_transition(draft, "soumettre", by=maitresse)
    apply_transition(draft, "renvoyer", by=directeur, motif="Datez le premier fait.")
    client.force_login(maitresse)

    assert "Datez le premier fait." in page(client, draft, "relire")


def test_history_says_read_again_and_sent_when_a_teacher_drafted(client, ecole, directeur, maitresse):
    draft = SaisineFactory(ecole=ecole, auteur=maitresse, etat=Etat.A_RELIRE, redacteur=Redacteur.ENSEIGNANT)
    transmettre(draft, by=directeur)
    client.force_login(maitresse)

    assert "La saisine a été relue et transmise au pôle" in page(client, draft, "detail")


def test_erasing_page_says_that_somebody_else_wrote(client, partagee, directeur, maitresse):
    client.force_login(directeur)

    assert f"{maitresse} y écrit avec vous" in page(client, partagee, "effacer")
