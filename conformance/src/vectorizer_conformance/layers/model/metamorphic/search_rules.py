"""Rules of search and of reading."""

from __future__ import annotations

from typing import Any

from vectorizer_conformance.layers.model.metamorphic.relations import agree, at_least, away, timeless
from vectorizer_conformance.layers.model.metamorphic.rule_context import (
    IDS,
    Rule,
    RuleContext,
    alike,
    ids,
    need,
)
from vectorizer_conformance.layers.model.sample_values import FILTERS

ALL = 1000


async def limit_is_prefix(lab: RuleContext) -> None:
    """A search with limit k is a prefix of the same with limit k + 1."""
    await lab.collection()
    await lab.fill()
    query = lab.vector()
    whole = await lab.hits(vector=query, limit=ALL)
    need(len(whole) == len(IDS), f"{len(whole)} hits of {len(IDS)} vectors")
    for k in range(1, len(IDS)):
        part = await lab.hits(vector=query, limit=k)
        alike(part, whole[:k], f"limit {k} is no prefix of limit {ALL}")


async def cosine_ignores_scale(lab: RuleContext) -> None:
    """Under cosine the length of the query, and of a stored vector, changes no score."""
    await lab.collection(metric="cosine")
    await lab.fill()
    query = lab.vector()
    whole = await lab.hits(vector=query, limit=ALL)
    for factor in (4.0, 0.125, 3.0):
        longer = await lab.hits(vector=[factor * x for x in query], limit=ALL)
        need(
            agree(longer, whole), f"a query {factor} times as long finds {longer!r:.160}, not {whole!r:.160}"
        )
    for record in await lab.export():
        numbers = [2.0 * x for x in record["vector"].numbers]
        await lab.body("updateVector", collection="a", id=record["id"], vector=numbers)
    longer = await lab.hits(vector=query, limit=ALL)
    need(agree(longer, whole), f"vectors twice as long are found as {longer!r:.160}, not {whole!r:.160}")


async def filter_then_search(lab: RuleContext) -> None:
    """A search with a filter is the search without, kept to what a list with that filter has."""
    await lab.collection()
    await lab.fill()
    query = lab.vector()
    whole = await lab.hits(vector=query, limit=ALL)
    for condition in lab.source.sample(FILTERS, 6):
        page = await lab.body("listVectors", collection="a", filter=condition, limit=ALL)
        listed = ids(page["vectors"])
        wanted = [hit for hit in whole if hit["id"] in listed]
        alike(await lab.hits(vector=query, limit=ALL, filter=condition), wanted, f"filter {condition}")
        alike(
            await lab.hits(vector=query, limit=2, filter=condition),
            wanted[:2],
            f"filter {condition}, limit 2",
        )


async def threshold_cuts(lab: RuleContext) -> None:
    """A score_threshold cuts the same results off below it."""
    await lab.collection()
    await lab.fill()
    query = lab.vector()
    whole = await lab.hits(vector=query, limit=ALL)
    for bound in (0.25, (whole[2]["score"] + whole[3]["score"]) / 2):
        wanted = away(at_least(whole, bound), bound)
        cut = await lab.hits(vector=query, limit=ALL, score_threshold=bound)
        alike(away(cut, bound), wanted, f"score_threshold {bound}")
    score = whole[3]["score"]
    cut = await lab.hits(vector=query, limit=ALL, score_threshold=score)
    alike(cut, at_least(whole, score), f"score_threshold {score}, which is a score")


async def batch_search_is_searches(lab: RuleContext) -> None:
    """A batch of searches answers what each answers alone."""
    await lab.collection()
    await lab.fill()
    searches: list[dict[str, Any]] = [
        {"vector": lab.vector(), "limit": k, "with_vector": k == 2} for k in (1, 2, 3)
    ]
    body = await lab.body("batchSearch", collection="a", searches=searches)
    alone = [{"results": await lab.hits(**one)} for one in searches]
    alike(body["results"], alone, "batch_search and its searches")


async def pages_are_export(lab: RuleContext) -> None:
    """All pages one after another are the export, whatever the limit."""
    await lab.collection()
    await lab.fill()
    export = await lab.export()
    need(len(export) == len(IDS), f"{len(export)} records exported of {len(IDS)}")
    for limit in (1, 2, 3, len(IDS), 1000):
        body = await lab.body(
            "listVectors", {"collect": "all"}, collection="a", limit=limit, with_vector=True
        )
        alike(body["vectors"], export, f"pages of {limit} and the export")


async def walk_under_writes(lab: RuleContext) -> None:
    """Whatever is written during a walk, what exists throughout is seen exactly once."""
    await lab.collection()
    await lab.fill()
    constant = [ident for ident in sorted(IDS) if ident not in ("9", "c/d")]
    pages: list[list[Any]] = []
    more: dict[str, Any] = {}
    for turn in range(30):
        body = await lab.body("listVectors", collection="a", limit=2, **more)
        pages.append(ids(body["vectors"]))
        more = {"cursor": body["next_cursor"]}
        if more["cursor"] is None:
            break
        if turn == 0:
            await lab.body("deleteVector", collection="a", id="9")
            await lab.fill(["0", "zz"])
            await lab.body("updateVector", collection="a", id="10", metadata={"walk": 1})
        elif turn == 1:
            await lab.do("deleteVector", collection="a", id="c/d")
            await lab.fill(["1", "ba"])
    for ident in constant:
        seen = sum(page.count(ident) for page in pages)
        need(seen == 1, f"{ident!r} was seen {seen} times in a walk: {pages}")


async def import_of_export(lab: RuleContext) -> None:
    """An import of an export makes the same records again."""
    metric = await lab.collection()
    await lab.collection("b", metric)
    await lab.fill()
    export = await lab.export()
    records = [{**record, "vector": record["vector"].numbers} for record in export]
    report = await lab.body("importVectors", collection="b", records=records)
    created = report["created"]
    need(created == len(IDS), f"{created} of {len(IDS)} records were created")
    alike(timeless(await lab.export("b")), timeless(export), "an export, imported and exported")


SEARCH_RULES: dict[str, Rule] = {
    "limit-is-prefix": limit_is_prefix,
    "cosine-ignores-scale": cosine_ignores_scale,
    "filter-then-search": filter_then_search,
    "threshold-cuts": threshold_cuts,
    "batch-search-is-searches": batch_search_is_searches,
    "pages-are-export": pages_are_export,
    "walk-under-writes": walk_under_writes,
    "import-of-export": import_of_export,
}
