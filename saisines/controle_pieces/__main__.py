"""`python -I saisines/controle_pieces pdf < file`: one line of JSON, then the bytes to keep if they differ.

It is run by `saisines.services.examen` without any secret in its environment, with little memory and little
time, because a hostile file attacks whoever opens it first. The argument says what the file claims to be.
"""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 8


def examiner(format: str) -> Callable[[bytes], tuple[int, bytes]]:
    """What judges a format: number of pages (0: unknown) and bytes to keep (b"": those received)."""
    # Isolated, Python looks for modules in the library alone: this folder is added after it.
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    if format == "pdf":
        from saisines.controle_pieces.pdf import examine  # noqa: PLC0415 (after the limits are set)
    elif format in {"jpeg", "png"}:
        from saisines.controle_pieces.image import examine_as  # noqa: PLC0415

        return lambda content: examine_as(content, format)
    else:
        from saisines.controle_pieces.document import examine_as  # noqa: PLC0415

        return lambda content: examine_as(content, format)
    return examine


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    answer: dict[str, object] = {}
    kept = b""
    try:
        answer["pages"], kept = examiner(sys.argv[1])(sys.stdin.buffer.read())
    except Exception as error:  # whatever a hostile file provokes, it is unreadable
        refused = type(error).__name__ == "RefusedError"
        answer, kept = {"refus": str(error) if refused else "illisible"}, b""
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + kept)


if __name__ == "__main__":
    main()
