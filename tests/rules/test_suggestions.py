"""What is taken for the name that was meant, and how it is written in its place."""

import pytest

from dovetail.core.findings import Finding, apply_edits
from dovetail.rules import check
from dovetail.rules.edits.suggestions import meant
from support.snapshots import snapshot_of

CONTRACT = """
/** A book on the shelf. */
export interface Book {
  /** @format uuid */
  id: string;
  title: string;
  ownerEmail: string | null;
}
"""


@pytest.mark.parametrize(
    ("name", "known", "wanted"),
    [
        ("titel", ["title", "id"], "title"),
        ("owner_email", ["ownerEmail"], "ownerEmail"),
        ("email", ["ownerEmail", "title"], "ownerEmail"),
        ("titleText", ["title", "id"], "title"),
        ("name", ["firstName", "lastName"], None),  # both may be meant
        ("kind", ["id", "title"], None),
        ("bookId", ["id"], None),  # two letters are at the end of too many names
        ("subtitle", ["author"], None),
        ("minMinutes", ["minRehearsalMinutes", "maxItems"], "minRehearsalMinutes"),
        ("maxLoanDays", ["maxDays", "maxTags"], "maxDays"),
        ("maxDays", ["maxLoanDays", "maxOpenDays"], None),
        ("state", ["id", "status", "title"], "status"),
        ("state", ["phase", "status"], None),
        ("begunAt", ["startedAt", "finishedAt"], "startedAt"),
        ("begunAt", ["startedOn"], None),
        ("players", ["playerCount", "id"], "playerCount"),
        ("per_page", ["limit", "cursor"], "limit"),
        ("price_cents", ["fee_cents", "month"], "fee_cents"),
        ("label", ["shelf"], None),
    ],
)
def test_the_name_that_was_meant(name: str, known: list[str], wanted: str | None) -> None:
    assert meant(name, known) == wanted


def test_a_name_that_is_there_already_is_not_meant() -> None:
    assert meant("subtitle", ["title", "id"], {"title"}) is None
    assert meant("state", ["status", "id"], {"status"}) is None


def fixed(code: str) -> tuple[Finding, str]:
    """The only finding of a file about books, and the file after its fix; as it was where there is none."""
    snapshot = snapshot_of({"contracts/book.contract.ts": CONTRACT, "src/book.ts": code})
    text = snapshot.sources["src/book.ts"].text.source
    (finding,) = [f for f in check(snapshot) if f.path == "src/book.ts"]
    return finding, apply_edits(text, finding.fixes[0].edits) if finding.fixes else text


def test_a_key_that_is_written_already_is_not_written_twice() -> None:
    finding, _ = fixed("""
    import type { Book } from "../contracts/book.contract";
    export const made: Book = { id: "1", title: "Dune", subtitle: "Part one", ownerEmail: null };
    """)
    assert finding.message == "`subtitle` is no field of contract Book, which has `id`, `title`, `ownerEmail`."
    assert not finding.fixes


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("export const shown = ({ titel }: Book) => titel;", "({ title: titel }: Book) => titel"),
        ("export const shown = ({ titel = '' }: Partial<Book>) => titel;", "{ title: titel = '' }"),
        (
            "export const made = (id: string, titel: string): Book => ({ id, titel, ownerEmail: null });",
            "{ id, title: titel, ownerEmail: null }",
        ),
        ("export const shown = (book: Book) => book.titel;", "book.title;"),
    ],
)
def test_the_name_of_a_variable_stays(code: str, wanted: str) -> None:
    finding, after = fixed(f'import type {{ Book }} from "../contracts/book.contract";\n{code}\n')
    assert finding.rule in ("unknown-property", "renamed-field")
    assert wanted in after
