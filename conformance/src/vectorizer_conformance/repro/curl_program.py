"""A reproduction as a shell program with curl and jq; what curl can't send goes out through nc."""

from __future__ import annotations

from dataclasses import replace

from vectorizer_conformance.fault import Check
from vectorizer_conformance.repro import shell_words as sh
from vectorizer_conformance.repro.conditions import Unsaid, condition
from vectorizer_conformance.repro.http import Json, body_of, headers_of, is_plain, raw_bytes
from vectorizer_conformance.repro.notes import DEFAULT_URL, about, said
from vectorizer_conformance.repro.plan import KEY, Call, Repro, Send, pieces
from vectorizer_conformance.wire import Request

_SEND = """
# One request; what came is in $tmp/answer.
send() {
  curl -sS -g --path-as-is --max-time 30 -D "$tmp/head" -o "$tmp/body" "$@" || no_answer
  read_answer
}
"""
_RAW = """
# curl would mend this request: its bytes go through nc as they are, on a connection of their own.
send_raw() {
  host=${VECTORIZER_URL#*://}; host=${host%%/*}
  nc -w 2 "${host%%:*}" "${host##*:}" < "$tmp/in" > "$tmp/got" || no_answer
  [ -s "$tmp/got" ] || no_answer
  sed '/^\\r*$/q' "$tmp/got" > "$tmp/head"
  sed '1,/^\\r*$/d' "$tmp/got" > "$tmp/body"
  read_answer
}
"""
_READ = """
read_answer() {
  jq -n --rawfile head "$tmp/head" --rawfile body "$tmp/body" '
    ($head | split("\\n") | map(rtrimstr("\\r"))) as $lines |
    ($lines | map(select(test("^[^ :]+:")) | index(":") as $i
      | {key: .[:$i] | ascii_downcase, value: .[$i + 1:] | ltrimstr(" ")}) | from_entries) as $headers |
    {answered: true, status: ($lines | map(select(startswith("HTTP/"))) | last | split(" ")[1] | tonumber), $headers,
     text: $body, body: (if ($headers["content-type"] // "" | startswith("application/x-ndjson"))
       then [$body | split("\\n")[] | select(. != "") | fromjson] else ($body | fromjson? // $body) end)}
  ' > "$tmp/answer"
}
"""
_NONE = """
no_answer() { echo "could not be tried: no answer" >&2; exit 2; }
"""
_NONE_FAILS = """
trying=
no_answer() {
  [ -z "$trying" ] && { echo "could not be tried: no answer" >&2; exit 2; }
  echo "no answer"; echo "FAILS: $words"; exit 1
}
"""
_UNCHANGED = """
stored() { for name in NAMES; do curl -sS "$VECTORIZER_URL/collections/$name/export"; done; }
"""
_AT = (
    'def at(path): reduce path[] as $k (.; if length == 1 and (.[0] | (type == "object" and ($k | type) == "string" '
    'and has($k)) or (type == "array" and ($k | type) == "number" and $k < length)) then [.[0][$k]] else [] end);'
)


def client_program(repro: Repro) -> str:
    """The request that a client's call stands for: what the server makes of it, for curl has no part of the client."""
    assert isinstance(repro.act, Call)
    if repro.act.request is None or repro.act.replies:
        raise Unsaid("the failure is in the client, and curl is none")
    check = Check(("status",), {"$lt": 600})
    shown = program(replace(repro, act=Send([repro.act.request]), check=check))
    note = "# curl can't show what a client does: this is the request that the call stands for, made right.\n"
    return shown.replace("#!/bin/sh\n", "#!/bin/sh\n" + note, 1)


def program(repro: Repro) -> str:
    """The whole program; the act is raw HTTP."""
    assert isinstance(repro.act, Send)
    sends = [*repro.before, repro.act]
    raw = any(not is_plain(request) for one in sends for request in one.requests)
    answered = repro.check.path == ("answered",)
    test = condition(sh.Jq(), repro.check.want, "$got")
    body = [line for one in repro.before for line in lines(one)]
    parts = [
        "#!/bin/sh\n"
        + "\n".join(f"# {line}" for line in about(repro))
        + "\n# Needs curl, jq"
        + (", nc.\n" if raw else ".\n"),
        head(repro),
        _NONE_FAILS if answered else _NONE,
        _READ,
        _SEND,
        _RAW if raw else "",
        _UNCHANGED.replace("NAMES", " ".join(map(sh.shell, repro.unchanged))) if repro.unchanged else "",
        _encoded(sends),
        clean(repro),
        "\n".join(body),
        _tail(repro, answered),
        _check(repro, test),
    ]
    return "\n".join(part.strip("\n") + "\n" for part in parts if part.strip())


def head(repro: Repro) -> str:
    """Where the server is, a folder to work in, and what is said in the end."""
    found = [f': "${{VECTORIZER_URL:={DEFAULT_URL}}}"']
    if repro.api_key:
        found.append(f"kept_{KEY}=${{VECTORIZER_API_KEY:-}}")
    found.append(f"words={sh.shell(said(repro))}")
    found.append("tmp=$(mktemp -d) || exit 2\ntrap 'rm -rf \"$tmp\"' EXIT")
    return "\n".join(found)


