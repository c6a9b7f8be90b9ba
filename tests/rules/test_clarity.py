"""What clarity asks of contracts as careful people write them, and what it leaves in peace."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

SCALES = ("Add `From 1 to 5.`", "Add `From 1 to 10.`", "Add `From 0 to 100.`")
ENDPOINT = "/** Reads it. @api GET /x */\nexport interface Read { response: Thing; errors: { code: 'gone'; message: string } }\n"


def asked(fields: str) -> list[tuple[str, tuple[str, ...]]]:
    """The rules of clarity that ask something, each with the decisions that its fixes offer."""
    text = f"/** A thing. */\nexport interface Thing {{\n  /** @format ulid */\n  id: string;\n{fields}\n}}\n{ENDPOINT}"
    found = check(snapshot_as_written({"contracts/thing.contract.ts": text}))
    return [(f.rule, tuple(x.title for x in f.fixes)) for f in found]


@pytest.mark.parametrize(
    "fields",
    [
        "  /** As printed, top to bottom. */\n  lines: string[];",
        "  /** From start to end. */\n  points: { lat: number; lng: number }[];",
        "  /** In the order in which they were added. */\n  reactions: { emoji: string; count: number }[];",
        "  pressureHectopascals: number;\n  batteryMillivolts: number;\n  loadKilowatts: number;",
        '  sort: "newest" | "cheapest";',
        "  /** An image. */\n  cover: { mime: string; width: number; height: number };",
        "  durationMin: number;\n  maxUsers: number;",
        "  /** Free words of the maker. */\n  style: string;\n  averageBpm: number;\n  calories: number;",
        '  ride: "bus" | "tram" | null;\n  /** Null for guests. */\n  tier: "basic" | "pro" | null;',
        "  responseTimeMs: number;\n  /** @format date-time */\n  closedAt: string;",
        "  /** Longitude, then latitude. */\n  route: [number, number][];\n  matrix: number[][];",
        "  /** From 1 to 5. */\n  rating: number;",
        "  /** @pattern ^[A-Z]{3}$ */\n  currency: string;",
        "  /** @description The slug of the page, such as `about-us`. */\n  pageSlug: string;",
        "  /** Format: date-time */\n  createdAt: string;",
        "  dependsOn: string[];",
        "  expiry: string; // MM/YY",
        "  weight: { min: number; max: number }; // kilograms",
        "  /** Kilograms. */\n  minWeight: number;\n  maxWeight: number;",
        "  volumeM3: number;",
        "  address: string; // street, city or region",
        "  seen: string; // UTC, RFC3339",
        "  path: string; // such as 'a.b' or 'c.d'",
        "  // whatever the vendor sends\n  [key: string]: unknown;",
        "  notes: string;\n  details: string;",
        "  coordinates: [lat: number, lng: number];",
        "  frameRate: number;\n  highScore: number;",
        "  /** MAC address, lower case. */\n  deviceId: string;",
        "  /** 1 is Monday. */\n  weekday: number;\n  /** 1 to 12. */\n  month: number;",
        "  phase: 1 | 2 | 3;\n  status: 404 | 409;",
        "  /** Free text. */\n  type: string;\n  groupedBy: string;",
        "  file: { type: string; bytes: number };",
        "  published: boolean;\n  /** As ISO 8601. */\n  publishedAt: Date;",
        "  /** Anything that fits the column. */\n  value: string | number | boolean;",
        "  stock: { [warehouse: string]: number };\n  pricesByRegion: Record<string, string>;",
        "  /** How many people fit in. */\n  capacity: number;\n  seats: number;",
        "  accessLevel: number;",
        "  workingDays: number;\n  daysLeft: number;",
        "  questionsRaised: number;\n  questionsResolved: number;",
        "  resolution: string;\n  current: number;",
        "  /** 0 is Sunday. */\n  openDays: number[];",
        "  openingHours: { from: string; to: string }; // HH:MM",
        "  languages: ('en' | 'de')[];\n  /** As the member wrote them, separated by commas. */\n  hobbies: string;",
        "  /** The name of the function that is called. */\n  method: string;",
        "  raised: boolean;\n  closed: boolean;",
        "  /** Of the volume. Ex. 'ext4', 'xfs'. */\n  fsType: string;\n  /** e.g. ['ro', 'soft'] */\n  mountOptions: string[];",
        "  /** Resend it with the same body (`system`, `tools`, and other fields). */\n  creditToken: string;",
        "  submitted: number;\n  filesChanged: number;",
        "  game: { score: number };\n  score: number;\n  /** From 0 to 100. */\n  review: { score: number };",
        "  points: number[];\n  counts: number[];\n  pages: number[];\n  discounts: number;\n  refunds: number;",
        "  /** The name on the cover. */\n  author: string;",
    ],
)
def test_a_decision_that_is_written_is_not_asked_for(fields: str) -> None:
    assert asked(fields) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("  heartRate: number;", ("unit-free-number", ("Add `@unit beats per minute`",))),
        ("  createdAfter: string;", ("unformatted-string", ("Add `@format date-time`",))),
        ("  dateOfBirth: string;", ("unformatted-string", ("Add `@format date`",))),
        ("  genre: string;", ("stringly-typed-enum", ())),
        ("  energyClass: string;", ("stringly-typed-enum", ())),
        ("  paymentState: number;", ("numbered-enum", ())),
        (
            '  status: "on" | "off" | null;',
            ("unexplained-null", ("It is null until it is known", "It is null where it does not apply")),
        ),
        (
            "  route: number[][];",
            (
                "unordered-coordinates",
                ("Say that it is longitude, latitude", "Say that it is latitude, longitude"),
            ),
        ),
        (
            "  slowMode: number;",
            ("unit-free-number", ("Add `@unit seconds`", "Add `@unit milliseconds`", "Add `@unit minutes`")),
        ),
        (
            "  payoutDelay: number;",
            ("unit-free-number", ("Add `@unit seconds`", "Add `@unit milliseconds`", "Add `@unit minutes`")),
        ),
        ("  riskScore: number;", ("unit-free-number", ("Add `@unit ratio`", "Add `@unit percent`"))),
        (
            "  hours: { monday: number };\n  workingTime: { monday: number; tuesday: number };",
            ("unit-free-number", ("Add `@unit seconds`", "Add `@unit milliseconds`", "Add `@unit minutes`")),
        ),
        (
            "  weekday: number;",
            ("unit-free-number", ("Add `0 is Sunday, 6 is Saturday.`", "Add `1 is Monday, 7 is Sunday.`")),
        ),
        (
            "  workingDays: number[];",
            ("unit-free-number", ("Add `0 is Sunday, 6 is Saturday.`", "Add `1 is Monday, 7 is Sunday.`")),
        ),
        ("  weekday: 0 | 1 | 2;", ("numbered-enum", ())),
        ("  fuelLevel: number;", ("unit-free-number", ("Add `@unit percent`", "Add `@unit litres`"))),
        ("  mileage: number;", ("unit-free-number", ("Add `@unit kilometres`", "Add `@unit miles`"))),
        ("  tank: { capacity: number };", ("unit-free-number", ())),
        (
            "  voltageVolts: number;\n  current: number;",
            ("unit-free-number", ("Add `@unit amperes`", "Add `@unit milliamperes`")),
        ),
        ("  bloodType: string;", ("stringly-typed-enum", ())),
        ("  paymentMethod: string;", ("stringly-typed-enum", ())),
        ("  quality: string;", ("stringly-typed-enum", ())),
        ("  raised: string;", ("unformatted-string", ("Add `@format date-time`",))),
        ("  lastService: string;", ("unformatted-string", ("Add `@format date-time`",))),
        ("  languages: string[];", ("unformatted-string", ("Add `@format language`",))),
        ("  ratings: number[];", ("unit-free-number", SCALES)),
        ("  temperatures: number[];", ("unit-free-number", ("Add `@unit celsius`", "Add `@unit fahrenheit`"))),
        ("  review: { score: number };", ("unit-free-number", SCALES)),
        ("  submitted: string;", ("unformatted-string", ("Add `@format date-time`",))),
        ("  videoLink: string;", ("unformatted-string", ("Add `@format uri`",))),
        ("  rejectionReason: string;", ("stringly-typed-enum", ())),
        ("  allergies: string;", ("packed-list", ("Say that commas part them", "Make it a list"))),
        ("  approvedBy: string;", ("unformatted-string", ("Add `@format ulid`",))),
        ("  dayStart: string;", ("unformatted-string", ("Add `@format time`",))),
        ("  type: string;", ("stringly-typed-enum", ())),
        ("  logLevel: string;", ("stringly-typed-enum", ())),
        (
            "  archived: boolean;\n  /** As ISO 8601. */\n  archivedAt: Date | null;",
            ("contradictory-state", ("Leave `archived` out",)),
        ),
        (
            "  value: string | number | boolean;",
            ("mixed-value", ("Make it a string", "Make it a number", "Make it a boolean")),
        ),
        ("  reactions: Record<string, number>;", ("unkeyed-map", ())),
        ("  replyToId: string;", ("unformatted-string", ("Add `@format ulid`",))),
        ("  bitrate: number;", ("unit-free-number", ("Add `@unit kbps`", "Add `@unit mbps`"))),
        ("  sort: string;", ("stringly-typed-enum", ())),
        ("  action: string;", ("stringly-typed-enum", ())),
        (
            "  minPrice: number;",
            ("unit-free-number", ("Add `@unit cents`", "Add `@unit euros`", "Add `@unit dollars`")),
        ),
        (
            "  pricePerMonth: number;",
            ("unit-free-number", ("Add `@unit cents`", "Add `@unit euros`", "Add `@unit dollars`")),
        ),
        ("  temp_max: number;", ("unit-free-number", ("Add `@unit celsius`", "Add `@unit fahrenheit`"))),
        ("  rating: number;", ("unit-free-number", SCALES)),
        ("  lastSeen: string;", ("unformatted-string", ("Add `@format date-time`",))),
        ("  openedOn: string;", ("unformatted-string", ("Add `@format date`",))),
        ("  weight: { min: number };", ("unit-free-number", ("Add `@unit grams`", "Add `@unit kilograms`"))),
        ("  sampleRate: number;", ("unit-free-number", ("Add `@unit hertz`",))),
        ("  lastLogin: number;", ("unit-free-number", ("Add `@unit milliseconds`", "Add `@unit seconds`"))),
        ("  priority: number;", ("unit-free-number", ("Add `1 is the most urgent.`", "Add `1 is the least urgent.`"))),
        ("  [key: string]: unknown;", ("untyped-value", ())),
        ("  way: string; // LAND | SEA", ("stringly-typed-enum", ("List the values in the type",))),
        ("  event: string; // 'page.made' or 'page.gone'", ("stringly-typed-enum", ("List the values in the type",))),
        ("  job: { state: 'open' | 'done'; done: boolean };", ("contradictory-state", ("Leave `done` out",))),
        ("  price: string;", ("unformatted-string", ("Add `@format decimal`",))),
    ],
)
def test_a_decision_that_is_missing_is_asked_for(fields: str, expected: tuple[str, tuple[str, ...]]) -> None:
    assert asked(fields) == [expected]


def test_a_type_and_the_constant_that_it_is_made_of_are_one_contract() -> None:
    text = (
        '/** How far. */\nexport const State = { DRAFT: "draft", DONE: "done" } as const;\n'
        "/** How far. */\nexport type State = (typeof State)[keyof typeof State];\n"
    )
    code = 'from enum import Enum\n\n\n# @contract State\nclass State(str, Enum):\n    DRAFT = "draft"\n    OVER = "over"\n'
    found = check(snapshot_as_written({"state.contract.ts": text, "state.py": code}))
    assert {f.rule for f in found if f.path == "state.py"} == {"enum-mismatch"}


@pytest.mark.parametrize(
    "head",
    [
        "/**\n * Prices are in cents.\n * - moments are RFC 3339 in UTC\n * - ids are strings such as `th_1`\n */\n\n",
        "// Amounts and prices: euro cents; times: RFC 3339; ids: ULID\n\n",
    ],
)
def test_the_comment_at_the_head_of_a_file_speaks_for_all_of_it(head: str) -> None:
    text = "/** A thing. */\nexport interface Thing {\n  id: string;\n  price: number;\n  seenAt: string;\n  weight: number;\n}\n"
    path = "contracts/thing.contract.ts"
    with_head = [f.rule for f in check(snapshot_as_written({path: head + text}))]
    assert with_head == ["unit-free-number"]  # of the weight nobody speaks
    without = [f.rule for f in check(snapshot_as_written({path: text}))]
    assert without == ["unformatted-string", "unit-free-number", "unformatted-string", "unit-free-number"]


def test_the_comment_of_a_type_speaks_for_its_fields() -> None:
    text = "/** Millimetres. */\nexport interface Box {\n  width: number;\n  height: number;\n  delay: number;\n}\n"
    found = check(snapshot_as_written({"contracts/box.contract.ts": text}))
    assert [f.message.split("`")[1] for f in found] == ["Box.delay"]


def test_the_id_of_one_thing_is_written_in_one_way_in_requests_and_lists_too() -> None:
    text = (
        "/** P. */\nexport interface Player {\n  id: number;\n}\n"
        "/** Reads one. @api PUT /players/:id */\nexport interface Put {\n  params: { id: string };\n  request: { playerId: string };\n"
        "  response: Player;\n  errors: never;\n}\n"
        "/** T. */\nexport interface Team {\n  playerIds: string[];\n}\n"
    )
    found = [f for f in check(snapshot_as_written({"contracts/p.contract.ts": text})) if f.rule == "ids-of-two-kinds"]
    assert [f.message.split("`")[1] for f in found] == ["Put.request.playerId", "Team.playerIds"]


def test_the_id_in_a_path_is_written_as_the_thing_says() -> None:
    text = (
        "/** P. */\nexport interface Player {\n  /** @format ulid */\n  id: string;\n}\n"
        "/** Reads one. @api GET /players/:id */\nexport interface Read {\n  params: { id: string };\n  response: Player;\n"
        "  errors: never;\n}\n"
    )
    assert not check(snapshot_as_written({"contracts/p.contract.ts": text}))


def findings_of(text: str) -> list[str]:
    return [f.rule for f in check(snapshot_as_written({"contracts/a.contract.ts": text}))]


def test_a_header_that_speaks_of_names_of_a_pattern_says_nothing_of_others() -> None:
    header = "/**\n * Money: every field that ends in `_cents` is an integer in the minor unit.\n */\n\n"
    thing = "/** A thing. */\nexport interface Thing {{ {}: number }}\n"
    assert findings_of(header + thing.format("fee")) == ["unit-free-number"]
    assert findings_of(header + thing.format("fee_cents")) == []
    assert findings_of("/**\n * Money is in cents.\n */\n\n" + thing.format("fee")) == []


def test_an_endpoint_says_how_its_list_is_ordered_and_its_pages_are_counted() -> None:
    said = "/** Things. Pages start at 1.\n * @api GET /things\n * @order name asc\n */\n"
    endpoint = (
        "export interface ListThings { query: { page?: number }; response: { name: string }[]; errors: { code: 'a' } }"
    )
    assert findings_of(said + endpoint) == []
    assert findings_of("/** Things.\n * @api GET /things\n */\n" + endpoint) == ["unnumbered-page", "unordered-list"]


def test_records_that_differ_by_many_fields_are_not_told_apart_by_them() -> None:
    union = "/** What is played. */\nexport type Item = Film | Song;\n"
    film = "/** A film. */\nexport interface Film { title: string; director: string; studio: string; plot: string }\n"
    song = "/** A song. */\nexport interface Song { title: string; singer: string; album: string; label: string }\n"
    assert findings_of(union + film + song) == ["undiscriminated-union"]
    assert findings_of(union + film + "/** A song. */\nexport interface Song { title: string; singer: string }\n") == []


@pytest.mark.parametrize(
    ("errors", "asks"), [("string", True), ("{ code: string; message: string }", True), ("'gone' | 'full'", False)]
)
def test_what_an_endpoint_refuses_with_is_a_list(errors: str, asks: bool) -> None:
    text = f"/** Reads it.\n * @api GET /x\n */\nexport interface Read {{ response: boolean; errors: {errors} }}\n"
    found = check(snapshot_as_written({"contracts/thing.contract.ts": text}))
    assert [f.rule for f in found] == ["stringly-typed-enum"] * asks
