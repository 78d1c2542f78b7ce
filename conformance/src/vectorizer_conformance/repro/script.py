"""A reproduction as a program of a scripting language, through its SDK or in raw HTTP: what Python and TypeScript share."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from vectorizer_conformance.repro import library
from vectorizer_conformance.repro.conditions import condition
from vectorizer_conformance.repro.http import JSON_TYPE, Json, body_of, headers_of, is_plain, raw_bytes
from vectorizer_conformance.repro.notes import about, harmless, said
from vectorizer_conformance.repro.plan import (
    DOORS,
    KEY,
    TRUST,
    Ask,
    Call,
    Pages,
    Repro,
    Send,
    Through,
    mark,
    pieces,
)
from vectorizer_conformance.repro.replay import DEFAULT_REPORT
from vectorizer_conformance.repro.words import Unsaid, Words
from vectorizer_conformance.wire import Request
from vectorizer_conformance.wire.proxy import Scripted

_HERE = mark(DOORS[0])
# How often calls are made at once to see what depends on the moment.
ROUNDS = 50
# A method, the version in If-Match or none, a body or none.
Racing = tuple[str, int | None, Any]
# What only the program's recorder sees.
_RECORDED = (("sent",), ("elsewhere",), ("gaps",), ("answer",))


class Script(Words):
    """A language's words for statements and calls, and the program that is made of them."""

    language = ""
    sdk = ""
    """How the language's SDK is installed."""
    exact_numbers = False
    """Whether only numbers that any JSON library writes alike may be given as data."""
    special: ClassVar[Mapping[str, str]] = {}
    """The adapter protocol's values that JSON does not have; `{}` stands for what they hold."""
    unsupported: ClassVar[Mapping[str, str]] = {}

    gap = "\n\n"
    """What stands between the parts of a program."""
    end = ""
    here = "SERVER"
    """The expression of the server's address."""

    # Statements

    def heading(self, lines: Sequence[str]) -> str:
        raise NotImplementedError

    def imports(self, text: str, repro: Repro) -> str:
        raise NotImplementedError

    def load(self, repro: Repro) -> str:
        """What imports the SDK. It stands after what ends the program with 2 on all that it can't do."""
        raise NotImplementedError

    def let(self, name: str, made: str) -> str:
        return f"{name} = {made}"

    def member_of(self, name: str, key: str, value: str) -> str:
        return f'{name}["{key}"] = {value}{self.end}'

    def wait(self, made: str) -> str:
        """The result of what takes time."""
        return made

    def later(self, made: str) -> str:
        """A function that makes it when it is called."""
        raise NotImplementedError

    def choice(self, test: str, yes: str, no: str) -> str:
        raise NotImplementedError

    def holds(self, path: Sequence[str | int], test: str) -> str:
        """The function that looks at the one expectation."""
        raise NotImplementedError

    def client(self, act: Call, repro: Repro) -> str:
        """The function that gives the client."""
        raise NotImplementedError

    def ask_client(self, act: Call, repro: Repro) -> str:
        """The expression of a call through the SDK."""
        raise NotImplementedError

    def encoded(self, name: str) -> str:
        """A kept value as a part of a path."""
        raise NotImplementedError

    # The program

    def program(self, repro: Repro) -> str:
        """The whole program."""
        test = self.literal(repro.relation) if repro.relation else condition(self, repro.check.want, "got")
        checked = self.holds(repro.check.path, test)
        body = "\n".join([*self._constants(repro), *self._before(repro), *self._act(repro)])
        doors = [door for door in DOORS if self.kept(door) in body + checked]
        opened = [self._keep(door, self.wait(f"recorder({self.text(door)})")) for door in doors]
        body = "\n".join([*opened, body])
        client = self.client(repro.call, repro) if repro.call else ""
        helpers = library.needed(self.language, "\n".join(["SERVER", body, checked, client]))
        needs = [f"Needs: {self.sdk}", *self._another(repro)] if repro.call else []
        loaded = self.load(repro) if repro.call else ""
        parts = [helpers[0], loaded, *helpers[1:], client, checked, body]
        top = f"{self.heading([*about(repro), *needs])}\n{self.imports(''.join(parts), repro)}"
        return self.gap.join(part.strip("\n") for part in [top, *parts] if part.strip()) + "\n"

    def race(self, repro: Repro, threads: Sequence[Sequence[Racing]]) -> str:
        """The program that makes calls on one vector at once, again and again, and looks for an order of them."""
        calls = [self.listed([self.literal(call) for call in thread]) for thread in threads]
        made = [("COLLECTIONS", self.literal(list(repro.collections))), ("AUTHORIZED", "{}")]
        body = [self.let(name, value) for name, value in [*made, ("THREADS", self.rows(calls))]]
        body.append(self.wait(f"race({ROUNDS}, {self.text(said(repro))})") + self.end)
        parts = [*library.needed(self.language, "\n".join(["SERVER", *body])), "\n".join(body)]
        top = f"{self.heading(about(repro))}\n{self.imports(''.join(parts), repro)}"
        return self.gap.join(part.strip("\n") for part in [top, *parts]) + "\n"

    def _another(self, repro: Repro) -> list[str]:
        """That the client which failed is none of this language; of others than the SDKs a call would say nothing."""
        if repro.foreign:
            raise Unsaid(repro.foreign)
        if repro.language == self.language:
            return []
        again = shlex.join(["vectorizer-conformance", "replay", repro.id, "--row", repro.row])
        words = (
            f"This calls the SDK of {self.language}; the client that failed is in {repro.language}: {again}"
        )
        return [
            harmless(words),
            f"That one needs the run's report: --report PATH if it is not {DEFAULT_REPORT}",
        ]

    def _constants(self, repro: Repro) -> list[str]:
        found: dict[str, str] = {}
        if repro.collections:
            held = {"Authorization": f"Bearer {mark(KEY)}"} if repro.api_key else {}
            found |= {"COLLECTIONS": self.literal(list(repro.collections)), "AUTHORIZED": self.literal(held)}
        if repro.unchanged:
            found["UNCHANGED"] = self.literal(list(repro.unchanged))
        if repro.call and not repro.through:
            address = repro.call.client.get("base_url", _HERE)
            found["ADDRESS"] = self.here if address == _HERE and not records(repro) else self.literal(address)
        if repro.call and records(repro):
            found["SCRIPT"] = self.listed([self._step(one) for one in repro.call.replies])
            found["INFO_IS_THE_CALL"] = self.literal(repro.call.operation == "getInfo")
            found["LISTS"] = self.literal(lists(repro))
        return [self.let(name, value) for name, value in found.items()]

    def _before(self, repro: Repro) -> list[str]:
        found, number = [self.wait("clean()") + self.end] if repro.collections else [], 0
        for one in repro.before:
            found += self._sets(one)
            found += self._step_before(one, repro, number)
            number += len(one.asks)
        return found

    def _page(self, given: str, ask: str) -> str:
        return self.choice(f"{self.kept(given)} {self.equals} {self.null}", "NOTHING", ask) if given else ask

    def _sets(self, one: Send) -> list[str]:
        return [self._keep(name, self.literal(node)) for name, node in one.sets]

    def _step_before(self, one: Send, repro: Repro, number: int) -> list[str]:
        if one.parallel:
            return [self.wait(self._together([self.ask(ask, repro) for ask in one.asks])) + self.end]
        asks = [self._page(one.given, self.wait(self.ask(ask, repro))) for ask in one.asks]
        named = repro.named
        found = [
            self.let(self.answer(n), ask) if n in named else ask + self.end
            for n, ask in enumerate(asks, number)
        ]
        if len(one.keeps) == 1:
            (kept,) = one.keeps
            found[-1] = self._keep(kept.name, self.at(asks[-1], kept.path))
        elif one.keeps:
            found[-1] = self._keep("answer", asks[-1])
            found += [self._keep(kept.name, self.at(self.kept("answer"), kept.path)) for kept in one.keeps]
        return found

    def _keep(self, name: str, value: str) -> str:
        return f"{self.kept(name)} = {value}{self.end}"

    def at(self, it: str, path: Sequence[str | int]) -> str:
        return f"at({', '.join([it, *map(self.literal, path)])})"

    def _together(self, asks: Sequence[str]) -> str:
        return f"together({self.rows([self.later(ask) for ask in asks])})"

    def rows(self, parts: Sequence[str]) -> str:
        """A list, a line an item."""
        return "[\n" + "".join(f"    {part},\n" for part in parts) + "]"

    def ask(self, ask: Ask, repro: Repro) -> str:
        """The expression that makes a call or sends a request."""
        if isinstance(ask, Call):
            return self.ask_client(ask, repro)
        if isinstance(ask, Pages):
            return self._request("pages", ask.request)
        if isinstance(ask, bytes) or not is_plain(ask):
            return f"raw({self.data(raw_bytes(ask))})"
        return self._request("send", ask)

    def _request(self, function: str, ask: Request) -> str:
        target = [self.encoded(part) if kept else self.text(part) for part, kept in pieces(ask.target)]
        parts = [f'"{ask.method}"', self.joined(target)]
        body = body_of(ask)
        is_data = (
            isinstance(body, Json)
            and isinstance(body.value, dict | list)
            and (body.exact or not self.exact_numbers)
        )
        said = [pair for pair in headers_of(ask) if not (is_data and pair == JSON_TYPE)]
        if said or body is not None:
            parts.append(self.literal(dict(said)))
        if isinstance(body, Json) and is_data:
            parts.append(self.literal(body.value))
        elif body is not None:
            parts.append(self.data(ask.body))
        return f"{function}({', '.join(parts)})"

    def _act(self, repro: Repro) -> list[str]:
        act = repro.act
        if records(repro) and len(act.asks) > 1:
            raise Unsaid("what several calls send at once can't be told apart")
        asks = [self.ask(ask, repro) for ask in act.asks]
        if repro.check.path == ("answered",):
            asks = [f"answered({self.later(ask)})" for ask in asks]
        if act.parallel and len(asks) > 1:
            made = self.wait(self._together(asks))
        else:
            made = (self.listed if len(asks) == 1 else self.rows)([self.wait(ask) for ask in asks])
        if repro.check.path[:1] == ("tally",):
            made = f"tally({made})"
        found = [self.wait(self.ask(Call("getInfo", {}), repro)) + self.end] if _is_timed(repro) else []
        found += self._sets(act)
        if repro.through:
            return [*self._through(repro, repro.through, asks), self._finish(repro)]
        if repro.relation:
            last = sum(len(one.asks) for one in repro.before)
            ask = self._page(act.given, self.wait(self.ask(act.asks[0], repro)))
            found.append(self.let(self.answer(last), ask))
            made = self.listed([self.answer(number) for number in sorted(repro.named)[-3:]])
        if repro.unchanged:
            found.append(self.let("before", self.wait("stored()")))
            made = self.wait(f"compared({made}, before)")
        if records(repro):
            made = f"noted({made})"
        found.append(self.let("answers", made))
        found += [self.wait("clean()") + self.end] if repro.collections else []
        return [*found, self._finish(repro)]

    def _finish(self, repro: Repro) -> str:
        told = [self.literal(list(repro.statuses))] if repro.statuses else []
        return f"finish({', '.join(['answers', self.text(said(repro)), *told])}){self.end}"

    def _through(self, repro: Repro, through: Through, asks: Sequence[str]) -> list[str]:
        """The proxy, the calls, and what the proxy saw of the one that is judged."""
        if through.door.startswith("tls-"):
            raise Unsaid(TRUST)
        door = f'"--door", {self.quoted(through.door)}' if through.door else ""
        found = [self.let("ADDRESS", self.wait(f"proxy({door})"))]
        if not through.door:  # a client that has said hello before has nothing else to do when it is timed
            found.append(self.wait(self.ask(Call("getInfo", {}), repro)) + self.end)
        limited = [f"limited({self.later(ask)}, {self.number(through.limit)})" for ask in asks]
        if repro.act.parallel and len(set(limited)) == 1:
            made = self.wait(f"together({self.often(self.later(limited[0]), len(limited))})")
        elif repro.act.parallel:
            made = self.wait(self._together(limited))
        else:
            made = (self.listed if len(asks) == 1 else self.rows)([self.wait(ask) for ask in limited])
        names = through.names if len(set(through.names)) > 1 else through.names[:1]
        seen = self.wait(f"seen(made[{through.judged}], {self.literal(names[through.judged % len(names)])})")
        found += [self.let("made", made), self.let("judged", seen)]
        if through.witness is not None:
            found.append(self.member_of("judged", "after", self.wait(self.ask(through.witness, repro))))
        found += [self.wait("clean()") + self.end] if repro.collections else []
        return [*found, self.let("answers", "[judged]")]

    def _step(self, step: Scripted) -> str:
        """A prepared answer."""
        given = {"forward": step.forward, "delay": step.delay, "stall": step.stall, "close": step.close}
        pairs = [(self.key(name), self.literal(value)) for name, value in given.items() if value]
        headers = self.listed([self.literal(list(pair)) for pair in step.headers])
        pairs += [(self.key("status"), self.literal(step.status)), (self.key("headers"), headers)]
        return self.mapping([*pairs, (self.key("body"), self.data(step.body))])

    def argument(self, value: Any) -> str:
        """An argument as a program writes it, the adapter protocol's special values as what they stand for."""
        if not _is_special(value):
            return self.literal(value)
        if isinstance(value, list):
            return self.listed([self.argument(item) for item in value])
        if len(value) == 1:
            ((name, inner),) = value.items()
            if name in self.special:
                return self._special(name, inner)
            if name == "$unsupported":
                if inner in self.unsupported:
                    return self.unsupported[inner]
                raise Unsaid(f"no short form of a {inner}")
        return self.mapping([(self.key(key), self.argument(item)) for key, item in value.items()])

    def _special(self, name: str, inner: Any) -> str:
        held = self.argument(inner) if isinstance(inner, list) else str(inner)
        return self.special[name].replace("{}", held)


def _is_special(value: Any) -> bool:
    """Whether a value holds one that JSON does not have."""
    if isinstance(value, dict):
        return any(key.startswith("$") for key in value) or any(map(_is_special, value.values()))
    return isinstance(value, list) and any(map(_is_special, value))


def _is_timed(repro: Repro) -> bool:
    """Whether the client must have said hello before: that takes time too."""
    call = repro.call
    timed = repro.check.path[:1] in (("seconds",), ("gaps",)) or (call and call.cancel_after is not None)
    return bool(timed) and call is not None and call.operation != "getInfo"


def records(repro: Repro) -> bool:
    """Whether the program must see the wire."""
    call = repro.call
    if call is None or repro.through:
        return False
    address = call.client.get("base_url", _HERE)
    led = address != _HERE and any(kept for _, kept in pieces(address))
    seen = repro.check.path[:1] in _RECORDED or "$same" in repr(repro.check.want)
    return led or bool(call.replies) or seen


def lists(repro: Repro) -> bool:
    """Whether each query parameter is compared as a list, as the contract does; a case writes single ones alone."""
    want = repro.check.want
    here = repro.check.path[:3] == ("sent", 0, "query") and isinstance(want, dict)
    return here and any(isinstance(item, list) for item in want.values())
