"""Requests under idempotency keys: all that they write is one transaction with the answer that is kept."""

from __future__ import annotations

from typing import Any

import orjson

from ...contract.limits import IDEMPOTENCY_BYTES, IDEMPOTENCY_KEYS, IDEMPOTENCY_SECONDS
from ..protocol import KeyBusyError, KeyReusedError
from ..records import StoredAnswer
from . import locks
from .connections import Session, Statement

_FIND = """
SELECT fingerprint, status, headers, body, problem FROM keys
WHERE caller = %s AND key = %s AND at > now() - make_interval(secs => %s)
"""
# Who has the first lock runs this very request, and who has the second one runs a request with this key. A number that
# changes when all keys are forgotten is part of both.
_LOCK = """
SELECT epoch, CASE
  WHEN NOT pg_try_advisory_xact_lock(%s::bigint # epoch) THEN 'busy'
  WHEN NOT pg_try_advisory_xact_lock(%s::bigint # epoch) THEN 'reused'
END FROM server
"""
# Whoever asks this at the same time may have it, too.
_PROBE = "SELECT pg_try_advisory_xact_lock_shared(%s::bigint # epoch) FROM server"
_KEEP = """
INSERT INTO keys (caller, key, fingerprint, status, headers, body, problem, collection)
SELECT %s, %s, %s, %s, %s::json, %s, %s, %s FROM server WHERE epoch = %s
ON CONFLICT (caller, key) DO UPDATE SET fingerprint = excluded.fingerprint, at = excluded.at,
  status = excluded.status, headers = excluded.headers, body = excluded.body, problem = excluded.problem,
  collection = excluded.collection
RETURNING 1
"""
_FORGET = """
DELETE FROM keys WHERE (caller, key) IN (
  SELECT caller, key FROM (
    SELECT caller, key, at, row_number() OVER newest AS place, sum(length(body) + 512) OVER newest AS size
    FROM keys WINDOW newest AS (ORDER BY at DESC, caller, key)
  ) AS kept WHERE place > %s OR size > %s OR at < now() - make_interval(secs => %s)
)
"""


class PostgresRequest:
    """A request under a key."""

    def __init__(
        self,
        store: Any,
        session: Session,
        caller: str,
        key: str,
        fingerprint: bytes,
        collection: str | None,
    ) -> None:
        self.store = store
        self.session = session
        self.answer: StoredAnswer | None = None
        self._names = (caller, key)
        self._fingerprint = fingerprint
        self._collection = collection
        self._stored: StoredAnswer | None = None
        self._epoch = 0
        self.has_nodes = False
        """Whether this database knew of others when the key was taken: nobody uses the key there before that."""

    @property
    def stored(self) -> StoredAnswer | None:
        return self._stored

    def keep(self, answer: StoredAnswer) -> None:
        self.answer = answer

    async def begin(self) -> None:
        """Take the key, or find what is stored under it."""
        find: Statement = (_FIND, [*self._names, IDEMPOTENCY_SECONDS])
        same, any_other = (
            locks.number("request", *self._names, self._fingerprint),
            locks.number("key", *self._names),
        )
        _, first, lock, again, nodes = await self.session.run_all(
            ("BEGIN", []), find, (_LOCK, [same, any_other]), find, ("SELECT 1 FROM nodes LIMIT 1", [])
        )
        row = await first.fetchone() or await again.fetchone()
        if row is not None:
            fingerprint, status, headers, body, problem = row
            if fingerprint != self._fingerprint:
                raise KeyReusedError(self._names[1])
            pairs = tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers)
            self._stored = StoredAnswer(status, pairs, body, problem)
            return
        taken = await lock.fetchone()
        assert taken is not None
        self._epoch, state = taken
        self.has_nodes = await nodes.fetchone() is not None
        if state is not None:
            raise (KeyBusyError if state == "busy" else KeyReusedError)(self._names[1])

    async def store_answer(self, answer: StoredAnswer) -> bool:
        """Write the answer; False where all keys were forgotten meanwhile."""
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers]
        written = await self.session.run(
            _KEEP,
            *self._names,
            self._fingerprint,
            answer.status,
            orjson.dumps(headers).decode("utf-8"),
            answer.body,
            answer.problem,
            self._collection,
            self._epoch,
        )
        return await written.fetchone() is not None


async def is_taken(session: Session, caller: str, key: str) -> bool:
    """Whether an answer is stored under a key, or a request with it runs."""
    find: Statement = (_FIND, [caller, key, IDEMPOTENCY_SECONDS])
    first, lock, again = await session.run_all(find, (_PROBE, [locks.number("key", caller, key)]), find)
    return (await lock.fetchone()) != (True,) or (
        await first.fetchone() or await again.fetchone()
    ) is not None


def forget() -> list[Statement]:
    """Delete the keys that are too old, too many or too large together, and what connections of long ago wrote last."""
    return [
        (_FORGET, [IDEMPOTENCY_KEYS, IDEMPOTENCY_BYTES, IDEMPOTENCY_SECONDS]),
        ("DELETE FROM connections WHERE at < now() - interval '1 day'", []),
    ]
