"""Which numbers need a unit, and which strings a format: the tables behind two rules, word by word."""

import pytest

from dovetail.core.contracts import Contracts
from dovetail.rules.unformatted_string import expected_format
from dovetail.rules.unit_free_number import measures, states_unit


@pytest.mark.parametrize(
    "name",
    ["ttl", "timeout", "sessionTimeout", "retryDelay", "expiresIn", "maxAge", "price", "unitPrice", "totalAmount", "fileSize", "weight",
     "distance", "max_upload_size", "lockoutDuration", "outer.timeout"],
)  # fmt: skip
def test_these_need_a_unit(name: str) -> None:
    assert measures(name, ())


@pytest.mark.parametrize(
    "name",
    ["ttlSeconds", "timeoutMs", "priceCents", "weightGrams", "distanceKm", "fileSizeBytes", "discountPercent", "pageSize", "batchSize",
     "poolSize", "retryCount", "priceListId", "weightClass", "timeoutCount", "userCount", "rank", "age", "score", "port", "total",
     "exchangeRate", "imageWidth", "avatarHeight"],
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
