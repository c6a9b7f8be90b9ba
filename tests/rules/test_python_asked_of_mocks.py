"""What tests of Python say of the requests that a mock has answered: names of the query, and of the body."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A job. */
export interface Job { reference: string }
/** Jobs.
 * @api GET /jobs
 */
export interface ListJobs { query: { state?: string; limit?: number }; response: Job[]; errors: never }
/** Asks for one.
 * @api POST /jobs
 */
export interface CreateJob { request: { reference: string; weightGrams: number }; response: Job; errors: never }
"""
TEST = """
import json

import httpx
import responses
import respx
from responses import matchers


@respx.mock
def test_with_respx():
    listed = respx.get("https://api.test/jobs", params={"limit": "5"}).mock(return_value=httpx.Response(200, json=[]))
    made = respx.post("https://api.test/jobs").respond(json={"reference": "A"})
    run()
    assert listed.calls.last.request.url.params["state"] == "open"
    sent = json.loads(made.calls[0].request.content)
    assert sent["reference"] == "A"
    assert made.calls.last.request.headers["anything"] == "x"


@responses.activate
def test_with_responses():
    responses.post(
        "https://api.test/jobs", json={"reference": "A"}, match=[matchers.json_params_matcher({"weightGrams": 3})]
    )
    run()
    assert json.loads(responses.calls[0].request.body) == {"reference": "B", "weightGrams": 4}


def test_with_requests_mock(requests_mock):
    requests_mock.post("https://api.test/jobs", json={"reference": "A"})
    run()
    assert requests_mock.last_request.json()["reference"] == "C"


def test_with_two_of_them(requests_mock):
    requests_mock.post("https://api.test/jobs", json={"reference": "A"})
    requests_mock.post("https://other.test/letters", json={"id": 1})
    run()
    assert requests_mock.last_request.json()["address"] == "D"
"""


def _told(old: str = "", new: str = "") -> list[str]:
    assert not old or TEST.count(old) == 1
    text = TEST.replace(old, new) if old else TEST
    snapshot = snapshot_as_written({"c/a.contract.ts": CONTRACT, "tests/test_client.py": text})
    loud = [f for f in check(snapshot) if f.severity in ("error", "warning") and f.path.endswith(".py")]
    return [f"{f.rule}: {snapshot.sources[f.path].text[f.range]}" for f in loud]


def test_what_keeps_to_the_contract_is_not_told() -> None:
    assert _told() == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('params["state"]', 'params["status"]', "unknown-query-parameter: status"),
        ('params={"limit": "5"}', 'params={"size": "5"}', "unknown-query-parameter: size"),
        ('sent["reference"]', 'sent["ref"]', "unknown-request-field: ref"),
        ('{"weightGrams": 3}', '{"weight": 3}', "unknown-request-field: weight"),
        ('"B", "weightGrams"', '"B", "grams"', "unknown-request-field: grams"),
        ('["reference"] == "C"', '["name"] == "C"', "unknown-request-field: name"),
    ],
)
def test_names_that_the_endpoint_does_not_have_are_told(old: str, new: str, told: str) -> None:
    assert _told(old, new) == [told]
