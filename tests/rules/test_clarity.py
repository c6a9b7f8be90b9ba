"""Which numbers need a unit, and which strings a format: the tables behind two rules, word by word."""

import pytest

from dovetail.core.contracts import Contracts
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check
from dovetail.rules.unformatted_string import expected_format
from dovetail.rules.unit_free_number import measures, offered, states_unit


@pytest.mark.parametrize(
    "name",
    ["ttl", "timeout", "sessionTimeout", "retryDelay", "expiresIn", "maxAge", "price", "unitPrice", "totalAmount", "fileSize", "weight",
     "distance", "max_upload_size", "lockoutDuration", "outer.timeout", "createdAt", "timestamp", "progress", "taxRate", "humidity",
     "noticePeriod", "transitTime", "dose", "rotation", "energy"],
)  # fmt: skip
def test_these_need_a_unit(name: str) -> None:
    assert measures(name, ())


@pytest.mark.parametrize(
    "name",
    ["ttlSeconds", "timeoutMs", "priceCents", "weightGrams", "distanceKm", "fileSizeBytes", "discountPercent", "pageSize", "batchSize",
     "poolSize", "retryCount", "priceListId", "weightClass", "timeoutCount", "userCount", "rank", "age", "score", "port", "total",
     "exchangeRate", "imageWidth", "avatarHeight", "sampleRate", "at", "progressPercent", "createdAtMs", "period", "bitrate"],
)  # fmt: skip
def test_these_need_none(name: str) -> None:
    assert not measures(name, ())


def test_what_holds_a_number_tells_what_it_counts() -> None:
    assert measures("size", ("attachment",))
    assert not measures("size", ("page", "query"))
    assert measures("width", ("parcel",))
    assert not measures("width", ("thumbnail",))


@pytest.mark.parametrize(
    "doc",
    ["In seconds.", "How many bytes it may have.", "As a % of the price", "0 to 1", "In the currency's minor unit."],
)
def test_a_comment_may_state_the_unit(doc: str) -> None:
    assert states_unit(doc)


@pytest.mark.parametrize("doc", ["", "How long it lasts.", "The user's price", "is a measure"])
def test_a_comment_may_say_nothing_of_it(doc: str) -> None:
    assert not states_unit(doc)


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("email", "email"), ("contactEmail", "email"), ("emails", "email"), ("id", "uuid"), ("userId", "uuid"), ("user_ids", "uuid"),
        ("createdAt", "date-time"), ("at", None), ("birthday", "date"), ("startDate", "date"), ("avatarUrl", "uri"), ("slug", "slug"),
        ("phoneNumber", "phone"), ("countryCode", "country"), ("name", None), ("title", None), ("emailSubject", None), ("urlPattern", None),
        ("valid", None), ("paid", None), ("colorName", None), ("flat", None), ("token", None), ("updated", None), ("candidate", None),
    ],
)  # fmt: skip
def test_formats_that_names_promise(name: str, format: str | None) -> None:
    assert expected_format(name, Contracts({})) == format


def found(contract: str) -> list[tuple[str, str]]:
    files = {"a.contract.ts": "/** What it is. */\n" + contract}
    return [(f.rule, f.message.split("`")[1]) for f in check(snapshot_from_texts(files))]


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        # A state of a country is no state of a machine.
        ("export interface Address { street: string; city: string; state: string }", []),
        ("export interface Job { state: string }", [("stringly-typed-enum", "Job.state")]),
        # A refusal is told apart by its code; other codes are names of things.
        ("export interface ApiError { code: string; message: string }", [("stringly-typed-enum", "ApiError.code")]),
        ("export interface Voucher { code: string }", []),
        ("export interface Offer { employmentType: string; mimeType: string }", [("stringly-typed-enum", "Offer.employmentType")]),
        # Which currency is said; whether it is cents is not, unless it is.
        ("export interface Fee { amount: number; currency: 'EUR' | 'USD' }", [("unit-free-number", "Fee.amount")]),
        ("export interface Fee { /** In cents. */ amount: number; currency: 'EUR' | 'USD' }", []),
        ("export interface Fee { /** @format decimal */ amount: number; currency: 'EUR' | 'USD' }", []),
        ("export interface Fee { amountCents: number; currency: 'EUR' | 'USD' }", []),
        ("export interface Scan { /** Milliseconds since 1970. */ scannedAt: number }", []),
    ],
)  # fmt: skip
def test_what_two_people_could_read_differently(contract: str, expected: list[tuple[str, str]]) -> None:
    assert found(contract) == expected


@pytest.mark.parametrize(
    ("name", "measured", "first"),
    [
        ("timeout", "time", "seconds"), ("startedAt", "moment", "milliseconds"), ("parcelWeight", "space", "grams"),
        ("taxRate", "share", "ratio"),
    ],
)  # fmt: skip
def test_the_usual_unit_is_offered_first(name: str, measured: str, first: str) -> None:
    assert offered(name, measured)[0] == first
