"""The official export `fr-en-calendrier-scolaire` (CSV, JSON, ICS) and its seven traps.

Pure reading: what is understood comes out as rows, what is left aside or refused comes out with its reason.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pole.calendrier import ETE, PONT, RENTREE, UN_JOUR, annee_scolaire
from pole.calendrier_national import NOMS, LigneCalendrier
from pole.crypto import normalise
from pole.lecture import (
    FichierIllisible,
    Rejet,
    column_key,
    detect_delimiter,
    detect_encoding,
    read_records,
    split_record,
)
from pole.territoires import normalise_zone

PARIS = ZoneInfo("Europe/Paris")
DUREE_MAX = timedelta(days=75)

# Labels of the portal and names of the API, for the same columns.
COLONNES = {
    "description": "description",
    "population": "population",
    "start_date": "debut",
    "date_de_debut": "debut",
    "end_date": "fin",
    "date_de_fin": "fin",
    "zones": "zones",
    "zone": "zones",
    "annee_scolaire": "annee",
}
# Trap 3: the rows that concern pupils of primary schools; the others are for teachers, lycées or an island.
POPULATIONS = ("", "eleves", "eleves du premier degre", "premier degre", "premier degre et colleges")

# First pattern found in the label wins. La Réunion and Mayotte number their breaks; the Antilles and Guyane
# have Carnaval and Easter where the metropole has winter and spring.
LIBELLES = (
    (RENTREE, r"^rentree"),
    (PONT, r"^pont\b"),
    (ETE, r"\bhiver austral|\bgrandes vacances"),
    ("noel", r"\bete austral|\bnoel"),
    ("toussaint", r"\btoussaint|\bapres (la )?(1re|1ere|1e|premiere) periode"),
    ("hiver", r"\bhiver|\bcarnaval|\bfevrier|\bapres (la )?(3e|3eme|troisieme) periode"),
    ("printemps", r"\bprintemps|\bpaques|\bapres (la )?(4e|4eme|quatrieme) periode"),
    (ETE, r"\bete\b"),
)


@dataclass(frozen=True, slots=True)
class Fiche:
    """One record of the export, whatever its format, before it is understood."""

    ligne: int
    description: str
    population: str
    debut: str
    fin: str
    zones: str
    annee: str = ""


@dataclass(frozen=True, slots=True)
class LectureCalendrier:
    """What a file says. `ecartees` is expected (teachers, another zone); `rejets` wants a look."""

    lignes: tuple[LigneCalendrier, ...]
    ecartees: tuple[Rejet, ...]
    rejets: tuple[Rejet, ...]


class LigneEcartee(Exception):  # noqa: N818 (control flow inside this module)
    """A record that is not for us, as expected."""


class LigneRefusee(Exception):  # noqa: N818 (control flow inside this module)
    """A record that should have been understood."""


def read_calendar(fichier: Path, *, zone: str = "") -> LectureCalendrier:
    """Read an export. `zone` keeps one zone, and says it for an ICS file that does not.

    Raises FichierIllisible when the file is none of the three formats.
    """
    text = fichier.read_text(encoding=detect_encoding(fichier))
    start = text.lstrip()[:15]
    if start.startswith("BEGIN:VCALENDAR"):
        fiches: Iterator[Fiche | Rejet] = _read_ics(text)
    elif start.startswith(("{", "[")):
        fiches = _read_json(text)
    else:
        fiches = _read_csv(text)
    return understand(fiches, zone=zone)


def understand(fiches: Iterable[Fiche | Rejet], *, zone: str = "") -> LectureCalendrier:
    """Turn records into rows, one for each zone, year and break (trap 2: the export has one per académie)."""
    wanted = normalise_zone(zone) if zone else ""
    rows: dict[tuple[str, int, str], LigneCalendrier] = {}
    aside, refused = [], []
    for fiche in fiches:
        if isinstance(fiche, Rejet):
            refused.append(fiche)
            continue
        try:
            for row in _rows(fiche, wanted):
                kept = rows.setdefault((row.zone, row.annee, row.code), row)
                if _dates(kept) != _dates(row):
                    raise LigneRefusee(_contradiction(row, kept))
        except LigneEcartee as reason:
            aside.append(Rejet(fiche.ligne, str(reason)))
        except LigneRefusee as reason:
            refused.append(Rejet(fiche.ligne, str(reason)))
    ordered = sorted(rows.values(), key=lambda row: (row.annee, row.zone, row.debut))
    return LectureCalendrier(tuple(ordered), tuple(aside), tuple(refused))


def _contradiction(row: LigneCalendrier, kept: LigneCalendrier) -> str:
    return (
        f"{row.nom} {row.annee}-{row.annee + 1}, zone {row.zone} : {_dates(row)} alors qu’une ligne "
        f"plus haut dit {_dates(kept)} ; vérifiez dans l’arrêté"
    )


def _dates(row: LigneCalendrier) -> str:
    return f"{row.debut:%d/%m/%Y}" + (f" → {row.reprise:%d/%m/%Y}" if row.reprise else "")


def _rows(fiche: Fiche, wanted: str) -> Iterator[LigneCalendrier]:
    label = _label(fiche.description)
    code = _code(label, fiche)
    zones = [zone for zone in _zones(fiche, wanted) if not wanted or zone == wanted]
    if not zones:
        raise LigneEcartee(f"zone « {fiche.zones} », non demandée")
    debut = _date(fiche.debut)
    if debut is None:
        raise LigneRefusee("la date de début manque")
    fin = _date(fiche.fin)
    annee = annee_scolaire(debut)
    _check_year(fiche.annee, annee)
    for zone in zones:
        yield from _rows_of_zone(zone, annee, code, label, debut, fin)


def _rows_of_zone(
    zone: str, annee: int, code: str, label: str, debut: date, fin: date | None
) -> Iterator[LigneCalendrier]:
    if code == RENTREE:
        yield LigneCalendrier(zone, annee, code, NOMS[RENTREE], debut, debut)
    elif code == PONT:
        yield LigneCalendrier(zone, annee, code, label, debut, _after_bridge(debut, fin))
    elif code == ETE:
        # Trap 6: a summer may have no end. When it has one, that day is the first of the next year.
        yield LigneCalendrier(zone, annee, code, NOMS[ETE], debut, None)
        if fin is not None and fin > debut + UN_JOUR:
            _check_length(debut, fin)
            yield LigneCalendrier(zone, annee + 1, RENTREE, NOMS[RENTREE], fin, fin)
    else:
        if fin is None:
            raise LigneRefusee(f"« {label} » n’a pas de jour de reprise")
        _check_length(debut, fin)
        yield LigneCalendrier(zone, annee, code, label, debut, fin)


def _after_bridge(debut: date, fin: date | None) -> date:
    """Trap 5: a bridge of one day has two equal dates. Classes resume on the next weekday."""
    reprise = fin if fin is not None and fin > debut else debut + UN_JOUR
    while reprise.weekday() > 4:
        reprise += UN_JOUR
    return reprise


def _check_length(debut: date, fin: date) -> None:
    if not UN_JOUR < fin - debut <= DUREE_MAX:
        raise LigneRefusee(f"du {debut:%d/%m/%Y} au {fin:%d/%m/%Y} : ces dates ne font pas des vacances")


def _check_year(written: str, computed: int) -> None:
    # A summer is filed under the year it closes or the one it opens: one year of difference is normal.
    found = re.match(r"\s*(\d{4})", written)
    if found and abs(int(found[1]) - computed) > 1:
        raise LigneRefusee(f"l’année scolaire « {written} » ne correspond pas aux dates")


def _label(description: str) -> str:
    """The label without its zone or its population: « Vacances d'Été(Élèves) - Zones A/B/C »."""
    label = re.sub(r"\s+-\s+.*$", "", description)
    label = re.sub(r"\s*\([^)]*\)", "", label).strip()
    label = re.sub(r"^d[ée]but des ", "", label, flags=re.IGNORECASE)
    label = (label[:1].upper() + label[1:80]).replace("'", "’")
    # One spelling for what has a usual name: « Vacances d'Hiver » is « Vacances d’hiver ».
    return next((nom for nom in NOMS.values() if normalise(nom) == normalise(label)), label)


