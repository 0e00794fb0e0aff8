# Fonctions partagées par les scripts de ce dossier. Se lit avec « . .ci/commun.sh », depuis la racine du projet.
# shellcheck shell=sh

dire() { printf '%s\n' "$*"; }
erreur() { printf '%s\n' "$*" >&2; }
echouer() { erreur "$@"; exit 1; }

# Chemin d'un Python assez récent, ou rien.
trouver_python() {
    for candidat in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        [ -n "$candidat" ] || continue
        if "$candidat" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidat"
            return 0
        fi
    done
    return 1
}

# « python3-venv » est un paquet à part sur Debian et Ubuntu.
python_avec_venv() {
    python=$(trouver_python) && "$python" -c 'import ensurepip, venv' 2>/dev/null
}

chromium_present() {
    [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ] && return 0
    for nom in chromium chromium-browser google-chrome; do
        command -v "$nom" >/dev/null 2>&1 && return 0
    done
    return 1
}

postgresql_present() {
    [ -x "${PG_BIN:-/nulle-part}/initdb" ] && return 0
    command -v initdb >/dev/null 2>&1 && return 0
    for initdb in /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb; do
        [ -x "$initdb" ] && return 0
    done
    return 1
}

bibliotheque_presente() {
    chemin_ldconfig=$(PATH="$PATH:/sbin:/usr/sbin" command -v ldconfig) || return 0
    "$chemin_ldconfig" -p 2>/dev/null | grep -q "$1"
}

pango_present() {
    bibliotheque_presente 'libpango-1\.0\.so' && bibliotheque_presente 'libpangoft2-1\.0\.so'
}

police_presente() {
    [ -n "$(find /usr/share/fonts "${HOME:-/nulle-part}/.fonts" \
        \( -name '*.ttf' -o -name '*.otf' \) -print -quit 2>/dev/null)" ]
}

PAQUETS_PANGO="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

# La commande qui donne les droits d'administration sans rien demander : « env » pour root, « sudo -n » sinon.
commande_admin() {
    if [ "$(id -u)" = 0 ]; then
        dire env
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        dire "sudo -n"
    else
        return 1
    fi
}

# La ligne qu'une personne tape elle-même quand ce script n'a pas le droit d'installer.
ligne_apt() {
    if [ "$(id -u)" = 0 ]; then dire "apt-get install -y --no-install-recommends $*"
    else dire "sudo apt-get install -y --no-install-recommends $*"; fi
}

# Installe des paquets Debian. Renvoie 1 sans rien tenter si ce n'est pas possible ici.
installer_paquets() {
    command -v apt-get >/dev/null 2>&1 || return 1
    admin=$(commande_admin) || return 1
    dire "Installation des paquets du système : $*"
    journal=$(mktemp)
    # shellcheck disable=SC2086  # « sudo -n » est fait de deux mots
    if $admin env DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get update -q && apt-get install -q -y --no-install-recommends "$@"' sh "$@" \
        </dev/null >"$journal" 2>&1; then
        rm -f "$journal"
        return 0
    fi
    tail -n 15 "$journal" >&2
    rm -f "$journal"
    return 1
}
