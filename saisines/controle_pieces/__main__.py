"""`python -I saisines/controle_pieces pdf < file`: one line of JSON, then the bytes to keep if they differ.

It is run by `saisines.services.examen` without any secret in its environment, with little memory and little
time, because a hostile file attacks whoever opens it first. The argument says what the file claims to be.
"""

import json
import resource
import sys
from importlib import import_module
from pathlib import Path

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 8


# The module that judges each format. Whatever reads a file is loaded by it, once the limits are set.
JUGES = {"pdf": "pdf", "jpeg": "image", "png": "image", "docx": "document", "odt": "document"}


def examine(content: bytes, format: str) -> tuple[int, bytes]:
    """Number of pages (0: unknown) and bytes to keep (b"": those received)."""
    # Isolated, Python looks for modules in the library alone: this folder is added after it.
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    judge = import_module(f"saisines.controle_pieces.{JUGES[format]}")
    return judge.examine_as(content, format)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    answer: dict[str, object] = {}
    kept = b""
    try:
        answer["pages"], kept = examine(sys.stdin.buffer.read(), sys.argv[1])
    except Exception as error:  # whatever a hostile file provokes, it is unreadable
        refused = type(error).__name__ == "RefusedError"
        answer, kept = {"refus": str(error) if refused else "illisible"}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + kept)


if __name__ == "__main__":
    main()
