"""What an operator is told is what the code does: dependencies, variables, licence."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.source import ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt")
PINNED = re.compile(r"^(?P<name>[\w.-]+)(\[[^\]]*\])?==(?P<version>[^\s;\\]+)")

# Not read by the settings, but told to the operator.
OTHER_VARIABLES = {"DJANGO_SETTINGS_MODULE", "PORT"}
READ_BY_SETTINGS = re.compile(
    r"""\b(?:env(?:\.\w+)?|secret)\(\s*["']([A-Z][A-Z0-9_]+)["']|os\.environ(?:\.\w+\(|\[)\s*["']([A-Z][A-Z0-9_]+)["']"""
)


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked(name):
    """Version of each package of a lock file, and the packages that have no hash."""
    versions, without_hash = {}, []
    for block in re.split(r"\n(?=[\w])", (ROOT / name).read_text(encoding="utf-8")):
        pin = PINNED.match(block)
        assert pin, f"{name}: {block.splitlines()[0]}"
        versions[canonicalize_name(pin["name"])] = Version(pin["version"])
        if "--hash=sha256:" not in block:
            without_hash.append(pin["name"])
    return versions, without_hash


@pytest.mark.parametrize("name", LOCKS)
def test_lock_file_gives_a_hash_for_every_package(name):
    versions, without_hash = locked(name)

    assert without_hash == []
    assert len(versions) > 30


@pytest.mark.parametrize(
    ("name", "groups"),
    [("requirements.txt", ["dependencies"]), ("requirements-dev.txt", ["dependencies", "dev"])],
)
def test_lock_file_holds_what_pyproject_asks(name, groups):
    asked = {"dependencies": project()["project"]["dependencies"], **project()["dependency-groups"]}
    versions, _ = locked(name)

    for text in (text for group in groups for text in asked[group]):
        requirement = Requirement(text)
        assert versions.get(canonicalize_name(requirement.name)) in requirement.specifier, text


def test_both_lock_files_agree():
    run, dev = (locked(name)[0] for name in LOCKS)

    assert {name: dev.get(name) for name in run} == run


def variables_of_settings():
    folder = ROOT / "pole" / "conf"
    texts = [
        path.read_text(encoding="utf-8")
        for path in (*folder.glob("settings/*.py"), folder / "environment.py")
    ]
    return {
        name for text in texts for match in READ_BY_SETTINGS.finditer(text) for name in match.groups() if name
    }


def test_every_variable_of_the_settings_is_found():
    """The net of the next tests has no hole for the variables that matter most."""
    assert {
        "SECRET_KEY",
        "CLES_CHIFFREMENT",
        "DATABASE_URL",
        "DEMO",
        "EMAIL_URL",
        "MEDIA_ROOT",
    } <= variables_of_settings()


def test_env_example_lists_every_variable():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    listed = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE))

    assert listed == variables_of_settings() | OTHER_VARIABLES


def test_operating_guide_explains_every_variable():
    text = (ROOT / "docs" / "exploitation.md").read_text(encoding="utf-8")
    explained = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", text, re.MULTILINE))

    assert explained == variables_of_settings() | OTHER_VARIABLES


def test_licence_file_is_the_declared_licence():
    assert project()["project"]["license"] == "EUPL-1.2"
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")


def test_readme_and_decision_say_that_the_licence_is_as_valid_in_french():
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "All linguistic versions of this Licence" in licence[licence.index("\n13.Miscellaneous") :]

    for name in ("README.md", "docs/adr/0001-licence.md"):
        text = " ".join((ROOT / name).read_text(encoding="utf-8").split())
        assert "même valeur dans toutes les langues de l’Union, dont le français (article 13)" in text, name
