"""nginx and Caddy, with the files of ``deploy/``, send each file of the site as it should be sent."""

from __future__ import annotations

import contextlib
import gzip
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
from attrs import frozen

from tests.serving import servers
from tests.static_host import Rules

TYPES = {
    ".bin": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".toml": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".bib": "application/x-bibtex",
    ".yml": "text/yaml; charset=utf-8",
    ".zip": "application/zip",
}

DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
SUFFIX = {"br": ".br", "gzip": ".gz"}


@frozen
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes


@frozen
class Server:
    """A running server, and what it should choose for what a browser accepts, the best first."""

    address: str
    choices: tuple[str, ...]

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        with contextlib.closing(HTTPConnection(urlsplit(self.address).netloc, timeout=20)) as connection:
            # without an Accept-Encoding here, http.client would send one of its own
            sent = {"Accept-Encoding": "identity", **{name.replace("_", "-"): text for name, text in headers.items()}}
            connection.request(method, path, headers=sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("nginx with Brotli", marks=pytest.mark.nginx),
        pytest.param("nginx", marks=pytest.mark.nginx),
        pytest.param("Caddy", marks=pytest.mark.caddy),
    ],
)
def server(
    request: pytest.FixtureRequest, project: Path, published: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    prefix = tmp_path_factory.mktemp("server")
    match request.param:
        case "Caddy":
            with servers.caddy(project / "deploy", published, prefix) as address:
                yield Server(address, ("br", "gzip"))
        case kind:
            brotli_too = kind == "nginx with Brotli"
            with servers.nginx(project / "deploy", published, prefix, brotli_too) as address:
                yield Server(address, ("br", "gzip") if brotli_too else ("gzip",))


@pytest.fixture(scope="module")
def rules(published: Path) -> Rules:
    return Rules.read(published / "_headers")


def files(site: Path) -> dict[str, Path]:
    """The site's files by address, without the compressed forms of others and without what only static hosts read."""
    found = {f"/{path.relative_to(site).as_posix()}": path for path in site.rglob("*") if path.is_file()}
    return {
        address: path
        for address, path in found.items()
        if path.name != "_headers" and (path.suffix not in (".br", ".gz") or address == "/sitemap.xml.gz")
    }


def one_of_each(site: Path) -> list[str]:
    """The address of the largest file of each kind."""
    by_size = sorted(files(site).items(), key=lambda item: item[1].stat().st_size)
    return list({path.suffix: address for address, path in by_size}.values())


def test_every_file_has_its_type(server: Server, published: Path) -> None:
    """Each kind the site holds has one right type, whatever the machine thinks of it."""
    assert {path.suffix for path in files(published).values()} == TYPES.keys()
    sent = {address: server.ask(address, "HEAD").headers["Content-Type"] for address in files(published)}
    assert {address: TYPES[path.suffix] for address, path in files(published).items()} == sent


def test_what_may_be_kept_for_good_is_what_static_hosts_are_told(server: Server, published: Path, rules: Rules) -> None:
    """nginx, Caddy and ``_headers`` agree on every file; what ``_headers`` leaves out is asked for again."""
    told = {address: rules.headers(address).get("Cache-Control", "no-cache") for address in files(published)}
    assert {"no-cache", "public, max-age=31536000, immutable"} == set(told.values())
    assert told == {address: server.ask(address, "HEAD").headers["Cache-Control"] for address in files(published)}


@pytest.mark.parametrize("address", ["/", "/calculators/roi/", "/assets/js/made-0123456789ab.js", "/no-such-page/"])
def test_security_headers_are_those_of_static_hosts(server: Server, rules: Rules, address: str) -> None:
    """Every answer carries them once, one that says no too."""
    everywhere = rules.headers("/")
    assert {"Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"} == everywhere.keys()
    answer = server.ask(address)
    assert {name: [text] for name, text in everywhere.items()} == {
        name: answer.headers.get_all(name) for name in everywhere
    }


@pytest.mark.parametrize("accepted", ["br", "gzip", "gzip, deflate, br, zstd", "identity"])
def test_a_file_comes_compressed_as_it_lies_there(server: Server, published: Path, accepted: str) -> None:
    """The best form that lies ready and is accepted; decoded, it is the file. A file without such forms comes as is."""
    for address in one_of_each(published):
        path = files(published)[address]
        answer = server.ask(address, Accept_Encoding=accepted)
        ready = [form for form in server.choices if path.with_name(path.name + SUFFIX[form]).exists()]
        chosen = next((form for form in ready if form in accepted), None)
        assert (address, answer.headers["Content-Encoding"]) == (address, chosen)
        assert DECODE[chosen](answer.body) == path.read_bytes(), address
        # caches on the way must know that another reader may get another form
        assert answer.headers["Vary"] == "Accept-Encoding" or not ready, address


def test_a_snapshot_is_left_for_the_page_to_unpack(server: Server, published: Path) -> None:
    """It is gzip by itself; with a Content-Encoding the browser would unpack it first."""
    answer = server.ask("/assets/snapshot-0123456789ab.bin", Accept_Encoding="gzip, br")
    assert answer.headers["Content-Encoding"] is None
    assert b"stands in" in gzip.decompress(answer.body)


@pytest.mark.parametrize("accepted", ["br", "gzip", "identity"])
@pytest.mark.parametrize("address", ["/", "/data/roles.yml", "/sw.js"])
def test_what_has_not_changed_is_not_sent_again(server: Server, address: str, accepted: str) -> None:
    """The same ETag gets 304 without a body, and another one the file."""
    first = server.ask(address, Accept_Encoding=accepted)
    again = server.ask(address, Accept_Encoding=accepted, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["Cache-Control"] == "no-cache"
    other = server.ask(address, Accept_Encoding=accepted, If_None_Match='"another"')
    assert (200, first.body) == (other.status, other.body)


@pytest.mark.parametrize("address", ["/no-such-page/", "/no-such.wasm", "/assets/runtime-0123456789ab/no-such.mjs"])
def test_what_is_not_there_gets_the_sites_own_page(server: Server, published: Path, address: str) -> None:
    """The status is 404, and nobody keeps the answer, even where a file would be kept for good."""
    answer = server.ask(address)
    assert (404, (published / "404.html").read_bytes()) == (answer.status, answer.body)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_folder_is_its_page(server: Server, published: Path) -> None:
    """With the slash it is the page; without, the reader is sent there, on whatever port."""
    page = server.ask("/calculators/roi/")
    assert (200, (published / "calculators/roi/index.html").read_bytes()) == (page.status, page.body)
    hint = server.ask("/calculators/roi")
    assert hint.status in (301, 308)
    assert hint.headers["Location"] == "/calculators/roi/"
