"""The project's own files, as its tests of itself read them."""

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = ("pole", "partenaires", "saisines", "cellules")
IGNORED_FOLDERS = {".git", ".venv", "var", "media", "staticfiles", "node_modules", "__pycache__", "captures"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def project_files() -> list[Path]:
    """Files that git knows or would add; in an archive without git, all but what the project ignores."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    try:
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 (fixed)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return [path for path in ROOT.rglob("*") if path.is_file() and not is_ignored(path)]
    return [path for name in run.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def is_ignored(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return (
        bool(IGNORED_FOLDERS & set(parts))
        or any(part.endswith("_cache") for part in parts)
        or path.name == ".env"
        or ".sqlite3" in path.name
    )


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=name_of(path))


FILES = project_files()
PYTHON = [path for path in FILES if path.suffix == ".py"]
OURS = [path for path in PYTHON if name_of(path).split("/")[0] in APPS and "migrations" not in path.parts]
VIEWS = [path for path in OURS if path.name.startswith("views") or "views" in path.parts]
TEMPLATES = [path for path in FILES if name_of(path).startswith("templates/")]
