"""Uses that no type checker knows: what a bound request carries in its path, query, body and form, and what operations of GraphQL ask for.

Each is a file and a line of it, the name between `<<` and `>>`. The route or the call at hand is bound to an endpoint by its tag.
"""

from collections.abc import Iterator
from random import Random

from dovetail.core.findings import Edit
from dovetail.core.text import Range
from dovetail.core.words import key

from . import names
from .mutants import Mutant, mutant
from .projects import Project

_USES: dict[str, tuple[tuple[str, str], ...]] = {
    "bookshop": (
        ("src/api/books.ts", "req.query.<<cursor>> : undefined"),
        ("src/api/books.ts", "typeof req.query.<<cursor>> ==="),
        ("src/api/books.ts", "where: { id: req.params.<<bookId>> }"),
        ("src/api/books.ts", "bookId: req.params.<<bookId>>,"),
        ("src/api/orders.ts", "where: { id: req.params.<<orderId>> },\n    include"),
        ("src/api/orders.ts", "where: { id: req.params.<<orderId>>, shippedAt"),
        ("src/ui/api-client.ts", 'query.set("<<format>>"'),
        ("src/ui/api-client.ts", 'query.set("<<cursor>>"'),
    ),
    "practice": (
        ("web/client.ts", "?<<familyName>>="),
        ("web/client.ts", "JSON.stringify({ <<state>> })"),
        ("api/routers/patients.py", 'Query(alias="<<familyName>>")'),
        ("api/routers/patients.py", "async def read_patient(<<patient_id>>: UUID)"),
        ("api/routers/appointments.py", "<<state>>: AppointmentState = Body(embed=True)"),
    ),
    "parcels": (
        ("browser/src/api.ts", "?<<weight_grams>>="),
        ("server/app.py", 'request.args.get("<<weight_grams>>"'),
        ("server/app.py", 'body["<<state>>"]'),
        ("server/app.py", 'body["<<depot>>"]'),
        ("server/app.py", 'body.get("<<note>>")'),
    ),
    "fleet": (
        ("src/routes/vehicles.ts", "c.req.query('<<status>>')"),
        ("src/routes/trips.ts", "running.get(c.req.param('<<tripId>>'))"),
        ("src/routes/trips.ts", "tripsOf(c.req.param('<<driverId>>'))"),
        ("src/web/useFleet.ts", "params: { <<status>>: status"),
        ("src/web/useFleet.ts", "        <<vehicleId>>: vehicle.id"),
        ("src/web/useFleet.ts", "        <<driverId>>: driver.id"),
        ("src/web/useFleet.ts", "        <<purpose>>: 'DELIVERY'"),
    ),
    "planner": (
        ("src/server/app.ts", "loadBoard(request.params.<<slug>>)"),
        ("src/server/app.ts", "changeTask(request.params.<<taskId>>,"),
        ("src/server/app.ts", "deleteTask(request.params.<<taskId>>)"),
    ),
    "ledger": (
        ("app/api/routes.py", 'Query(alias="<<activeOnly>>")'),
        ("app/api/routes.py", 'Query(alias="<<asOf>>")'),
        ("app/report.py", 'params={"<<activeOnly>>": True}'),
        ("app/report.py", 'params={"<<asOf>>": day'),
        ("web/journal.tsx", "?<<activeOnly>>=true"),
    ),
    "forum": (
        ("app/api/threads/route.ts", 'searchParams.get("<<topic>>")'),
        ("lib/forum.ts", "?<<topic>>="),
    ),
    "market": (
        ("src/routes/listings.ts", "findListing(req.params.<<id>>)"),
        ("src/routes/listings.ts", '"notFound", <<reason>>:'),
        ("src/routes/listings.ts", "<<priceCents>>: listing"),
        ("src/routes/listings.ts", "{ <<handle>>: listing"),
        ("src/routes/listings.ts", "<<widthPixels>>: photo"),
        ("src/controllers/listings.controller.ts", "{ state, <<sellerHandle>> } = req.query"),
        ("src/controllers/listings.controller.ts", "{ <<title>>, priceCents } = req.body"),
        ("src/controllers/listings.controller.ts", "req.body.<<sellerHandle>>)"),
        ("src/controllers/listings.controller.ts", '{ <<code>>: "invalid"'),
        ("src/controllers/offers.controller.ts", "req.params.<<id>>,"),
        ("src/controllers/offers.controller.ts", "body.<<amountCents>>,"),
        ("src/controllers/offers.controller.ts", "body.<<message>> ??"),
        ("src/controllers/offers.controller.ts", "<<listingId>>: offer"),
        ("src/offers/offers.controller.ts", 'Param("<<offerId>>")'),
        ("web/listings.tsx", "({ <<sellerHandle>>: seller"),
        ("web/listings.tsx", "key={listing.<<id>>}"),
        ("web/listings.tsx", "listing.seller.<<displayName>>"),
        ("web/listings.tsx", "data.<<priceCents>>"),
        ("web/listings.tsx", "({ <<amountCents>>, message"),
        ("web/listings.tsx", "refusal.<<reason>>"),
        ("web/listings.tsx", 'register("<<title>>")'),
        ("web/listings.tsx", 'register("<<priceCents>>")'),
        ("agent/watcher.py", '"<<sellerHandle>>": handle'),
        ("agent/watcher.py", 'listing["<<priceCents>>"]'),
        ("agent/watcher.py", '"<<amountCents>>": cents'),
        ("agent/watcher.py", '.json()["<<reason>>"]'),
    ),
    "academy": (
        ("graph/pages.graphql", "    <<seats>>\n"),
        ("graph/pages.graphql", "    <<lessonMinutes>>\n"),
        ("graph/pages.graphql", "me { <<id>> name"),
        ("graph/pages.graphql", "name: <<fullName>> }"),
        ("graph/pages.graphql", "on Course {\n  <<slug>>\n"),
        ("graph/pages.graphql", "  <<startsOn>>\n"),
        ("graph/pages.graphql", "state <<paid>> note"),
        ("graph/pages.graphql", "note <<admittedAt>> }"),
    ),
    "atelier": (
        ("server/routes/pieces.js", "const { <<stage>>, makerHandle } = req.query"),
        ("server/routes/pieces.js", "{ stage, <<makerHandle>> } = req.query"),
        ("server/routes/pieces.js", "req.query.<<cursor>> });"),
        ("server/routes/pieces.js", "(req, res) => {\n  const piece = store.findPiece(Number(req.params.<<pieceId>>))"),
        ("server/routes/pieces.js", "res.json({ pieces, <<total>>: pieces.length"),
        ("server/routes/pieces.js", "<<nextCursor>>: pieces.length <"),
        ("server/routes/pieces.js", '{ <<code>>: "badRequest"'),
        ("server/routes/pieces.js", '"Too long, or too heavy.", <<field>>:'),
        ("server/routes/pieces.js", "const { <<buyerEmail>>, giftWrapped }"),
        ("server/routes/pieces.js", "buyerEmail, <<giftWrapped>> } = req.body"),
        ("web/api.js", 'query.set("<<cursor>>"'),
        ("web/api.js", "URLSearchParams({ <<stage>> })"),
        ("web/api.js", "body: JSON.stringify({ <<buyerEmail>>, giftWrapped"),
        ("web/api.js", "buyerEmail, <<giftWrapped>>: false"),
        ("mail/digest.ts", "?<<stage>>=glazed"),
    ),
    "reading-room": (
        ("web/desk.jsx", "desk(day: $day) {\n      <<lent>>\n"),
        ("web/desk.jsx", "      <<occupancy>>\n"),
        ("web/desk.jsx", "<<overdue>> { id state"),
        ("web/desk.jsx", "overdue { id <<state>> dueOn"),
        ("web/desk.jsx", "renewals medium { title <<callNumber>> }"),
        ("web/desk.jsx", "reader { fullName <<email>> fees"),
        ("web/desk.jsx", "{ id state <<returnedAt>> }"),
    ),
    "demo": (
        ("src/ui/login-form.tsx", 'Email <input name="<<email>>"'),
        ("src/ui/login-form.tsx", '          name="<<password>>"'),
    ),
}  # fmt: skip


