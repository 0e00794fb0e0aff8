"""The project's tests of its own source: what prose does not hold, a failing test does (docs/style.md)."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils.functional import Promise

from tests.source import APPS, FILES, OURS, PYTHON, ROOT, TEMPLATES, VIEWS, name_of, parse

MAX_LINES = 400

# Uses of a manager without `visible_to`, as "file:function", each with its reason beside it.
VIEWS_WITHOUT_VISIBLE_TO: frozenset[str] = frozenset()

# Django's own names for error pages; the pack that crispy builds names for.
FOUND_BY_NAME = re.compile(r"^((400|403|403_csrf|404|500)\.html|crispy_dsfr/.+)$")
# A message is made of two or three files that share a stem.
MESSAGE_PART = re.compile(r"[_.](subject|body|message|sujet|corps)(\.\w+)?$|\.(txt|html)$")

# Written so that this file does not match itself.
ADDRESS_OF_A_REGISTRY = re.compile(
    r"pypi[.]org|pythonhosted[.]org|deb[.]debian[.]org|registry[.]npmjs|snapshot[.]debian"
)
TRACE_OF_A_MACHINE = re.compile(
    r"index[-]url|find[-]links|file:[/]{3}|\"resolved\": ?\"http|(^|[^.\w-])/(?:work|root|farm|opt|home)/",
    re.MULTILINE,
)

# An ordinary space where the line must not break (docs/style.md).
BREAKABLE = re.compile(r"(?:^|(?<=\S)) (?=[;:!?»](?:$|[\s.,)<\"'…]))|(?<=«) ", re.MULTILINE)
# Comments are read first, so that a quote inside one opens nothing.
SCRIPT_LITERAL = re.compile(r"//.*|/\*(?s:.*?)\*/|(\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`)")
FOR_PEOPLE = [
    *OURS,
    *TEMPLATES,
    *(
        path
        for path in FILES
        if name_of(path).startswith(("static/js/", "docs/guides/"))
        or name_of(path) in {"README.md", "CHANGELOG.md"}
    ),
]


def lines_matching(path, pattern):
    """Places as "file:line", for text files only."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    return [
        f"{name_of(path)}:{text.count(chr(10), 0, match.start()) + 1}" for match in pattern.finditer(text)
    ]


def each(paths):
    return pytest.mark.parametrize("path", paths, ids=name_of)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_migration_is_named_by_hand():
    migrations = [path for path in PYTHON if "migrations" in path.parts and path.stem != "__init__"]

    assert [
        name_of(path) for path in migrations if re.search(r"_auto_|_and_more|_alter_\w+_and_", path.stem)
    ] == []


def test_no_import_is_relative():
    relative = [
        f"{name_of(path)}:{node.lineno}"
        for path in PYTHON
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]

    assert relative == []


def test_no_file_is_above_400_lines():
    scripts = [path for path in FILES if name_of(path).startswith("static/js/")]
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in (*OURS, *scripts)}

    assert {name: size for name, size in sizes.items() if size > MAX_LINES} == {}


def test_no_file_names_a_registry_or_a_machine():
    found = [
        place
        for path in FILES
        for pattern in (ADDRESS_OF_A_REGISTRY, TRACE_OF_A_MACHINE)
        for place in lines_matching(path, pattern)
    ]

    assert found == []


def test_every_include_of_a_component_uses_only():
    include = re.compile(r"""{%\s*include\s+["']components/(?:(?!%}).)*%}""", re.DOTALL)
    leaking = [
        f"{name_of(path)}: {match.group()}"
        for path in TEMPLATES
        for match in include.finditer(path.read_text(encoding="utf-8"))
        if not re.search(r"\bonly\s*%}$", match.group())
    ]

    assert leaking == []


def packages_templates():
    """Folders of templates that packages bring: a file of ours with the same name replaces theirs."""
    folders = [Path(config.path) / "templates" for config in apps.get_app_configs()]
    return [folder for folder in folders if folder.is_dir()]


def test_no_template_is_unused():
    texts = {path: path.read_text(encoding="utf-8") for path in (*OURS, *TEMPLATES)}
    folders = packages_templates()

    unused = []
    for path in TEMPLATES:
        name = path.relative_to(ROOT / "templates").as_posix()
        stem = MESSAGE_PART.sub("", MESSAGE_PART.sub("", name)) if "/emails/" in name else name
        # A mail is named « app/nom » in the code, and found in « app/emails/ ».
        called = {stem, stem.replace("/emails/", "/")}
        if FOUND_BY_NAME.match(name) or any((folder / name).is_file() for folder in folders):
            continue
        if not any(one in text for other, text in texts.items() if other != path for one in called):
            unused.append(name)

    assert unused == []


def test_nothing_is_printed_unescaped():
    """One trap of django-dsfr and of Django is enough: text of a person is text everywhere."""
    in_templates = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")
    in_code = {"mark_safe", "SafeString", "SafeText", "SafeData"}

    found = [place for path in TEMPLATES for place in lines_matching(path, in_templates)] + [
        f"{name_of(path)}:{node.lineno}"
        for path in OURS
        for node in ast.walk(parse(path))
        if (isinstance(node, ast.Name) and node.id in in_code)
        or (isinstance(node, ast.Attribute) and node.attr in in_code)
    ]

    assert found == []


