"""Two servers on one database, and what a request costs each of them in processor time."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

import psycopg

# Requests sent before the measure, to load what is loaded once.
WARM_UP = 3


def cpu_seconds(pid: int) -> float:
    """Processor time of one process since it began, in seconds.

    To the nanosecond: the clock ticks of « stat » are as long as a page.
    """
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@dataclass
class Answer:
    status: int
    body: bytes
    seconds: float


@dataclass
class Server:
    """One gunicorn worker, its database connection, and a client that speaks to it."""

    name: str
    settings: str
    application: str
    options: list[str] = field(default_factory=lambda: ["--workers", "1"])
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    def start(self) -> None:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": self.settings, "NOM_DU_SERVEUR": self.name}
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            self.application,
            *self.options,
            "--log-level",
            "error",
        ]
        self.process = subprocess.Popen(  # noqa: S603 (our own command)
            [*command, "--bind", f"127.0.0.1:{self.port}", "--timeout", "120"], env=environment
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as sock:
                if sock.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"{self.name} did not start")

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)

    def get(self, path: str, cookies: str, *, body: str | None = None, script: bool = False) -> Answer:
        """`script`: asked by a script of the page, in the background."""
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": cookies, "Host": "localhost"}
        if script:
            headers["X-Requested-With"] = "fetch"
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": "http://localhost/"}
        connection.request("GET" if body is None else "POST", path, body=body, headers=headers)
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return Answer(response.status, content, time.perf_counter() - start)

    def worker_pids(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in children]

    def cpu(self) -> float:
        """Processor time of the worker and of its database connections so far, in seconds."""
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            rows = connection.execute(
                "select pid from pg_stat_activity where application_name = %s", [self.name]
            ).fetchall()
        return sum(cpu_seconds(pid) for pid in [*self.worker_pids(), *(row[0] for row in rows)])


@dataclass
class Cost:
    """Processor time per request of two servers that took turns, in milliseconds.

    `seconds`: how long each of our answers took, seen from the same machine.
    """

    ours: float
    minimal: float
    seconds: list[float]

    @property
    def ratio(self) -> float:
        return self.ours / self.minimal

    @property
    def p95(self) -> float:
        """95th percentile of our answers, in milliseconds."""
        return quantiles(self.seconds, n=20)[18] * 1000


def compare(
    ours: tuple[Server, list], minimal: tuple[Server, list], *, rounds: int, expect: tuple[int, int]
) -> Cost:
    """Send the two lists of requests in turns, `rounds` times each; every answer has its side's status."""
    total, seconds = {}, []
    sides = ((*ours, expect[0]), (*minimal, expect[1]))
    for server, requests, status in sides:
        for request in requests[:WARM_UP]:
            _check(server.get(**request), status)
        total[server.name] = -server.cpu()
    for turn in range(WARM_UP, rounds + WARM_UP):
        for server, requests, status in sides:
            answer = _check(server.get(**requests[turn % len(requests)]), status)
            if server is ours[0]:
                seconds.append(answer.seconds)
    for server, _, _ in sides:
        total[server.name] += server.cpu()
    return Cost(total[ours[0].name] / rounds * 1000, total[minimal[0].name] / rounds * 1000, seconds)


def _check(answer: Answer, expect: int) -> Answer:
    if answer.status != expect:
        raise RuntimeError(f"status {answer.status}, expected {expect}: {answer.body[:200]!r}")
    return answer
