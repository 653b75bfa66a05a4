"""Web servers for static files on loopback, each with the rules that a release brings for it."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.ports import free_port
from tests.web.served import until

_PATH = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin"
PROGRAMS = {"nginx": "nginx", "apache": "apache2", "caddy": "caddy"}
_MODULES = Path("/usr/lib/apache2/modules")
_LOADED = ("mpm_event", "authz_core", "mime", "rewrite", "setenvif", "headers", "dir")


class Response(NamedTuple):
    """What a server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "")


def program(server: str) -> str | None:
    """Return where a web server is, if it is installed."""
    return shutil.which(PROGRAMS[server], path=_PATH)


@contextmanager
def serving(server: str, release: Path, before: str = "") -> Iterator[Callable[..., Response]]:
    """Serve a release; yields a function that asks for a path with headers.

    ``before`` is what nginx has in its http block, then ``|``, then in its server block.
    """
    with tempfile.TemporaryDirectory() as folder:
        yield from _serving(server, release, Path(folder), before)


def _serving(server: str, release: Path, folder: Path, before: str) -> Iterator[Callable[..., Response]]:
    port = free_port()
    command = _MAKE[server](program(server) or "", release.resolve(), folder, port, before)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "HOME": str(folder)})

    def ask(path: str, method: str = "GET", **headers: str) -> Response:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Response(response.status, found, response.read())
        finally:
            connection.close()

    try:
        assert until(lambda: _listens(port) or process.poll() is not None)
        assert process.poll() is None, (folder / "log").read_text()
        yield ask
    finally:
        process.terminate()
        process.wait(60)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _nginx(program: str, release: Path, folder: Path, port: int, before: str) -> list[str]:
    temporary = "".join(
        f"{name}_temp_path {folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"daemon off; {user} worker_processes 1; pid {folder / 'pid'}; events {{}}\n"
        f"http {{ access_log off; {temporary}\n"
        f"include {release / 'nginx' / 'kgtool-maps.conf'};\n{before.partition('|')[0]}\n"
        f"server {{ listen 127.0.0.1:{port}; root {release / 'www'};\n{before.partition('|')[2]}\n"
        f"include {release / 'nginx' / 'kgtool-site.conf'}; }} }}\n"
    )
    return [program, "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"]


def _apache(program: str, release: Path, folder: Path, port: int, before: str) -> list[str]:
    user = "User nobody\nGroup nogroup\n" if os.geteuid() == 0 else ""
    www = Path(shutil.copytree(release / "www", folder / "www"))  # where nobody may read it
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    modules = "".join(f"LoadModule {name}_module {_MODULES / f'mod_{name}.so'}\n" for name in _LOADED)
    (folder / "mime.types").write_text("")
    (folder / "apache.conf").write_text(
        f"ServerRoot {folder}\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {folder / 'pid'}\n{modules}{user}"
        f"TypesConfig {folder / 'mime.types'}\nErrorLog /dev/stderr\nDocumentRoot {www}\n"
        f"<Directory {www}>\nAllowOverride All\nOptions FollowSymLinks\nRequire all granted\n</Directory>\n"
    )
    return [program, "-DFOREGROUND", "-f", str(folder / "apache.conf")]


def _caddy(program: str, release: Path, folder: Path, port: int, before: str) -> list[str]:
    (folder / "Caddyfile").write_text(
        f"{{\n\tadmin off\n\tauto_https off\n}}\nhttp://127.0.0.1:{port} {{\n\tbind 127.0.0.1\n\troot * {release / 'www'}\n"
        f"\timport {release / 'caddy' / 'kgtool.caddy'}\n}}\n"
    )
    return [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


_MAKE = {"nginx": _nginx, "apache": _apache, "caddy": _caddy}
