"""The files that an operator copies (docs/exemples): well formed, in step with the settings and the code."""

import configparser
import re
import shlex
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse
from gunicorn.config import Config

from pole.televersement import TAILLE_MAX
from tests.source import ROOT

EXEMPLES = ROOT / "docs" / "exemples"
GUIDE = (ROOT / "docs" / "exploitation.md").read_text(encoding="utf-8")
NGINX = re.sub(r"#.*", "", (EXEMPLES / "nginx.conf").read_text(encoding="utf-8"))
UNITS = sorted(path.name for path in EXEMPLES.glob("*.service"))
SCRIPTS = ("pole-manage", "pole-sauvegarder")
SECOURS = ROOT / "static" / "secours"
UNITES = {"": 1, "k": 1024, "m": 1024**2}


def directive(name):
    """Every value that the nginx example gives to a directive."""
    return re.findall(rf"^\s*{name}\s+(.+);$", NGINX, re.MULTILINE)


def octets(text):
    number, unit = re.fullmatch(r"(\d+)([km]?)", text).groups()
    return int(number) * UNITES[unit]


def location(prefix):
    """Body of a location of the nginx example."""
    return re.search(rf"location {re.escape(prefix)} \{{(.*?)\n    \}}", NGINX, re.DOTALL)[1]


def unit(name):
    """A systemd unit, its continued lines joined. A key is given once."""
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str
    text = (EXEMPLES / name).read_text(encoding="utf-8").replace("\\\n", " ")
    parser.read_string(text)
    return parser


def test_guide_leads_to_every_example_and_names_no_other():
    linked = set(re.findall(r"docs/exemples/([\w.-]+)|\]\(exemples/([\w.-]+)\)", GUIDE))

    assert {one or other for one, other in linked} == {path.name for path in EXEMPLES.iterdir()}


# nginx


def test_nginx_example_is_well_formed():
    depth = 0
    for line in filter(None, map(str.strip, NGINX.splitlines())):
        depth += line.count("{") - line.count("}")
        assert depth >= 0, line
        assert line.endswith(("{", "}", ";")), line
    assert depth == 0


def test_nginx_lets_through_more_than_the_largest_attachment():
    """Below its own limit the site explains; above, nginx answers before the site."""
    [limit] = [octets(text) for text in directive("client_max_body_size") if text != "0"]

    assert limit >= 2 * TAILLE_MAX
    # Django counts the fields of a form apart from its files.
    assert limit > TAILLE_MAX + settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_nginx_writes_no_attachment_on_the_disk():
    [limit] = [octets(text) for text in directive("client_max_body_size") if text != "0"]
    [buffers] = [text.split() for text in directive("proxy_buffers")]

    assert [octets(text) for text in directive("client_body_buffer_size")] == [limit]
    assert directive("proxy_max_temp_file_size") == ["0"]
    assert int(buffers[0]) * octets(buffers[1]) > TAILLE_MAX


def test_nginx_logs_neither_what_was_searched_nor_where_one_comes_from():
    [written] = re.findall(r"log_format pole '(.*)';", NGINX)

    assert set(re.findall(r"\$(\w+)", written)) == {
        "remote_addr",
        "time_iso8601",
        "request_method",
        "chemin",
        "status",
        "body_bytes_sent",
        "request_time",
    }
    assert r"~^(?<debut>[^?]*) $debut;" in NGINX
    assert set(directive("access_log")) == {"/var/log/nginx/pole.log pole", "off"}


@pytest.mark.parametrize(("nom", "suffix"), [("pole:invitation", "JETON/"), ("cellules:flux", "JETON.ics")])
def test_nginx_keeps_an_address_that_is_a_key_out_of_every_log(nom, suffix):
    prefix = reverse(nom, args=["JETON"]).removesuffix(suffix)

    assert "access_log off;" in location(prefix)
    assert "error_log /dev/null;" in location(prefix)