def _code(label: str, fiche: Fiche) -> str:
    if "enseignant" in normalise(f"{fiche.description} {fiche.population}"):
        raise LigneEcartee("dates des enseignants")
    population = normalise(fiche.population)
    # « Guadeloupe sauf Saint-Martin » is Guadeloupe; « Saint-Martin » alone is not.
    if population not in POPULATIONS and not re.match(
        rf"{re.escape(normalise(fiche.zones))} sauf ", population
    ):
        raise LigneEcartee(f"population « {fiche.population} »")
    text = normalise(label)
    for code, pattern in LIBELLES:
        if re.search(pattern, text):
            return code
    raise LigneRefusee(f"libellé inconnu : « {fiche.description} » ; saisissez ces dates à la main")


def _zones(fiche: Fiche, wanted: str) -> list[str]:
    text = fiche.zones.strip()
    if not text or normalise(text) in ("france", "national"):
        if not wanted:
            raise LigneRefusee("la zone manque ; relancez avec --zone")
        return [wanted]
    letters = re.fullmatch(r"zones?((?: [abc])+)( corse)?", normalise(text))
    if letters:
        return [*letters[1].upper().split(), *(["Corse"] if letters[2] else [])]
    return [normalise_zone(text)]


def _date(text: str) -> date | None:
    """Local date of what the export writes; None when it is empty.

    Trap 1: timestamps are Paris midnight written in UTC, for every territory.
    """
    text = text.strip()
    if not text or text == "-":
        return None
    if french := re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})(?: 00:00(?::00)?)?", text):
        text = f"{french[3]}-{french[2]}-{french[1]}"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise LigneRefusee(f"date illisible : « {text} »") from error
    if moment.tzinfo is None:
        if not (moment.hour or moment.minute):
            return moment.date()
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(PARIS).date()


