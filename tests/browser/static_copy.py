"""A copy of the site that is only files, behind a server that knows nothing but the policy of each file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from kgtool.rdf import media
from kgtool.web import headers, routes


class _Quiet(SimpleHTTPRequestHandler):
    """Sends the files of a folder, whatever the parameters."""

    extensions_map = {  # noqa: RUF012
        **SimpleHTTPRequestHandler.extensions_map,
        ".js": media.JAVASCRIPT.media_type,
        ".wasm": media.WASM.media_type,
    }

    def end_headers(self) -> None:
        """Send the policy that the rules for web servers give to a file."""
        asks = re.fullmatch(routes.ENGINE, self.path.partition("?")[0].lstrip("/"))
        self.send_header(headers.POLICY_NAME, headers.ENGINE_POLICY if asks else headers.POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(www: Path) -> Iterator[str]:
    """Serve a folder on loopback; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(www)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
