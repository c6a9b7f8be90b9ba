"""The pages about editors, whose blocks are what the tests run."""

from pathlib import Path

from markdown_it import MarkdownIt

import dovetail.lsp

PAGES = Path(dovetail.lsp.__path__[0]) / "editors"


def configuration(page: str, language: str) -> str:
    """The blocks of one language in a page, one after the other, as a person who follows the page has them."""
    tokens = MarkdownIt("commonmark").parse((PAGES / f"{page}.md").read_text("utf-8"))
    blocks = [t.content for t in tokens if t.type == "fence" and t.info == language]
    assert blocks, f"{page}.md has no block of {language}"
    return "\n".join(blocks)
