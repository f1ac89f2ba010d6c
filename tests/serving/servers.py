"""nginx and Caddy as Debian packages them, with the files of ``deploy/``; run as a module, it installs what is missing.

A server that cannot be had is no error here: its tests are skipped and say why.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import debian

ADVICE = "{} is not installed (as root on Debian or Ubuntu, make test installs it: apt-get install {})"

_PACKAGES = {"nginx": ("nginx-light", "libnginx-mod-http-brotli-static"), "caddy": ("caddy",)}
_BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
_PATIENCE = 15.0

# What Debian's own nginx.conf sets around a server, less what needs root.
_NGINX = """\
{module}
daemon off;
master_process off;
pid {prefix}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {prefix}/body;
    proxy_temp_path {prefix}/proxy;
    fastcgi_temp_path {prefix}/fastcgi;
    uwsgi_temp_path {prefix}/uwsgi;
    scgi_temp_path {prefix}/scgi;
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    gzip on;
    include {prefix}/conf.d/*.conf;
}}
"""

_CADDY = """\
{{
    admin off
}}
import {deploy}/Caddyfile
"""


def find(name: str) -> str | None:
    """The path of a server; Debian keeps nginx where only root looks."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin")))


def _needed(name: str) -> str:
    path = find(name)
    if path is None:
        pytest.skip(ADVICE.format(name, " ".join(_PACKAGES[name])))
    return path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def _running(command: list[str], port: int, environment: dict[str, str], log: Path) -> Iterator[str]:
    """The address of a server that answers; stopped by its process, whatever happens."""
    with log.open("w") as said, subprocess.Popen(command, env=environment, stdout=said, stderr=said) as process:
        try:
            limit = time.monotonic() + _PATIENCE
            while True:
                assert process.poll() is None, log.read_text()
                with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                assert time.monotonic() < limit, log.read_text()
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _changed(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"deploy/nginx.conf does not hold {old!r} once"
    return text.replace(old, new)


@contextlib.contextmanager
def nginx(deploy: Path, site: Path, prefix: Path, brotli: bool) -> Iterator[str]:
    """nginx with the three lines changed that ask for it, with or without the module for Brotli."""
    program, port = _needed("nginx"), _free_port()
    if brotli and not _BROTLI.is_file():
        pytest.skip(ADVICE.format("nginx's module for Brotli", _PACKAGES["nginx"][1]))
    (prefix / "conf.d").mkdir()
    block = (deploy / "nginx.conf").read_text()
    block = _changed(block, "listen 80;", f"listen 127.0.0.1:{port};")
    block = _changed(block, "server_name example.org;", "server_name 127.0.0.1;")
    block = _changed(block, "root /srv/guide;", f"root {site};")
    (prefix / "conf.d" / "nginx.conf").write_text(block)
    if brotli:
        shutil.copy(deploy / "nginx-brotli.conf", prefix / "conf.d")
    frame = _NGINX.format(prefix=prefix, module=f"load_module {_BROTLI};" if brotli else "")
    (prefix / "frame.conf").write_text(frame)
    command = [program, "-p", str(prefix), "-c", str(prefix / "frame.conf"), "-e", "stderr"]
    with _running(command, port, dict(os.environ), prefix / "log") as address:
        yield address


@contextlib.contextmanager
def caddy(deploy: Path, site: Path, prefix: Path) -> Iterator[str]:
    """Caddy with the file as it is: the address and the folder come from the environment."""
    program, port = _needed("caddy"), _free_port()
    (prefix / "Caddyfile").write_text(_CADDY.format(deploy=deploy))
    environment = {
        **os.environ,
        "HOME": str(prefix),
        "XDG_DATA_HOME": str(prefix),
        "XDG_CONFIG_HOME": str(prefix),
        "GUIDE_ADDRESS": f"http://127.0.0.1:{port}",
        "GUIDE_ROOT": str(site),
    }
    command = [program, "run", "--adapter", "caddyfile", "--config", str(prefix / "Caddyfile")]
    with _running(command, port, environment, prefix / "log") as address:
        yield address


def main() -> int:
    missing = [name for name in _PACKAGES if find(name) is None]
    if missing and debian.possible():
        debian.install(*(package for name in missing for package in _PACKAGES[name]))
    for name, packages in _PACKAGES.items():
        if find(name) is None:
            print(ADVICE.format(name, " ".join(packages)) + "; its tests are skipped.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
