"""A call whose answer is lost is sent again, and takes effect once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import vectorizer_client as v
from vectorizer_mock import MockServer

AT_ONCE = 8
SOON = v.RetryPolicy(base_delay=0.001)


def check(count: int) -> tuple[bool, str]:
    """Each first attempt takes effect and is not answered. An effect that came twice would refuse the second attempt:
    an id that is there already, a version that has passed."""
    with MockServer() as server, v.SyncVectorizerClient(server.url) as client:
        client.create_collection("c", dimension=4)
        server.fault(
            operation=["insertVector", "updateVector"],
            header={"name": "x-retry-count", "value": "0"},
            connection="drop",
            after=True,
        )

        def once(number: int) -> int:
            name, wrong = f"v{number}", 0
            # A policy given anew comes with an allowance of retries of its own.
            again = client.with_options(retries=SOON)
            try:
                made = again.insert_vector("c", id=name, vector=[1, 0, 0, number])
                wrong += made.version != 1
                changed = again.update_vector("c", name, metadata={"n": number}, if_match=made.version)
                wrong += changed.version != 2
            except v.VectorizerError:
                wrong += 1
            return wrong

        with ThreadPoolExecutor(AT_ONCE) as pool:
            wrong = sum(pool.map(once, range(count // 2)))
        stored = client.get_collection("c").vector_count
        lost = count // 2 * 2
    kept = wrong == 0 and stored == count // 2
    return kept, f"{wrong} duplicate or missing effects in {lost:,} lost answers"
