"""Documents of Mongoose: their methods, plugins that give them nothing, and queries that a function gives without waiting."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Who has an account.
 * @db Account */
export interface StoredAccount {
  nick: string;
  /** @format email */
  email: string;
}
/** An account.
 * @api GET /accounts/:id */
export interface GetAccount {
  params: { id: string };
  response: { nick: string; email: string };
  errors: never;
}
"""
MODEL = """
const mongoose = require("mongoose");
const { toJSON, paginate } = require("./plugins");

const accountSchema = mongoose.Schema({
  nick: { type: String, required: true },
  email: { type: String, required: true },
});
accountSchema.plugin(toJSON);
accountSchema.plugin(paginate);
accountSchema.virtual("label").get(function () { return this.nick; });
accountSchema.methods.isAt = function (host) { return this.email.endsWith(host); };
accountSchema.method("greet", function () { return this.nick; });
const Account = mongoose.model("Account", accountSchema);
module.exports = Account;
"""
SERVICE = """
const Account = require("./account.model");
const byId = async (id) => {
  return Account.findById(id);
};
const byNick = async (nick) => {
  const found = await Account.findOne({ nick });
  return found && found.isAt("x") ? found.greet() + found.label : null;
};
module.exports = { byId, byNick };
"""
APP = """
const express = require("express");
const accounts = require("./account.service");
const app = express();
app.get("/accounts/:id", async (req, res) => {
  const account = await accounts.byId(req.params.id);
  res.send(account);
});
"""


def told(**changed: tuple[str, str]) -> list[str]:
    """What is told of the program with some of its texts changed."""
    texts = {"MODEL": MODEL, "SERVICE": SERVICE}
    for name, (old, new) in changed.items():
        assert texts[name].count(old) == 1
        texts[name] = texts[name].replace(old, new)
    files = {
        "contracts/account.contract.ts": CONTRACT,
        "src/account.model.js": texts["MODEL"],
        "src/account.service.js": texts["SERVICE"],
        "src/app.js": APP,
    }
    return [f.message for f in check(snapshot_as_written(files)) if not f.path.startswith("contracts/")]


def test_a_query_that_a_function_gives_is_the_document_where_it_is_awaited() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("old", "new"), [("findOne({ nick })", "findOne({ name: nick })"), ("found.label", "found.title")]
)
def test_a_name_that_documents_lack_is_told_beside_their_methods(old: str, new: str) -> None:
    assert len(told(SERVICE=(old, new))) == 1


def test_of_documents_that_a_plugin_may_give_more_nothing_is_told() -> None:
    other = ("plugin(paginate)", "plugin(passportLocal)")
    assert told(MODEL=other, SERVICE=("found.label", "found.title")) == []