def _encoded(sends: list[Send]) -> str:
    marked = any(
        kept
        for one in sends
        for request in one.requests
        if isinstance(request, Request)
        for _, kept in pieces(request.target)
    )
    return "encoded() { jq -rn --arg v \"$1\" '$v | @uri'; }" if marked else ""


def clean(repro: Repro) -> str:
    """The function that removes what the program makes."""
    if not repro.collections:
        return ""
    key = f' -H "Authorization: Bearer $kept_{KEY}"' if repro.api_key else ""
    names = " ".join(sh.shell(name) for name in repro.collections)
    return f"""
clean() {{
  for name in {names}; do curl -sS -o "$tmp/gone" -X DELETE{key} "$VECTORIZER_URL/collections/$name" || exit 2; done
}}
clean
"""


def lines(one: Send) -> list[str]:
    """The commands of a step before the last; those of a parallel step run one after another."""
    found = [line for request in one.requests for line in call(request)]
    for keep in one.keeps:
        path = ", ".join(map(sh.literal, keep.path))
        found.append(f"kept_{keep.name}=$(jq -r '{_AT} [.] | at([{path}])[0]' \"$tmp/answer\")")
    return found


def call(request: Request | bytes) -> list[str]:
    """The commands that send a request."""
    if isinstance(request, bytes) or not is_plain(request):
        return [f'{{ {sh.produce(raw_bytes(request))}; }} > "$tmp/in"', "send_raw"]
    words, found = [f"send -X {request.method}"], []
    words += [f"-H {sh.shell(f'{name}: {value}')}" for name, value in headers_of(request)]
    names = {name.lower() for name, _ in request.headers}
    if request.body:
        if "content-type" not in names:
            words.append("-H 'Content-Type:'")
        command, given = _body(request)
        found += [f'{{ {command}; }} > "$tmp/in"'] if command else []
        words.append(f"--data-binary {given}")
    words.append(f'"$VECTORIZER_URL"{sh.target(request.target)}')
    return [*found, " ".join(words)]


def _body(request: Request) -> tuple[str, str]:
    """The command that writes the body to a file, if it takes one, and curl's word for the body."""
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        return sh.produce(request.body), '"@$tmp/in"'
    if len(text) <= 1500 and not text.startswith("@") and "\0" not in text:
        return "", sh.shell(text)
    body = body_of(request)
    if isinstance(body, Json) and body.exact:
        written = sh.literal(body.value)
        if len(written) < len(text):
            kept = {part for part, is_kept in pieces(text) if is_kept}
            given = "".join(f' --arg kept_{name} "$kept_{name}"' for name in sorted(kept))
            return f"jq -njc{given} {sh.shell(written)}", '"@$tmp/in"'
    return sh.produce(request.body), '"@$tmp/in"'


def _tail(repro: Repro, answered: bool) -> str:
    assert isinstance(repro.act, Send)
    found = []
    if answered:
        found.append("trying=yes")
    if repro.unchanged:
        found.append("before=$(stored)")
    several = len(repro.act.requests) > 1
    if several:
        found.append('rm -f "$tmp"/answer.*')
    for number, request in enumerate(repro.act.requests):
        found += call(request)
        if several:
            found.append(f'cp "$tmp/answer" "$tmp/answer.{number:03}"')
    files = '"$tmp"/answer.*' if several else '"$tmp/answer"'
    found.append(f'jq -c "[.status, (.text | .[:2000])]" {files}')
    if repro.check.path[:1] == ("tally",):
        query = (
            "{tally: (group_by(.status) | map({key: .[0].status | tostring, value: length}) | from_entries)}"
        )
        found.append(f"jq -sc '{query}' {files} > \"$tmp/tally\"")
        files = '"$tmp/tally"'
        found.append(f"cat {files}")
    if repro.unchanged:
        found.append('[ "$(stored)" = "$before" ] && same=true || same=false')
        found.append('jq -c --argjson same "$same" \'. + {unchanged: $same}\' "$tmp/answer" > "$tmp/whole"')
        files = '"$tmp/whole"'
    found.append(f"answers='{files}'")
    if repro.collections:
        found.append("clean")
    return "\n".join(found)


def _check(repro: Repro, test: str) -> str:
    path = ", ".join(map(sh.literal, repro.check.path))
    query = f". as $answer | ([.] | at([{path}])) as $got | try ({test}) catch false"
    kept = sorted(set(_names(query)))
    given = "".join(f' --arg {name} "${name}"' for name in kept)
    return f"""
for file in $(eval echo "$answers"); do
  if ! jq -e{given} {sh.shell(_AT + " " + query)} "$file" > "$tmp/gone"; then
    echo "FAILS: $words"
    exit 1
  fi
done
echo "holds, not as before: $words"
"""


def _names(query: str) -> list[str]:
    return [
        word.split("[")[0].strip("()]},;+ ")
        for word in query.replace("$kept_", " kept_").split()
        if word.startswith("kept_")
    ]
