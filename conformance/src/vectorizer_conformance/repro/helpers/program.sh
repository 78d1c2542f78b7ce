# What programs in a POSIX shell are made with.

: "${VECTORIZER_URL:=http://localhost:15002}"

work=$(mktemp -d)

trap 'rm -rf "$work"' EXIT

# One request: curl's own words. Its answer is kept.
send() {
  : >"$work/body"
  curl -sS --max-time 30 -D "$work/headers" -o "$work/body" "$@"
  printf '%s %s: ' "$2" "${3#"$VECTORIZER_URL"}"
  head -n 1 "$work/headers"
}

# Delete what the program makes; that it is not there is no matter.
drop() {
  curl -sS --max-time 30 -o /dev/null -X DELETE "$@"
}

# Bytes that no HTTP library sends, from standard input, and what comes within three seconds.
raw() {
  address=${VECTORIZER_URL#*://}
  curl -sS --max-time 3 -o "$work/body" "telnet://${address%%/*}" || [ $? -eq 28 ]
  : >"$work/headers"
}

# A value of the last answer's JSON, by its path.
kept() {
  jq -rc --argjson path "$1" 'getpath($path)' "$work/body"
}

header() {
  sed -n "s/^$1: *//Ip" "$work/headers" | tr -d '\r'
}

in_path() {
  printf %s "$1" | jq -Rrs @uri
}

in_json() {
  printf %s "$1" | jq -Rs . | sed 's/^"//; s/"$//'
}

# The whole answer, without what a terminal would obey.
show() {
  cat "$work/headers" "$work/body" | tr -d '\000-\010\013-\037\177'
  echo
}