def test_nginx_writes_the_headers_that_the_site_believes():
    header, _ = settings.SECURE_PROXY_SSL_HEADER
    believed = header.removeprefix("HTTP_").replace("_", "-").title()

    assert {"Host $host", f"{believed} $scheme", "X-Forwarded-For $remote_addr"} == set(
        directive("proxy_set_header")
    )


def test_nginx_serves_the_files_of_the_site_and_no_attachment():
    [served] = directive("alias")

    assert settings.STATIC_URL == "/static/"
    assert f"STATIC_ROOT={served.rstrip('/')}\n" in GUIDE
    assert "media" not in NGINX


def test_every_page_that_nginx_shows_by_itself_is_there():
    pages = [text.split() for text in directive("error_page")]

    assert {page for *_, page in pages} == {f"/static/secours/{path.name}" for path in SECOURS.iterdir()}
    assert {code for *codes, _ in pages for code in codes} == {"413", "502", "504"}


# Pages without the site


class Page(HTMLParser):
    """Tags of a page, with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("path", sorted(SECOURS.iterdir()), ids=lambda path: path.name)
def test_page_without_the_site_stands_alone(path):
    text = path.read_text(encoding="utf-8")
    page = Page(text)

    assert "<title>Erreur\u00a0: " in text
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert not {"script", "style"} & {tag for tag, _ in page.tags}
    files = [attrs["href"] for tag, attrs in page.tags if tag == "link"]
    assert files
    for file in files:
        assert (ROOT / file.lstrip("/")).is_file(), file


def test_page_of_a_heavy_file_gives_the_limit_of_the_site():
    megabytes = TAILLE_MAX // 1024**2

    assert f"moins de {megabytes}\u00a0Mo" in (SECOURS / "413.html").read_text(encoding="utf-8")


# systemd and scripts


@pytest.mark.parametrize("name", UNITS)
def test_unit_runs_the_code_under_its_account_with_its_settings(name):
    service = unit(name)["Service"]

    assert service["User"] == "pole"
    assert service["EnvironmentFile"] == "/etc/pole-ressource.env"
    assert service["UMask"] == "0077"
    command = shlex.split(service["ExecStart"])
    assert command[0] == f"{service['WorkingDirectory']}/.venv/bin/python"
    assert f"MEDIA_ROOT={service['ReadWritePaths']}/media\n" in GUIDE
    if command[1:2] == ["manage.py"]:
        assert command[2] in get_commands()


def test_unit_of_the_site_listens_where_nginx_speaks():
    service = unit("pole-site.service")["Service"]
    command = shlex.split(service["ExecStart"])
    assert command[1:4] == ["-m", "gunicorn", "pole.conf.wsgi"]

    # An option that gunicorn does not know would end the test here.
    options = Config().parser().parse_args(command[4:])

    assert {f"http://{address}" for address in options.bind} == set(directive("proxy_pass"))
    assert options.bind == [f"unix:/run/{service['RuntimeDirectory']}/site.sock"]


def test_timer_starts_the_check():
    assert (EXEMPLES / "pole-verifier.timer").with_suffix(".service").is_file()
    assert unit("pole-verifier.timer")["Timer"]["OnCalendar"]


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_is_understood_by_the_shell(name):
    path = EXEMPLES / name

    run = subprocess.run(["sh", "-n", str(path)], capture_output=True, text=True, check=False)  # noqa: S603, S607

    assert (run.returncode, run.stderr) == (0, "")
    assert path.stat().st_mode & 0o100


def test_backup_copies_the_attachments_and_not_the_sessions():
    script = (EXEMPLES / "pole-sauvegarder").read_text(encoding="utf-8")
    folder = Path(re.search(r"^MEDIA_ROOT=(.+)$", GUIDE, re.MULTILINE)[1])

    assert f"--directory={folder.parent} {folder.name}\n" in script
    assert "--exclude-table-data=django_session" in script
    assert script.index("pg_dump") < script.index("tar --create")
