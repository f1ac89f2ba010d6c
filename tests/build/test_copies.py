"""Every page has a Markdown copy that says the same, and the lists of copies are whole."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import markdown as python_markdown
import pytest
from bs4 import BeautifulSoup

from macros.markdown import markdown
from tests.build.conftest import MiniSite

ADDRESS = "https://example.org/guide/page/"

CODE = re.compile(r"^(`{3,}).*?^\1$|`[^`\n]+`", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, BeautifulSoup]:
    """Every page by its folder."""
    found = sorted(site.rglob("index.html"))
    return {
        path.parent.relative_to(site).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
        for path in found
    }


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def copy(site: Path, name: str) -> str:
    return (site / name / "index.md").read_text(encoding="utf-8")


def rendered(text: str) -> BeautifulSoup:
    html = python_markdown.markdown(text, extensions=["tables", "fenced_code", "sane_lists"], tab_length=2)
    return BeautifulSoup(html, "lxml")


def test_a_copy_has_the_headings_of_its_page(site: Path, pages: dict[str, BeautifulSoup]) -> None:
    """The same words at the same levels in the same order."""
    assert len(pages) > 40
    for name, page in pages.items():
        expected = [
            (tag.name, words(tag.get_text(" ").removesuffix("¶")))
            for tag in page.select("article :is(h1, h2, h3, h4, h5, h6)")
        ]
        expected = [(level, text) for level, text in expected if text]
        actual = [(tag.name, words(tag.get_text())) for tag in rendered(copy(site, name)).select("h1, h2, h3, h4, h5")]
        assert (name, actual) == (name, expected)


def test_a_copy_starts_with_what_it_is(site: Path, pages: dict[str, BeautifulSoup]) -> None:
    """Title, description, the page's own address and the licence."""
    for name, page in pages.items():
        title, _, description, _, source = copy(site, name).split("\n")[:5]
        (canonical,) = page.select("link[rel=canonical]")
        (meta,) = page.select("meta[name=description]")
        assert title.startswith("# ")
        assert description == f"> {meta['content']}"
        assert source.startswith(f"Source: <{canonical['href']}>.")
        assert "CC BY 4.0" in source


def test_a_copy_holds_no_html(site: Path, pages: dict[str, BeautifulSoup]) -> None:
    """It can be read as it stands; code may show tags."""
    tags = {name: re.findall(r"</?[a-z][\w-]*[\s/>]", CODE.sub("", copy(site, name))) for name in pages}
    assert {name: found for name, found in tags.items() if found} == {}


def test_links_of_a_copy_work_anywhere(site: Path, pages: dict[str, BeautifulSoup]) -> None:
    """Each has its whole address."""
    for name in pages:
        links = re.findall(r"\]\(([^)\s]+)", CODE.sub("", copy(site, name)))
        assert [link for link in links if urlsplit(link).scheme not in ("http", "https", "mailto")] == [], name


def test_tables_of_a_copy_are_tables(site: Path, pages: dict[str, BeautifulSoup]) -> None:
    """Each row has as many cells as the head, and no cell is lost."""
    for name, page in pages.items():
        tables = page.select("article table")
        text = re.sub(r"^> ", "", CODE.sub("", copy(site, name)), flags=re.MULTILINE)  # a box may hold a table
        lines = text.split("\n")
        heads = [place for place, line in enumerate(lines) if re.fullmatch(r"\|( --- \|)+", line)]
        assert (name, len(heads)) == (name, len(tables))
        for head, table in zip(heads, tables, strict=True):
            width = lines[head].count("---")
            rows = len(table.select("tr")) - len(table.select("thead tr"))
            for line in lines[head - 1 : head + rows + 1]:
                assert (name, line.replace("\\|", "").count("|")) == (name, width + 1)


def test_a_page_names_its_copy_and_the_list(site: Path, pages: dict[str, BeautifulSoup]) -> None:
    """As llmstxt.org asks, in the page's head; and there is a link to click."""
    for name, page in pages.items():
        (alternate,) = page.select('link[rel=alternate][type="text/markdown"]')
        (described,) = page.select('link[rel=describedby][type="text/markdown"]')
        assert (site / name / str(alternate["href"])).resolve() == (site / name / "index.md").resolve()
        assert (site / name / str(described["href"])).resolve() == (site / "llms.txt").resolve()
        assert name == "." or [link["href"] for link in page.select("page-forms a")] == ["index.md"]


def test_the_list_names_every_page_once(site: Path, pages: dict[str, BeautifulSoup]) -> None:
    """In parts, with the description; the addresses are those of the copies."""
    text = (site / "llms.txt").read_text(encoding="utf-8")
    assert re.match(r"# .+\n\n> .+\n", text)
    entries = re.findall(r"^- \[(.+?)\]\((\S+)\): (.+)$", text, re.MULTILINE)
    expected = {f"{page.select_one('link[rel=canonical]')['href']}index.md" for page in pages.values()}  # type: ignore[index]
    assert len(entries) == len(expected)
    assert {address for _, address, _ in entries} == expected
    assert len(re.findall(r"^## ", text, re.MULTILINE)) > 8


