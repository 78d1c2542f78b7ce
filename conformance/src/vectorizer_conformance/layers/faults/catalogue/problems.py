"""Faults of answers: F11, F12, F15–F17, F19, F20, F24."""

from __future__ import annotations

from vectorizer_conformance._generated.policy import ATTEMPTS
from vectorizer_conformance.layers.faults.case import BACKOFF, BACKOFF_TOLERANCE, Expect, fails, ok
from vectorizer_conformance.layers.faults.catalogue.variant import Variant
from vectorizer_conformance.proxy import FORWARD, FaultStep

CANARY = "vk-canary-5f1d0c7e"
# What the server's clock and the rounding of dates to seconds may take off a wait.
ROUNDING = 0.05
_LIMITED = "problem:rate-limited:429"


def _answered(status: int, body: str) -> tuple[Variant, ...]:
    step = FaultStep(status=status, body=body)
    code = body.split(":")[1] if body.startswith("problem:") else None
    if status == 500:
        once = Variant(
            "F11", "500", "A 500 is not tried again", (step,), (fails("status", 1, status=500, code=code),), needs=(),
        )  # fmt: skip
        return (once,)
    title = f"A {status} {{}}: "
    gives_up = fails("status", ATTEMPTS, status=status, code=code)
    return (
        Variant("F11", f"{status}-once", title.format("once") + "tried again", (step, FORWARD), (ok(2),)),
        Variant(
            "F11", f"{status}-forever", title.format("each time") + "three attempts, then its error",
            (step,) * ATTEMPTS, (gives_up,), repeat=True,
        ),
    )  # fmt: skip


def _told_to_wait(name: str, value: str, title: str, waits: tuple[float, float]) -> Variant:
    step = FaultStep(status=429, body=_LIMITED, headers={"Retry-After": value})
    return Variant("F12", name, title, (step, FORWARD), (ok(2, waits=(waits,)),))


def _told_too_long(name: str, value: str, title: str) -> Variant:
    step = FaultStep(status=429, body=_LIMITED, headers={"Retry-After": value})
    expect = fails("status", 1, status=429, code="rate-limited", within=2.0)
    return Variant("F12", name, title, (step,), (expect,))


def _no_answer(fault: str, name: str, title: str, step: FaultStep) -> Variant:
    expect = fails("response", 1)
    return Variant(fault, name, title, (step,), (expect,), needs=("response-checks",))


def _clock(name: str, ahead: int, title: str) -> Variant:
    """A clock that is an hour off, seen as a client sees it: in the server's dates, while it waits between attempts."""
    headers = {"Date": f"{{now{ahead:+d}}}", "Retry-After": f"{{now{ahead + 1:+d}}}"}
    step = FaultStep(status=503, body="problem:unavailable:503", headers=headers)
    fast = fails("status", 1, status=503, code="unavailable", within=2.0)
    return Variant(
        "F24", name, title, (step, FORWARD), (ok(2, waits=((0.0, 1.0 + BACKOFF_TOLERANCE),)), fast)
    )


_OWN = (0.0, BACKOFF[0] + BACKOFF_TOLERANCE)
_LOOP = FaultStep(status=307, headers={"Location": "{origin}{target}"})

STATUSES: tuple[Variant, ...] = (
    *_answered(500, "problem:internal-error:500"),
    *_answered(502, "text"),
    *_answered(503, "problem:unavailable:503"),
    *_answered(504, "html"),
    _told_to_wait("seconds", "1", "Retry-After in seconds is waited for", (1.0 - ROUNDING, 1.0 + BACKOFF_TOLERANCE)),
    _told_to_wait("date", "{now+2}", "Retry-After as a date is waited for", (1.0 - ROUNDING, 2.0 + BACKOFF_TOLERANCE)),
    _told_to_wait("past", "{now-60}", "Retry-After in the past: tried again soon", _OWN),
    _told_to_wait("negative", "-1", "A negative Retry-After is no Retry-After", _OWN),
    _told_to_wait("garbage", "soon, I hope", "A Retry-After that can't be read is none", _OWN),
    _told_too_long("1e9", "1000000000", "Retry-After of a billion seconds fails at once"),
    _told_too_long("61", "61", "Retry-After above 60 s fails at once"),
    _told_too_long("far-date", "{now+3600}", "Retry-After as a date in an hour fails at once"),
    _no_answer("F15", "", "HTML with status 200 is no answer", FaultStep(status=200, body="html")),
    _no_answer("F15", "as-json", "HTML that claims to be JSON is no answer", FaultStep(status=200, body="html", headers={"Content-Type": "application/json"})),
    _no_answer("F16", "bad-json", "JSON that ends too early is no answer", FaultStep(status=200, body="bad-json")),
    _no_answer("F16", "latin1", "JSON that is not UTF-8 is no answer", FaultStep(status=200, body="latin1-json")),
    _no_answer("F16", "deep", "JSON nested 100,000 deep is no answer, and does no harm", FaultStep(status=200, body="deep-json")),
    Variant(
        "F16", "huge", "An answer of 96 MiB is not read to its end",
        (FaultStep(status=200, body="huge-json"),), (fails("response", stops_reading=True),),
        needs=("response-limit",), tier="nightly", timed=True,
    ),
    _no_answer("F17", "problem", "A problem with status 200 is no answer", FaultStep(status=200, body="problem:internal-error:500")),
    _no_answer("F17", "error", "An error object with status 200 is no answer", FaultStep(status=200, body="error-json")),
    _no_answer("F17", "list", "A list where an object belongs is no answer", FaultStep(status=200, body="list")),
    _no_answer("F17", "null", "null where an object belongs is no answer", FaultStep(status=200, body="null")),
    Variant(
        "F19", "", "A redirect to another origin is an error; neither request nor key goes there",
        (FaultStep(status=307, headers={"Location": "{other}{target}"}),), (fails("redirect"),), needs=("redirects",), api_key=CANARY,
    ),
    Variant(
        "F20", "", "A redirect that leads back to itself ends after three hops",
        (_LOOP,), (fails("redirect"),), repeat=True, needs=("redirects",),
        expects_get=(Expect(("redirect",), (1, 4), reported=(0, 4), error_class="RedirectError"),),
    ),
    _clock("ahead", 3600, "The server's clock is an hour ahead: no wait of an hour"),
    _clock("behind", -3600, "The server's clock is an hour behind: no hurry, no harm"),
)  # fmt: skip
