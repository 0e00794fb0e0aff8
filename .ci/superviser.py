"""Runs the site and the background worker together: if one stops, both stop and the reason is said.

`superviser.py PORT` serves until INT, TERM or HUP; `superviser.py --port-libre PORT` only checks the port.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time

GRACE_SECONDS = 10
START_SECONDS = 60
PR_SET_PDEATHSIG = 1


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def fail(text: str) -> None:
    sys.exit("\n" + text)


def read_port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        fail(f"PORT={text} n’est pas un numéro de port. Choisissez-en un de 1024 à 65535, par exemple 8001.")
    return int(text)


def loopback_addresses() -> list[tuple[int, str]]:
    """`localhost` is 127.0.0.1 and, on most machines, ::1: browsers try either first."""
    addresses = [(socket.AF_INET, "127.0.0.1")]
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return addresses
    return [*addresses, (socket.AF_INET6, "::1")]


def check_port(port: int) -> None:
    for family, address in loopback_addresses():
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except PermissionError:
                fail(f"Le port {port} est réservé à l’administrateur. Essayez : make run PORT=8000")
            except OSError:
                other = port + 1 if port < 65535 else 8000
                fail(
                    f"Le port {port} est déjà pris (peut-être par un « make run » resté ouvert). "
                    f"Arrêtez ce programme, ou choisissez un autre port : make run PORT={other}"
                )


def die_with_parent() -> None:
    """Own session: Ctrl-C reaches the supervisor alone. On Linux, a killed supervisor takes us along."""
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(port: int) -> dict[str, subprocess.Popen]:
    hosts = [f"[{host}]" if ":" in host else host for _, host in loopback_addresses()]
    binds = [f"--bind={host}:{port}" for host in hosts]
    site = [
        *(sys.executable, "-m", "gunicorn", "pole.conf.wsgi", *binds),
        *("--worker-class=gthread", "--workers=2", "--threads=4", "--graceful-timeout=5"),
        *("--log-level=warning", "--no-control-socket"),
    ]
    worker = [sys.executable, "manage.py", "worker"]
    return {
        name: subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent)  # noqa: S603 (fixed commands)
        for name, command in {"Le site": site, "Le travailleur de fond": worker}.items()
    }


def stop(processes: dict[str, subprocess.Popen]) -> None:
    """Ask each group to end, and end it after the grace period: the port is free on return."""
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def serve(port: int) -> int:
    asked = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: asked.append(number))
    processes = start(port)
    announced, since = False, time.monotonic()
    try:
        while not asked:
            for name, process in processes.items():
                if process.poll() is not None:
                    stop(processes)
                    say(f"\n{name} s’est arrêté tout seul (code {process.returncode}) : tout est arrêté.")
                    return 1
            if not announced and answers(port):
                announced = True
                say(
                    f"\n{os.environ.get('ANNONCE', '').strip()}\n\nLe site est ouvert : http://localhost:{port}"
                )
                say("Ctrl-C pour l’arrêter.")
            if not announced and time.monotonic() - since > START_SECONDS:
                say(f"\nLe site ne répond pas après {START_SECONDS} secondes : tout est arrêté.")
                return 1
            time.sleep(0.2)
    finally:
        stop(processes)
    say("\nLe site et le travailleur de fond sont arrêtés.")
    return 0


if __name__ == "__main__":
    if sys.argv[1] == "--port-libre":
        check_port(read_port(sys.argv[2]))
    else:
        port = read_port(sys.argv[1])
        check_port(port)
        sys.exit(serve(port))