# What statements of Prisma and SQL name, a property that a contract has given up, and a status, by what is written there instead.
_INSTEAD: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "reading-room": (
        ("misspell a column", "server/resolvers.ts", "findUnique({ where: { <<callNumber>>", "callNo: callNumber"),
        ("misspell a column", "server/resolvers.ts", 'where: { <<state>>: "OVERDUE"', "status"),
        ("misspell a column", "server/resolvers.ts", "orderBy: { <<dueOn>>:", "dueAt"),
        ("misspell a column", "server/resolvers.ts", "{ where: { <<returnedAt>>: { gte", "backAt"),
        ("misspell a column", "server/resolvers.ts", "          <<mediumId>>: medium.id", "medium_id"),
        ("misspell a column", "server/resolvers.ts", "callNumber: row.<<callNumber>>", "shelfMark"),
        ("read what is deprecated", "web/desk.jsx", "{loan.medium.<<title>>}", "author"),
    ),
    "cinema": (
        ("misspell a column", "web/app/api/screenings/route.ts", "where: { <<startsAt>>: { gte", "begins"),
        ("misspell a column", "web/app/api/screenings/route.ts", 'orderBy: { <<startsAt>>: "asc"', "starts_at"),
        ("misspell a column", "web/app/api/screenings/route.ts", "hall: row.<<hall>>", "room"),
    ),
    "atelier": (
        ("misspell a table", "server/store.js", "INSERT INTO <<pieces>> (title", "peices"),
        ("refuse with another status", "server/routes/pieces.js", "return res.status(<<409>>)", "410"),
        ("refuse with another status", "server/routes/pieces.js", "return res.status(<<422>>)", "400"),
    ),
    "fleet": (
        ("misspell a table", "src/database.ts", "UPDATE <<vehicles>> SET", "vehicels"),
        ("misspell a table", "src/database.ts", "INSERT INTO <<trips>> (", "tripps"),
    ),
    "parcels": (("misspell a table", "server/store.py", "INSERT INTO <<parcels>> (id", "parcles"),),
}