def test_no_template_holds_a_script_or_a_style():
    """The CSP would block it in silence. Mails have no stylesheet of their own."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']",
        re.IGNORECASE,
    )
    pages = [path for path in TEMPLATES if path.suffix == ".html" and "emails" not in path.parts]

    assert [place for path in pages for place in lines_matching(path, inline)] == []


def unguarded_managers(tree):
    """Functions of a view module that reach rows without `visible_to` nor `conduites`, which is narrower."""
    guarded = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"visible_to", "conduites"}
    }
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            manager = isinstance(node, ast.Attribute) and node.attr in {
                "objects",
                "_default_manager",
                "_base_manager",
            }
            bare_model = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"get_object_or_404", "get_list_or_404"}
                and isinstance(node.args[0], ast.Name)
                and node.args[0].id[:1].isupper()
            )
            if (manager and id(node) not in guarded) or bare_model:
                yield function.name, node.lineno


@each(VIEWS)
def test_views_reach_rows_only_through_visible_to(path):
    places = {
        f"{name_of(path)}:{function}": line
        for function, line in unguarded_managers(parse(path))
        if f"{name_of(path)}:{function}" not in VIEWS_WITHOUT_VISIBLE_TO
    }

    assert places == {}


def test_check_of_the_views_sees_each_way_around():
    tree = ast.parse(
        "def seen(request): Saisine.objects.visible_to(request.user).for_list()\n"
        "def filtered(request): Saisine.objects.filter(pole=1)\n"
        "def hidden(request): Saisine._base_manager.visible_to(1); Saisine._default_manager.all()\n"
        "def bare(request): get_object_or_404(Saisine, pk=1)\n"
        "def named(request): get_object_or_404(saisines, pk=1)\n"
        "def conducted(request): Inscription.objects.conduites(request.user).prevues()\n"
        "def of_all(request): Inscription.objects.prevues().conduites(request.user)\n"
    )

    assert {function for function, _ in unguarded_managers(tree)} == {"filtered", "hidden", "bare", "of_all"}


def test_every_verbose_name_is_lower_case():
    """Django capitalises them where needed; an acronym (UAI) stays as it is."""
    names = {}
    for model in (
        model for app in APPS if apps.is_installed(app) for model in apps.get_app_config(app).get_models()
    ):
        names[model._meta.label] = model._meta.verbose_name
        for field in model._meta.get_fields():
            if not isinstance(getattr(field, "verbose_name", None), Promise | None):
                names[f"{model._meta.label}.{field.name}"] = field.verbose_name

    first_words = {label: re.split(r"[\s’'(]", str(name))[0] for label, name in names.items()}
    assert {
        label: word for label, word in first_words.items() if word != word.lower() and not word.isupper()
    } == {}
    assert first_words


def texts_for_people(suffix, source):
    """(line, words): literals of a program, without docstrings nor comments; the whole of a document."""
    if suffix == ".py":
        tree = ast.parse(source)
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                yield node.lineno, node.value
    elif suffix == ".js":
        for literal in SCRIPT_LITERAL.finditer(source):
            words = re.sub(r"\$\{[^}\n]*\}", "x", literal.group(1) or "")
            yield source.count("\n", 0, literal.start()) + 1, words
    else:
        yield 1, source


def breakable_places(suffix, source):
    return [
        line + words.count("\n", 0, found.start())
        for line, words in texts_for_people(suffix, source)
        for found in BREAKABLE.finditer(words)
    ]


def test_no_line_breaks_before_a_high_punctuation_or_inside_quotes():
    places = {
        name_of(path): lines
        for path in FOR_PEOPLE
        if (lines := breakable_places(path.suffix, path.read_text(encoding="utf-8")))
    }

    assert [f"{name}:{line}" for name, lines in places.items() for line in lines] == []


@pytest.mark.parametrize(
    ("suffix", "source", "lines"),
    [
        (".py", 'def f(x):\n    """Said : here."""\n    return f"Lu par : {x}"\n', [3]),
        (".py", 'join(" ; ")\nre.compile(r"objet ?\\d")\nprint(f"{x!r:>3}")\n', [1]),
        (".html", "{% if a != b %}\n<p>Qui ?</p><b>{{ nom }}</b> : oui\n", [2, 2]),
        (".js", '// « non »\nsay(a ? "x" : "y");\nsay(`${a ? 1 : 2} fois : « oui`);\n', [3, 3]),
        (".md", "Un « mot »\nsans\u00a0: rien.\n", [1, 1]),
    ],
)
def test_check_of_the_spaces_sees_what_people_read_and_only_that(suffix, source, lines):
    assert breakable_places(suffix, source) == lines


def test_the_markup_of_a_breadcrumb_is_written_once():
    copies = [name_of(path) for path in TEMPLATES if 'class="fil-ariane"' in path.read_text(encoding="utf-8")]

    assert copies == ["templates/layout/_fil_ariane.html"]
