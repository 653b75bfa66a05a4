"""A server that does everything wrong that servers do: each path is one fault."""

from __future__ import annotations

import contextlib
import http.server
import json
import socket
import socketserver
import struct
import threading
import time
from collections import Counter
from email.message import Message
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROWS = json.dumps(
    {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "あ"}}]}}
).encode()
JSON = "application/sparql-results+json"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by the path; what was asked is kept in ``server.seen``."""

    server: FaultyServer

    def do_GET(self) -> None:
        self.answer()

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

    def answer(self) -> None:
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)) if path != "/deaf" else b""
        self.server.seen.append((self.command, path, self.headers, query, body))
        self.server.counts[path] += 1
        name = path.strip("/").replace("-", "_")
        getattr(self, f"answer_{name}", self.answer_status)()

    def send(self, status: int, body: bytes = b"", type_: str = JSON, **headers: str) -> None:
        self.send_response(status)
        for key, value in {"Content_Type": type_, "Content_Length": str(len(body)), **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def tries(self) -> int:
        return self.server.counts[urlsplit(self.path).path]

    def answer_status(self) -> None:
        """``/404`` answers 404, and so on."""
        self.send(int(urlsplit(self.path).path.strip("/") or 404), b"the \x1b[31mreason\nin words", "text/plain")

    def answer_good(self) -> None:
        self.send(200, ROWS)

    def answer_busy_then_good(self) -> None:
        self.send(503, b"wait", "text/plain") if self.tries() < 3 else self.send(200, ROWS)

    def answer_busy_forever(self) -> None:
        self.send(503, b"never", "text/plain")

    def answer_busy_for_hours(self) -> None:
        self.send(503, b"wait", "text/plain", Retry_After="7200") if self.tries() < 2 else self.send(200, ROWS)

    def answer_busy_until(self) -> None:
        late = "Wed, 21 Oct 2015 07:28:00 GMT"
        self.send(429, b"wait", "text/plain", Retry_After=late) if self.tries() < 2 else self.send(200, ROWS)

    def answer_locked(self) -> None:
        if self.headers.get("Authorization"):
            self.send(200, ROWS)
        else:
            self.send(401, b"who are you?", "text/plain", WWW_Authenticate='Basic realm="x"')

    def answer_page(self) -> None:
        self.send(
            200, b"<!DOCTYPE html><html><head><title>Free\n Wi-Fi</title></head></html>", "text/html; charset=utf-8"
        )

    def answer_page_as_json(self) -> None:
        self.send(200, b"<html><title>Log in</title></html>", "application/json")

    def answer_triples(self) -> None:
        """A graph store, not a query service: its JSON is no result."""
        self.send(200, b"[]", "application/ld+json")

    def answer_no_type(self) -> None:
        self.send(200, ROWS, "")

    def answer_csv(self) -> None:
        self.send(200, b"x\r\n1\r\n", "text/csv")

    def answer_cut(self) -> None:
        self.send(200, ROWS[:-8])

    def answer_nonsense(self) -> None:
        self.send(200, b'{"head": {"vars": 7}}')

    def answer_bad_iri(self) -> None:
        row = {"x": {"type": "uri", "value": "http://x/> } DROP ALL #"}}
        self.send(200, json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [row]}}).encode())

    def answer_shorter_than_said(self) -> None:
        self.send(200, ROWS, Content_Length=str(len(ROWS) + 100))
        self.close_connection = True

    def answer_huge(self) -> None:
        self.send(200, b"", Content_Length=str(1 << 40))

    def answer_endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.end_headers()
        while True:
            self.wfile.write(b" " * 65_536)

    def answer_trickle(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.end_headers()
        while True:
            self.wfile.write(b" ")
            time.sleep(0.1)

    def answer_slow_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            self.wfile.write(b"X: y\r\n")
            time.sleep(0.1)

    def answer_silence(self) -> None:
        time.sleep(20)

    def answer_reset(self) -> None:
        self._reset()

    def answer_reset_then_good(self) -> None:
        if self.tries() < 3:
            self._reset()
        else:
            self.send(200, ROWS)

    def answer_reset_in_the_middle(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(ROWS)))
        self.send_header("Content-Type", JSON)
        self.end_headers()
        self.wfile.write(ROWS[:10])
        self.wfile.flush()
        self._reset()

    def answer_no_http(self) -> None:
        self.wfile.write(b"220 smtp.example ESMTP\r\n")

    def answer_loop(self) -> None:
        self.send(302, Location="/loop")

    def answer_moved(self) -> None:
        self.send(307, Location="/good")

    def answer_moved_with_303(self) -> None:
        self.send(303, Location="/good")

    def answer_away(self) -> None:
        """Points to the host that the test chose, with the status that it chose."""
        self.send(self.server.status, Location=self.server.away)

    def answer_deaf(self) -> None:
        """Refuses before it has read what was sent, and hangs up."""
        self.send(413, b"the disk is full", "text/plain", Connection="close")
        self.close_connection = True

    def _reset(self) -> None:
        """Close so that the other side sees a reset, not an end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *arguments: Any) -> None:
        pass

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()


class FaultyServer(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Listens on loopback until ``stop``."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, handler: type[Handler] = Handler) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.seen: list[tuple[str, str, Message, str, bytes]] = []
        self.counts: Counter[str] = Counter()
        self.away, self.status = "", 302
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def queries(self) -> list[str]:
        """The queries that were asked, by GET or POST; nothing for a request without one."""
        return [parse_qs(query or body.decode()).get("query", [""])[0] for _, _, _, query, body in self.seen]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The other side may hang up at any time."""

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