def test_the_whole_is_all_copies(site: Path, pages: dict[str, BeautifulSoup]) -> None:
    """Nothing is left out of llms-full.txt."""
    whole = (site / "llms-full.txt").read_text(encoding="utf-8")
    for name in pages:
        assert copy(site, name) in whole, name


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param(
            '<p>See <a href="../other/#x">that</a>.</p>', "See [that](https://example.org/guide/other/#x).", id="link"
        ),
        pytest.param('<p>See <a href="#x">below</a>.</p>', f"See [below]({ADDRESS}#x).", id="place"),
        pytest.param(
            '<h2 id="x">Title<a class="headerlink" href="#x">¶</a></h2><p>Text.</p>', "## Title\n\nText.", id="heading"
        ),
        pytest.param(
            '<div class="admonition mistake"><p class="admonition-title">Common mistake</p><p>One.</p><p>Two.</p></div>',
            "> **Common mistake**\n>\n> One.\n>\n> Two.",
            id="box",
        ),
        pytest.param(
            '<ul class="task-list"><li class="task-list-item"><label><input type="checkbox" disabled/></label> Do it</li>'
            '<li class="task-list-item"><label><input type="checkbox" checked/></label> Done</li></ul>',
            "- [ ] Do it\n- [x] Done",
            id="tasks",
        ),
        pytest.param(
            '<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody><tr><th rowspan="2">x</th><td>1 | 2</td></tr>'
            "<tr><td><ul><li>one</li><li>two.</li></ul></td></tr></tbody></table>",
            "| A | B |\n| --- | --- |\n| x | 1 \\| 2 |\n| x | one; two. |",
            id="table",
        ),
        pytest.param(
            '<table><caption>Name</caption><thead><tr><td rowspan="2"></td><th colspan="2">Change</th></tr><tr><th>low</th>'
            "<th>high</th></tr></thead><tbody><tr><th>r</th><td>1</td><td>2</td></tr></tbody></table>",
            "**Name**\n\n| | Change: low | Change: high |\n| --- | --- | --- |\n| r | 1 | 2 |",
            id="heads",
        ),
        pytest.param(
            '<div class="language-python highlight"><pre><span></span><code>a  = 1\n\n\nif a:\n    b</code></pre></div>',
            "```python\na  = 1\n\n\nif a:\n    b\n```",
            id="code",
        ),
        pytest.param(
            "<dl><div><dt>Word <span>its name</span></dt><dd>Meaning.</dd></div><div><dt>Other</dt><dd>More.</dd></div></dl>",
            "- **Word (its name)**: Meaning.\n- **Other**: More.",
            id="terms",
        ),
        pytest.param(
            "<figure><svg><title>hidden</title></svg><figcaption>What is seen</figcaption><details><summary>In words</summary>"
            "<p>A leads to B.</p></details></figure>",
            "Figure: What is seen\n\n**In words**\n\nA leads to B.",
            id="figure",
        ),
        pytest.param("<p>(1 + r)<sup>time</sup></p>", "(1 + r)^time", id="power"),
        pytest.param(
            '<form><div class="field"><label for="a">Rate</label><button>?</button><p class="help">Long.</p><span><input '
            'id="a" value="8"/> <span class="unit">%</span></span></div><div class="field"><label>Empty</label><input/></div>'
            '<fieldset class="scale"><legend>How sure?</legend><label><input type="radio"/>1</label><label><input type="radio" '
            "checked/>2</label></fieldset><table><thead><tr><th>Name</th><th></th></tr></thead><tbody><tr><td><input "
            'value="x"/></td><td><button>remove</button></td></tr></tbody></table></form>',
            "- Rate: 8 %\n- How sure: 2\n\n| Name |\n| --- |\n| x |",
            id="form",
        ),
    ],
)
def test_what_the_site_is_made_of_becomes_markdown(html: str, expected: str) -> None:
    """Each kind of part has its form."""
    assert markdown(html, ADDRESS) == expected + "\n"


def test_a_page_without_anything_special_has_a_copy(mini_site: MiniSite) -> None:
    """A site without an address, without descriptions and without navigation gets copies too."""
    mini_site.write("index.md", "No heading.\n")
    mini_site.write("more/deep.md", "# Deep\n\n[Up](../index.md)\n")
    built = mini_site.build()
    assert built.code == 0, built.log
    assert built.page("more/deep/index.md").startswith("# Deep\n")
    assert "No heading." in built.page("index.md")
    assert "more/deep/index.md" in built.page("llms.txt")
