"""Held until the antivirus has seen it: never served before, destroyed if infected, kept when it is down."""

import socket
import threading
import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from pole import antivirus
from pole.models import Acte, Entree, Envoi
from pole.travail import Travailleur
from saisines.enums import Etat, EtatPiece
from saisines.models import Evenement, PieceJointe
from saisines.recit import Recit
from saisines.services.completude import missing
from saisines.services.controles import DELAI, check_pieces
from saisines.services.dossier import create_draft
from saisines.services.pieces import attach, detach, read
from saisines.services.rotation import count_files
from saisines.services.verification_pieces import REPRISE, check_antivirus, check_held
from tests.factories.pole import coordinatrice
from tests.factories.saisines import EtapeFactory, SaisineFactory
from tests.saisines.documents import pdf
from tests.saisines.saisie.pages import fill

pytestmark = pytest.mark.django_db

INFECTE = b"CanariVirus"


class Daemon:
    """Speaks the INSTREAM protocol as ClamAV's daemon does, on a Unix socket or by TCP."""

    def __init__(self, answer=None):
        self.answer = answer
        self.received: list[bytes] = []

    def serve(self, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.sendall(self.reply(connection.makefile("rb")))

    def reply(self, stream):
        command = b""
        while not command.endswith(b"\0"):
            command += stream.read(1)
        if command == b"zPING\0":
            return b"PONG\0"
        content = b""
        while size := int.from_bytes(stream.read(4), "big"):
            content += stream.read(size)
        self.received.append(content)
        if self.answer is not None:
            return self.answer
        return b"stream: Canari-Test FOUND\0" if INFECTE in content else b"stream: OK\0"


@contextmanager
def listening(settings, listener, address, daemon):
    listener.listen()
    settings.ANTIVIRUS = address
    thread = threading.Thread(target=daemon.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield daemon
    finally:
        # Closing alone does not wake a thread that waits.
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


@pytest.fixture
def daemon(settings, tmp_path):
    path = str(tmp_path / "clamd")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    with listening(settings, listener, f"unix://{path}", Daemon()) as found:
        yield found


def join(saisine, content=None):
    fichier = SimpleUploadedFile("CanariNom.pdf", content or pdf())
    return attach(saisine, fichier, type="ppre", by=saisine.auteur)


def infected():
    return pdf(words=INFECTE)


def opened(client, user, piece):
    client.force_login(user)
    return client.get(reverse("saisines:piece", args=[piece.saisine_id, piece.pk]))


def refreshed(piece):
    return PieceJointe.objects.get(pk=piece.pk)


@pytest.mark.parametrize("size", [0, 1, antivirus.BLOC, antivirus.BLOC * 3 + 7])
def test_daemon_receives_every_byte(daemon, size):
    assert antivirus.is_clean(bytes(size))
    assert daemon.received == [bytes(size)]


def test_daemon_is_reached_by_the_network_too(settings):
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"

    with listening(settings, listener, address, Daemon()):
        antivirus.ping()
        assert not antivirus.is_clean(INFECTE)


@pytest.mark.parametrize(
    "answer",
    [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK", b"UNKNOWN COMMAND\0", b"x" * 9000 + b"\0"],
)
def test_answer_that_does_not_say_clean_is_not_taken_for_it(settings, tmp_path, answer):
    path = str(tmp_path / "clamd")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)

    with (
        listening(settings, listener, f"unix://{path}", Daemon(answer)),
        pytest.raises(antivirus.AntivirusDownError),
    ):
        antivirus.is_clean(b"x")


@pytest.mark.parametrize("address", ["unix:///nulle/part", "tcp://127.0.0.1:1"])
def test_daemon_that_is_absent_is_down(settings, address):
    settings.ANTIVIRUS = address

    with pytest.raises(antivirus.AntivirusDownError):
        antivirus.is_clean(b"x")


def test_without_any_antivirus_a_document_opens_at_once(client, saisine, directeur):
    piece = join(saisine)

    assert piece.etat == EtatPiece.SANS_CONTROLE
    assert opened(client, directeur, piece).status_code == 200


def test_document_is_held_and_said_to_be_then_opens_once_checked(client, daemon, saisine, directeur):
    piece = join(saisine)

    held = opened(client, directeur, piece)
    page = client.get(held.url).content.decode()
    done = check_held()
    after = opened(client, directeur, piece)

    assert (held.status_code, held.url) == (302, saisine.get_absolute_url())
    assert "L’antivirus vérifie ce document" in page
    assert reverse("saisines:piece", args=[saisine.pk, piece.pk]) not in page
    assert done == 1
    assert daemon.received == [read(piece)]
    assert after.status_code == 200
    assert refreshed(piece).etat == EtatPiece.SAINE
    assert refreshed(piece).controlee_le is not None
    assert Entree.objects.filter(acte=Acte.PIECE).count() == 1
    assert check_held() == 0


def test_infected_document_is_destroyed_and_said(
    client, daemon, saisine, directeur, django_capture_on_commit_callbacks
):
    piece = join(saisine, infected())

    with django_capture_on_commit_callbacks(execute=True):
        check_held()
    page = client.get(opened(client, directeur, piece).url).content.decode()

    assert refreshed(piece).etat == EtatPiece.DETRUITE
    assert (refreshed(piece).chemin, refreshed(piece).taille) == ("", 0)
    assert not default_storage.exists(piece.chemin)
    assert "Détruit\u00a0: l’antivirus y a trouvé un programme dangereux" in page
    assert "Un document a été détruit" in page
    assert Evenement.objects.get(nom="detruire_piece").fonction == "antivirus"
    mail = Envoi.objects.get(gabarit="saisines/piece_detruite")
    assert mail.destinataire == saisine.auteur
    assert not Entree.objects.filter(acte=Acte.PIECE).exists()


def test_mail_about_a_destroyed_document_says_nothing_of_the_case(daemon, saisine, mailoutbox):
    join(saisine, infected())
    check_held()

    call_command("worker", une_fois=True)

    [mail] = [mail for mail in mailoutbox if "écarté" in mail.subject]
    assert "Canari" not in mail.subject + mail.body
    assert saisine.reference in mail.body


def test_destroyed_document_leaves_its_line_until_somebody_takes_it_back(daemon, saisine, directeur):
    piece = join(saisine, infected())
    check_held()

    with time_machine.travel(timezone.now() + DELAI * 2):
        problems = [problem for problem in check_pieces() if "sans fichier" in problem]
    detach(refreshed(piece), by=directeur)

    assert problems == []
    assert count_files() == 0
    assert not PieceJointe.objects.exists()


def test_destroyed_document_does_not_count_as_the_one_that_was_asked(daemon, saisine, directeur):
    draft = SaisineFactory(ecole=saisine.ecole, auteur=directeur, etat=Etat.BROUILLON)
    EtapeFactory(saisine=draft, code="essais", contenu={"essais_comment": "document"})
    join(draft, infected())

    held = {manque.code for manque in missing(Recit(draft, fresh=True))}
    check_held()
    destroyed = {manque.code for manque in missing(Recit(draft, fresh=True))}

    assert destroyed - held == {"fichier"}
    assert not Evenement.objects.filter(saisine=draft).exists()


def test_antivirus_down_holds_the_document_and_delays_nothing_else(client, settings, saisine, directeur):
    settings.ANTIVIRUS = "unix:///nulle/part"
    piece = join(saisine)
    travailleur = Travailleur()

    travailleur.turn()

    pauses = {etape.nom: etape.pause for etape in travailleur.etapes}
    assert {"journal", "envois", "taches"} < pauses.keys()
    assert {nom: pause for nom, pause in pauses.items() if pause} == {"antivirus": 2}
    assert refreshed(piece).etat == EtatPiece.A_VERIFIER
    assert opened(client, directeur, piece).status_code == 302


def test_antivirus_that_comes_back_finds_what_waited(settings, daemon, saisine):
    address, settings.ANTIVIRUS = settings.ANTIVIRUS, "unix:///nulle/part"
    piece = join(saisine)
    travailleur = Travailleur()
    travailleur.run_once()
    settings.ANTIVIRUS = address

    travailleur.run_once()

    assert refreshed(piece).etat == EtatPiece.SAINE


def test_saisine_is_sent_while_its_document_is_held(client, settings, saisine, directeur):
    """Fault: antivirus absent. The saisine is accepted all the same, and the pole reads why it waits."""
    settings.ANTIVIRUS = "unix:///nulle/part"
    client.force_login(directeur)
    draft = create_draft(by=directeur, pole=saisine.pole, ecole=saisine.ecole, jeton=uuid.uuid4())[0]
    piece = join(draft)
    fill(client, draft)

    page = client.get(reverse("saisines:relire", args=[draft.pk])).content.decode()
    client.post(reverse("saisines:transmettre", args=[draft.pk]), {"declaration": "on"})
    draft.refresh_from_db()
    client.force_login(coordinatrice(saisine.pole))
    case = client.get(draft.get_absolute_url()).content.decode()

    assert "L’antivirus vérifie ce document" in page
    assert draft.etat == Etat.TRANSMISE
    assert "L’antivirus vérifie ce document" in case
    assert reverse("saisines:piece", args=[draft.pk, piece.pk]) not in case


def test_setting_removed_releases_nothing(client, settings, daemon, saisine, directeur):
    """A worker started without the variable must not open what another one holds."""
    piece = join(saisine)
    settings.ANTIVIRUS = ""

    assert check_held() == 0
    assert opened(client, directeur, piece).status_code == 302


def test_damaged_document_stays_held_and_does_not_stop_the_others(daemon, saisine):
    lost, other = join(saisine), join(saisine)
    default_storage.delete(lost.chemin)

    assert check_held() == 1
    assert refreshed(lost).etat == EtatPiece.A_VERIFIER
    assert refreshed(other).etat == EtatPiece.SAINE


def test_document_that_the_antivirus_cannot_judge_lets_the_others_pass(daemon, saisine, monkeypatch):
    """Nor does it stop them for ever by being the oldest: it is asked about again after a while."""
    beyond, other = join(saisine, pdf(2)), join(saisine)
    clean, asked = antivirus.is_clean, []

    def some(content):
        asked.append(content)
        if content == read(beyond):
            raise antivirus.AntivirusUnsureError
        return clean(content)

    monkeypatch.setattr(antivirus, "is_clean", some)

    done = [check_held(), check_held()]
    with time_machine.travel(timezone.now() + REPRISE * 2):
        done.append(check_held())

    assert done == [1, 0, 0]
    assert asked == [read(beyond), read(other), read(beyond)]
    assert refreshed(beyond).etat == EtatPiece.A_VERIFIER
    assert refreshed(other).etat == EtatPiece.SAINE


def test_document_taken_back_while_it_is_checked_does_not_come_back(daemon, saisine, directeur, monkeypatch):
    piece = join(saisine, infected())
    clean = antivirus.is_clean

    def meanwhile(content):
        detach(piece, by=directeur)
        return clean(content)

    monkeypatch.setattr(antivirus, "is_clean", meanwhile)

    assert check_held() == 0
    assert not PieceJointe.objects.exists()
    assert not Evenement.objects.filter(nom="detruire_piece").exists()


def test_verifier_tells_what_waits_too_long_and_a_daemon_that_is_down(settings, daemon, saisine):
    join(saisine)
    later = timezone.now() + timedelta(minutes=61)

    assert list(check_antivirus()) == []
    with time_machine.travel(later):
        [waiting] = check_antivirus()
    settings.ANTIVIRUS = "unix:///nulle/part"
    [down] = check_antivirus()
    settings.ANTIVIRUS = ""

    assert "1 document attend l’antivirus depuis plus d’une heure" in waiting
    assert "ne répond pas" in down
    assert list(check_antivirus()) == []