def of_statements(project: Project) -> Iterator[Mutant]:
    """One name of a statement, or of a property, or a status, exchanged for another."""
    for operator, path, line, new in _INSTEAD.get(project.name, ()):
        before, _, rest = line.partition("<<")
        name, _, behind = rest.partition(">>")
        source = project.snapshot.sources[path].text.source
        assert source.count(before + name + behind) == 1, (project.name, path, line)
        place = Range(start := source.index(before + name + behind) + len(before), start + len(name))
        what = f"`{name}` is `{new}`"
        yield mutant(project, operator, "indirect use", what, path, [Edit(path, place, new)], [place])


def of_requests(project: Project, random: Random) -> Iterator[Mutant]:
    """One name of a request misspelled, or another in its place."""
    for path, line in _USES.get(project.name, ()):
        before, _, rest = line.partition("<<")
        name, _, behind = rest.partition(">>")
        source = project.snapshot.sources[path].text.source
        assert source.count(before + name + behind) == 1, (project.name, path, line)
        start = source.index(before + name + behind) + len(before)
        for operator, new in (
            ("misspell a request's name", names.misspelled(name, random)),
            ("take another name in a request", names.unrelated(name, random)),
        ):
            if key(new) == key(name):
                continue
            is_shorthand = before.endswith(("{ ", ", ")) and behind.startswith((" }", ", "))
            text = f"{new}: {name}" if is_shorthand else new
            place = Range(start, start + len(name))
            what = f"`{name}` of a request is `{new}`"
            yield mutant(project, operator, "request", what, path, [Edit(path, place, text)], [place])
