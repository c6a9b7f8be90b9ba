"""What a route sends of functions that say what they give, in another form than its endpoint promises."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A text. */
export interface Article { slug: string; title: string }
/** One text.
 * @api GET /articles/:slug
 */
export interface GetArticle { params: { slug: string }; response: { article: Article }; errors: never }
/** A text alone.
 * @api GET /plain/:slug
 */
export interface GetPlain { params: { slug: string }; response: Article; errors: never }
"""
STORE = """
import type { Article } from "../contracts/article.contract";
export async function load(slug: string): Promise<Article> { return find(slug); }
export class Articles { one(slug: string): Promise<Article | null> { return find(slug); } }
export const makeArticles = (db: Db) => ({ one: async (slug: string): Promise<Article> => find(slug) });
export async function loose(slug: string) { return find(slug); }
"""
APP = """
import express from "express";
import { Articles, load, loose, makeArticles } from "./store";
const app = express();
const articles = new Articles();
const { one } = makeArticles(db);
app.get("/articles/:slug", async (req, res) => {
  const article = await WAY(req.params.slug);
  res.json(SENT);
});
"""


def found(way: str, sent: str, path: str) -> set[tuple[str, str]]:
    app = APP.replace("WAY", way).replace("SENT", sent).replace("/articles/", path)
    files = {"contracts/article.contract.ts": CONTRACT, "src/store.ts": STORE, "src/app.ts": app}
    findings = [f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning")]
    return {(f.rule, f.message.split("`")[1]) for f in findings if f.path.startswith("src") and "response" in f.rule}


@pytest.mark.parametrize("way", ["load", "articles.one", "one"])
def test_a_value_that_should_stand_under_a_name(way: str) -> None:
    assert found(way, "{ article }", "/articles/") == set()
    assert found(way, "article", "/articles/") == {("missing-response-field", "article")}
    assert found(way, "article", "/plain/") == set()


def test_what_is_not_known_is_not_told() -> None:
    assert found("loose", "article", "/articles/") == set()
    assert found("unseen", "article", "/articles/") == set()


UNION = """
import type { Article, GetArticle } from "../contracts/article.contract";
interface Refusal { reason: string; hint?: string }
export async function answer(article: Article): Promise<GetArticle["response"] | Refusal> {
  if (!article) return { reason: "gone", hint: "look elsewhere" };
  return { article };
}
export async function title(article: Article): Promise<string> {
  const found = await answer(article);
  return "article" in found ? found.article.title : found.reason;
}
"""


def said(union: str) -> set[tuple[str, str]]:
    files = {"contracts/article.contract.ts": CONTRACT, "src/answer.ts": union}
    findings = [f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning")]
    return {(f.rule, f.message.split("`")[1]) for f in findings if f.path.startswith("src")}


def test_one_of_several_answers_has_the_names_of_one_of_them() -> None:
    assert said(UNION) == set()
    assert said(UNION.replace("return { article }", "return { artcle: article }")) == {("unknown-property", "artcle")}
    assert said(UNION.replace('reason: "gone"', 'raeson: "gone"')) == {("unknown-property", "raeson")}