def _read_csv(text: str) -> Iterator[Fiche | Rejet]:
    lines = text.split("\n")
    if not text.strip():
        raise FichierIllisible("Ce fichier est vide.")
    delimiter = detect_delimiter(lines[0])
    headers = [COLONNES.get(column_key(cell)) for cell in split_record(lines[0], delimiter)]
    if not {"description", "debut", "zones"} <= set(headers):
        raise FichierIllisible(
            "Ce n’est pas l’export du calendrier scolaire : il y faut les colonnes « description », "
            "« date de début » (ou « start_date ») et « zones »."
        )
    for number, cells, wrong in read_records(lines[1:], delimiter, len(headers)):
        if wrong:
            yield Rejet(number, wrong)
        else:
            yield _fiche(number, {name: cell for name, cell in zip(headers, cells, strict=True) if name})


def _read_json(text: str) -> Iterator[Fiche | Rejet]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FichierIllisible("Ce fichier JSON est abîmé ou coupé : téléchargez-le de nouveau.") from error
    if isinstance(document, dict):
        document = document.get("results", document.get("records"))
    if not isinstance(document, list):
        raise FichierIllisible("Ce fichier JSON ne contient pas d’enregistrements du calendrier scolaire.")
    for number, item in enumerate(document, start=1):
        # Successive versions of the API wrap the fields in « record » and « fields ».
        for wrapper in ("record", "fields"):
            if isinstance(item, dict) and isinstance(item.get(wrapper), dict):
                item = item[wrapper]
        if not isinstance(item, dict):
            yield Rejet(number, "enregistrement illisible")
            continue
        row = {COLONNES[key]: value for key, value in item.items() if key in COLONNES}
        yield _fiche(number, row)


def _fiche(number: int, row: dict[str, object]) -> Fiche:
    texts = {name: "" if value is None else str(value).strip() for name, value in row.items()}
    return Fiche(
        number,
        texts.get("description", ""),
        texts.get("population", ""),
        texts.get("debut", ""),
        texts.get("fin", ""),
        texts.get("zones", ""),
        texts.get("annee", ""),
    )


def _read_ics(text: str) -> Iterator[Fiche | Rejet]:
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    calendar_zone = re.search(r"^X-WR-CALNAME.*\b(zone [abc])\s*$", unfolded, re.IGNORECASE | re.MULTILINE)
    number = 0
    event: dict[str, str] | None = None
    for line in unfolded.splitlines():
        if line.startswith("BEGIN:VEVENT"):
            number, event = number + 1, {}
        elif line.startswith("END:VEVENT") and event is not None:
            yield _ics_fiche(number, event, calendar_zone[1] if calendar_zone else "")
            event = None
        elif event is not None and ":" in line:
            name, _, value = line.partition(":")
            event[name.partition(";")[0].upper()] = re.sub(r"\\(.)", r"\1", value.strip())


def _ics_fiche(number: int, event: dict[str, str], calendar_zone: str) -> Fiche:
    summary = event.get("SUMMARY") or event.get("DESCRIPTION", "")
    named = re.search(r"\s+-\s+(.+)$", summary)
    zones = named[1] if named else calendar_zone
    return Fiche(number, summary, "", event.get("DTSTART", ""), event.get("DTEND", ""), zones)
