"""What a page says of itself to search engines and to programs that show a link: schema.org data and the way to it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page

__all__ = ["Crumb", "crumbs", "structured"]

_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


class Crumb(NamedTuple):
    """A step on the way from the home page to a page."""

    name: str
    url: str
    """Relative to the site's root."""


def _first_page(section: Section) -> Page | None:
    """The page that stands for a section: its first, if that lies directly in it."""
    first = section.children[0] if section.children else None
    return first if isinstance(first, Page) and first.is_index else None


def crumbs(page: Page, home: Page | None) -> list[Crumb]:
    """The pages from the home page to this one; sections without a page of their own are left out."""
    way = [home] if home else []
    way += [
        found
        for above in reversed(list(page.ancestors))
        if isinstance(above, Section) and (found := _first_page(above))
    ]
    return [Crumb(str(one.title), one.url) for one in [*(one for one in way if one is not page), page]]


def structured(page: Page, home: Page | None, config: MkDocsConfig) -> str:
    """The page's JSON-LD, to stand in a script element: where it is and, of a chapter, what it is."""
    site = config.site_url or ""
    described: list[dict[str, Any]] = [
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": crumb.name, "item": urljoin(site, crumb.url)}
                for number, crumb in enumerate(crumbs(page, home), 1)
            ],
        }
    ]
    if "reader" in page.meta:
        described.append(
            {
                "@type": "Article",
                "headline": str(page.title),
                "description": page.meta["description"],
                "url": page.canonical_url,
                "inLanguage": "en-GB",
                "license": _LICENCE,
                "audience": {"@type": "Audience", "audienceType": page.meta["reader"]},
                "timeRequired": f"PT{page.meta['minutes']}M",
                "isPartOf": {"@type": "WebSite", "name": config.site_name, "url": site},
            }
        )
    text = json.dumps({"@context": "https://schema.org", "@graph": described}, ensure_ascii=False)
    return text.replace("</", "<\\/")
