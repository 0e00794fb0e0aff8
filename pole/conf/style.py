"""Assembles the stylesheet of the site from the installed DSFR package.

The package ships 712 kB of CSS and 1,700 files; our pages use a small part of it. This module keeps the
components we use, removes the tokens that nothing reads, and puts icons inside the sheet as variables,
so that a first visit needs one small file. Run by the command `assembler_style`; the result is committed.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

BANNER = re.compile(r"/\*.*?\*/", re.DOTALL)
ICON_URL = re.compile(r"url\([\"']?(?:\.\./)+icons/([\w/-]+)\.svg[\"']?\)")
FONT_STACK = "font-family:Marianne,arial,sans-serif"
# Helpers and accent colours never used here: the fewer the words, the calmer the page.
UNUSED_SELECTOR = re.compile(
    r"^\.(fr-[mp][trblxy]?-(?:\w\w-)?(?:first|n\d)|fr-artwork|fr-(?:un)?responsive|fr-enlarge)"
    r"|green-(?:tilleul|bourgeon|menthe|archipel)|blue-cumulus|pink-|yellow-moutarde|brown-|\.fr-fi-"
)

COMPONENTS = """
    link button badge tag form input select radio checkbox upload alert notice breadcrumb logo
    header navigation footer skiplink stepper table pagination accordion callout card tile search
    summary highlight quote
""".split()  # noqa: SIM905 (forty quoted names read worse)

# Icons that pages may use without assembling again; those found in the templates are added.
ICONS = """
    add-line alarm-warning-line archive-line arrow-down-s-line arrow-go-back-line arrow-left-line
    arrow-right-line arrow-right-s-line attachment-line calendar-line calendar-event-line
    chat-3-line check-line checkbox-circle-line checkbox-circle-fill close-line delete-bin-line
    download-line draft-line edit-line error-warning-line eye-line eye-off-line file-pdf-line
    file-text-line filter-line folder-2-line group-line home-4-line information-line
    logout-box-r-line lock-line mail-line menu-fill parent-line phone-line printer-line
    question-line refresh-line school-line search-line send-plane-line settings-5-line shield-line
    team-line time-line user-add-line user-line user-heart-line community-line map-pin-2-line
    list-unordered save-line star-line
""".split()  # noqa: SIM905 (forty quoted names read worse)


def split_rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield (prelude, body) of each top-level rule; the body of an at-rule is itself a list of rules."""
    depth, start, opened = 0, 0, 0
    for match in re.finditer(r"\"[^\"]*\"|'[^']*'|[{}]", css):
        if match[0] == "{":
            depth += 1
            if depth == 1:
                opened = match.start()
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : match.start()]
                start = match.end()


def keep_rules(css: str) -> str:
    """The same sheet without fonts, dark theme and helpers that our pages never use."""
    kept = []
    for prelude, body in split_rules(css):
        if prelude.startswith("@media"):
            if body := keep_rules(body):
                kept.append(f"{prelude}{{{body}}}")
        elif prelude != "@font-face" and "data-fr-theme=dark" not in prelude:
            selectors = [one for one in prelude.split(",") if not UNUSED_SELECTOR.search(one)]
            if selectors:
                kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def drop_unread_tokens(css: str, read_elsewhere: str) -> str:
    """Remove the custom properties of `:root` that no rule reads, until none is left."""
    while True:
        read = set(re.findall(r"var\((--[\w-]+)", css + read_elsewhere))
        parts = []
        for prelude, body in split_rules(css):
            if prelude == ":root":
                body = ";".join(
                    one for one in body.split(";") if not one.startswith("--") or one.split(":")[0] in read
                )
            parts.append(f"{prelude}{{{body}}}" if body else "")
        smaller = "".join(parts)
        if smaller == css:
            return css
        css = smaller


def icon_paths(dist: Path) -> dict[str, Path]:
    """Every icon of the package by the name its class uses (`fr-icon-<name>`)."""
    return {path.stem: path for path in sorted((dist / "icons").rglob("*.svg"))}


def icon_token(path: Path) -> str:
    """Declaration of one icon as a variable holding a data address (allowed by img-src)."""
    svg = re.sub(r"\s+", " ", path.read_text(encoding="utf-8").strip())
    return f'--i-{path.stem}:url("data:image/svg+xml,{quote(svg, safe=" =:/,;()*@!")}")'


def icon_sheet(css: str, dist: Path, names: set[str]) -> str:
    """`css` with its icon addresses replaced by variables, and one class per icon asked for."""
    paths = icon_paths(dist)
    inner = {name.rsplit("/", 1)[-1] for name in ICON_URL.findall(css)}
    css = ICON_URL.sub(lambda match: f"var(--i-{match[1].rsplit('/', 1)[-1]})", css)
    tokens = ";".join(icon_token(paths[name]) for name in sorted(inner | names) if name in paths)
    classes = "".join(
        f".fr-icon-{name}:before,.fr-icon-{name}:after"
        f"{{-webkit-mask-image:var(--i-{name});mask-image:var(--i-{name})}}"
        for name in sorted(names)
    )
    return f":root{{{tokens}}}{css}{classes}"


def assemble(dist: Path, icons: set[str], read_elsewhere: str) -> str:
    """The stylesheet of the site.

    `dist` is the folder of the DSFR package, `icons` the names to offer as classes, `read_elsewhere` the
    text of our own sheets, whose tokens must be kept. Raises KeyError for an icon that DSFR does not have.
    """
    missing = icons - icon_paths(dist).keys()
    if missing:
        raise KeyError(", ".join(sorted(missing)))
    names = ["core/core", *(f"component/{name}/{name}" for name in COMPONENTS)]
    css = "".join((dist / f"{name}.main.min.css").read_text(encoding="utf-8") for name in names)
    css = keep_rules(BANNER.sub("", css)).replace(FONT_STACK, "font-family:var(--police)")
    css = drop_unread_tokens(css, read_elsewhere)
    printed = "".join(
        BANNER.sub("", path.read_text(encoding="utf-8"))
        for name in names
        if (path := dist / f"{name}.print.min.css").exists()
    )
    return icon_sheet(css + printed, dist, icons) + "\n"


def marianne_sheet() -> str:
    """The two weights of Marianne that pages use: loaded only where the State brand is allowed."""
    faces = "".join(
        f'@font-face{{font-family:Marianne;src:url("fonts/Marianne-{style}.woff2") format("woff2");'
        f"font-weight:{weight};font-style:normal;font-display:swap}}"
        for style, weight in (("Regular", 400), ("Bold", 700))
    )
    return f"{faces}:root{{--police:Marianne,arial,sans-serif}}\n"
