"""A mail server that keeps what it receives, in its own process memory, and can be stopped and started."""

import contextlib
import email
import socketserver
import threading


class Handler(socketserver.StreamRequestHandler):
    """The few verbs that smtplib speaks."""

    timeout = 20

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self):
        # A client that is killed cuts the line: that is what the tests do.
        with contextlib.suppress(ConnectionError):
            self.talk()

    def talk(self):
        self.say("220 puits")
        while line := self.rfile.readline():
            verb = line[:4].strip().upper()
            if verb == b"DATA":
                self.say("354 ok")
                self.receive()
            elif verb == b"QUIT":
                self.say("221 au revoir")
                return
            else:
                self.say("250 ok")

    def receive(self):
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        if not line:
            # Cut before the end: a real server keeps nothing of it.
            return
        message = email.message_from_bytes(b"".join(lines))
        self.server.received.append(message["Message-ID"])
        self.say("250 gardé")


class Puits:
    """`with Puits(port) as puits: …` ; `puits.received` are the Message-IDs, repeats included."""

    def __init__(self, port=0):
        self.port = port
        self.received = []

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *error):
        self.stop()

    def start(self):
        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.server.received = self.received
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
