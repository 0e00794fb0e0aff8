"""Asks ClamAV's daemon about a content: the INSTREAM command, on a Unix socket or by TCP.

The setting `ANTIVIRUS` says where it listens (docs/exploitation.md); empty, the installation has none.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings

DELAI_SECONDES = 30
BLOC = 64 * 1024
REPONSE_MAX = 4096


class AntivirusDownError(Exception):
    """The daemon does not answer: the files wait, and are asked about again."""


class AntivirusUnsureError(AntivirusDownError):
    """It answers, and cannot say for this file: this one waits, the others go on."""


def is_configured() -> bool:
    return bool(settings.ANTIVIRUS)


def is_clean(content: bytes) -> bool:
    """True if nothing was found, False if something was. Raises AntivirusDownError, or its « unsure »."""
    with _connection() as daemon:
        daemon.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), BLOC):
            block = content[start : start + BLOC]
            daemon.sendall(len(block).to_bytes(4, "big") + block)
        daemon.sendall(bytes(4))
        answer = _read(daemon)
    if answer.endswith(b" FOUND"):
        return False
    if answer == b"stream: OK":
        return True
    # « INSTREAM size limit exceeded. ERROR », a base being reloaded: it did not say that the file is clean.
    raise AntivirusUnsureError


def ping() -> None:
    """Raises AntivirusDownError unless the daemon answers."""
    with _connection() as daemon:
        daemon.sendall(b"zPING\0")
        if _read(daemon) != b"PONG":
            raise AntivirusDownError


@contextmanager
def _connection() -> Iterator[socket.socket]:
    try:
        with _connect() as daemon:
            yield daemon
    except OSError as error:
        raise AntivirusDownError from error


def _connect() -> socket.socket:
    place = urlsplit(settings.ANTIVIRUS)
    if place.scheme == "unix":
        daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            daemon.settimeout(DELAI_SECONDES)
            daemon.connect(place.path)
        except OSError:
            daemon.close()
            raise
        return daemon
    return socket.create_connection((place.hostname or "", place.port or 3310), DELAI_SECONDES)


def _read(daemon: socket.socket) -> bytes:
    """One answer, up to its end mark."""
    answer = b""
    while not answer.endswith(b"\0"):
        block = daemon.recv(REPONSE_MAX)
        if not block or len(answer) > REPONSE_MAX:
            raise AntivirusDownError
        answer += block
    return answer.rstrip(b"\0")
