"""Texts that stand where something else should: JSON and what is nearly JSON, names, ids, headers."""

from __future__ import annotations

_DEEP = (63, 65, 1_100, 20_000)
JSON: list[bytes] = [
    # Values of any kind, and the edges of each.
    b"null", b"true", b"false", b"0", b"-0", b"-0.0", b"1", b"-1", b"0.5", b"1e0", b"1E+2", b"1e-400", b"5e-324",
    b"1e38", b"3.5e38", b"1e308", b"1e309", b"-1e309", b"9007199254740991", b"9007199254740992", b"2147483648",
    b"-9007199254740993", b"9223372036854775807", b"9223372036854775808", b"18446744073709551616", b"1.0", b"3.0",
    b"4096", b"4097", b"16000", b"16001", b"65536", b"1" * 400, b"1" * 4_300, b"1" * 4_301, b"-" + b"9" * 5_000,
    b"0." + b"3" * 5_000, b"1e" + b"9" * 400, b"123.456e-789", b"0e0", b"0e+1", b"1.5e+9999",
    b'""', b'"a"', b'" "', b'"\\u0000"', b'"a\\u0000b"', b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\ud83d\\ude00"',
    b'"\\uDBFF\\uDFFF"', b'"\\uFFFF"', b'"\\uFEFF"', b'"\xf0\x9f\x98\x80"', b'"\xef\xbb\xbf"', b'"\xe2\x80\xa8"',
    b'"\\/\\b\\f\\n\\r\\t\\\\\\""', b'"\x7f"', b'"__proto__"', b'"%00"', b'"../.."', b'"a/b"', b'"."', b'".."',
    b'"\'; DROP TABLE records; --"', b'"$1"', b'"%s"', b'"{}"', b'"NaN"', b'"Infinity"', b'"1e999"', b'"NULL"',
    b'"' + b"a" * 129 + b'"', b'"' + b"a" * 513 + b'"', b'"' + b"\xc3\xa9" * 300 + b'"', b'"' + b"w " * 9_000 + b'"',
    b'"AAAA"', b'"AACAPwAAAAA="', b'"AADAfwAAgD8="', b'"AACAPw=="', b'"====" ', b'"AACAPwAA\\nAAA="',
    b"[]", b"[[]]", b"[null]", b"[1,2]", b"[1,2,3]", b"[0,0]", b"[1e38,1e38]", b"[1e-45,1e-45]", b"[true,1]",
    b'["a"]', b"[1,]", b"[1,[2]]", b"[{}]", b"[" + b"0.25," * 5_000 + b"1]", b"[" + b"1," * 300 + b"1]",
    b"[-0.0,-0.0]", b"[5e-324,1e-320]", b"[3.4028235e38,-3.4028235e38]", b"[1e400,1]", b"[1,null]",
    b"{}", b'{"":0}', b'{"a":{}}', b'{"a":1,"a":1}', b'{"a":1,"\\u0061":2}', b'{"\\u0000":1}', b'{"\\ud800":1}',
    b'{"__proto__":{"a":1}}', b'{"constructor":{"prototype":{}}}', b'{"a.b":1}', b'{"vector":[1,2]}',
    b'{"vector":[' + b"0.5," * 40 + b'1]}', b'{"vector":{"vector":[1,2]}}', b'{"id":"a","vector":[1,2]}',
    # Conditions on metadata.
    b'{"$and":[]}', b'{"$or":[{}]}', b'{"$not":{}}', b'{"$not":{"$not":{"a":1}}}', b'{"a":{"$eq":null}}', b'{"$where":"1"}',
    b'{"a":{"$in":[]}}', b'{"a":{"$in":[1,"1",null,true]}}', b'{"a":{"$gt":"a"}}', b'{"a":{"$lt":1e308}}', b'{"a":{"$exists":1}}',
    b'{"a":{"$gt":1,"$lt":2,"$ne":3}}', b'{"a":{"$regex":"(a+)+$"}}', b'{"a":{"b":{"c":1}}}', b'{"a\\u0000":{"$eq":"\\u0000"}}',
    b'{"a":{"$nin":[9007199254740993]}}', b'{"a":{"$eq":[1,[2,{"b":null}]]}}', b'{"a":{"$gte":-0.0}}', b'{"$and":{"a":1}}',
    b'{"$or":[' + b'{"a":1},' * 200 + b'{"a":2}]}',
    *(b'{"$not":' * depth + b'{"a":1}' + b"}" * depth for depth in (31, 33, 65, 2_000)),
    *(b'{"a":' * depth + b"1" + b"}" * depth for depth in _DEEP),
    *(b"[" * depth + b"]" * depth for depth in _DEEP),
]  # fmt: skip
NOT_JSON: list[bytes] = [
    b"", b" ", b"NaN", b"Infinity", b"-Infinity", b"nan", b"undefined", b"None", b"True", b"TRUE", b"nul", b"truth",
    b"01", b"-01", b"+1", b"1.", b".5", b"-.5", b"1.e1", b"1e", b"1e+", b"1eE2", b"0x10", b"1_000", b"1 2", b"--1", b"-", b"1a",
    b"-2.", b"0.1.2", b"0e", b"1.0e-", b"\xef\xbc\x91", b"9.e+", b"1/1", b"Inf", b"-NaN", b"- 1", b"\xd9\xa3",
    b'"', b'"a', b'"\\"', b'"\\', b'"\\u"', b'"\\u12"', b'"\\uZZZZ"', b'"\\x41"', b'"\\a"', b"'a'", b'"\n"', b'"\t"', b'"\x00"',
    b'"\x1f"', b'"\xff"', b'"\xc0\xaf"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"', b'"\xe2\x82"', b'"\\u00', b'"\\ud800\\u"',
    b"[", b"]", b"[1", b"[1,", b"[,1]", b"[1,,2]", b"[1 2]", b"[1:2]", b"[}", b'["', b"[-]", b"[1}", b"[a]", b"[*]", b"[1]]",
    b"{", b"}", b'{"a"', b'{"a":', b'{"a":1', b'{"a":1,', b"{,}", b'{"a":1,}', b"{a:1}", b"{1:1}", b'{"a" 1}', b"{'a':1}",
    b'{"a"::1}', b'{"a":1 "b":2}', b'{"a",1}', b"{[]:1}", b"{null:1}", b'{"a":1}}', b'{"a":/**/1}', b"/*a*/1", b"//a\n1", b"#a",
    b"\xef\xbb\xbf1", b"\xff\xfe1\x00", b"\x00", b"\x0c1", b"\xc2\xa01", b"\xe2\x81\xa01", b"1\x00", b"<a/>", b"*", b",", b":", b"\\", b"\xe5",
]  # fmt: skip
FRAGMENTS = [*JSON, *NOT_JSON]
KEYS: list[bytes] = [
    b'"id"', b'"text"', b'"vector"', b'"metadata"', b'"filter"', b'"limit"', b'"vectors"', b'"updates"', b'"ids"', b'"query"',
    b'"name"', b'"if_version"', b'"metadata_mode"', b'"atomic"', b'"upsert"', b'"score_threshold"', b'"a"', b'"n"', b'""',
    b'"__proto__"', b'"\\u0000"', b'"\\ud800"', b'"vector\\u0000"', b'"\\u0076ector"', b'"$and"', b'"a.b"', b'"~0/~1"',
    b'"' + b"k" * 600 + b'"', b"a", b"1", b"null", b"'a'", b'"a', b'"\xff"',
]  # fmt: skip
SEGMENTS: list[bytes] = [
    b"", b"c", b"d", b"t", b"a", b"none", b".", b"..", b"%00", b"%ff", b"%", b"%zz", b"%2", b"%2F", b"a%2Fb", b"%25", b"%2e%2e",
    b"c%20", b"c%00", b"%C3%A9", b"%E2%82%AC", b"%ED%A0%80", b"%F0%9F%98%80", b"%C0%AF", b";a=1", b"c;a=1", b"*", b"$", b"a" * 128,
    b"a" * 129, b"a" * 512, b"a" * 513, b"%C3%A9" * 256, b"a" * 9_000, b"%41", b"'", b"%27%3B--", b"%0d%0aX:%20y", b"vectors",
    b"insert", b"health", b"\\", b"%5C", b"[1]", b"{id}", b"+", b"a+b", b"%u0061", b"~", b"_", b"-", b"%7F",
]  # fmt: skip
QUERY: list[bytes] = [
    b"", b"=", b"&", b"&&", b"limit", b"limit=", b"limit=1", b"limit=0", b"limit=-1", b"limit=1.0", b"limit=1e3", b"limit=%31",
    b"limit=99999999999999999999", b"limit=1&limit=2", b"limit=NaN", b"limit=+1", b"limit=%20" b"1", b"limit=" + b"9" * 5_000,
    b"cursor=", b"cursor=x", b"cursor=" + b"A" * 3_000, b"cursor=%00", b"cursor=eyJhIjoxfQ", b"cursor=====", b"cursor=%C3%A9",
    b"ids=a", b"ids=a&ids=b", b"ids=", b"ids=%00", b"ids=%ff", b"ids=" + b"a" * 600, b"&".join([b"ids=a"] * 1_200), b"ids=a,b",
    b"filter=%7B%7D", b"filter=%7B%22a%22%3A1%7D", b"filter=", b"filter=%7B", b"filter=null", b"filter=%5B%5D", b"filter=NaN",
    b"filter=%7B%22a%22%3A%22%5Cu0000%22%7D", b"filter=%7B%22%5Cud800%22%3A1%7D", b"filter=%ff", b"filter=" + b"%5B" * 2_000,
    b"filter=%7B%22a%22%3A%7B%22%24lt%22%3A1e400%7D%7D", b"filter=%7B%22a%22%3A%22" + b"x" * 20_000 + b"%22%7D",
    b"with_vector=true", b"with_vector=false", b"with_vector=1", b"with_vector=TRUE", b"with_vector=", b"with_metadata=false",
    b"with_vector=true&with_vector=false", b"vector_format=base64", b"vector_format=array", b"vector_format=x", b"upsert=true",
    b"upsert=false", b"upsert=yes", b"upsert=%00", b"x=1", b"%00=1", b"%ff=%ff", b"a[b]=1", b"__proto__=1", b"=1", b"limit=1;x=2",
    b"?", b"#", b"%", b"%zz=%zz", b"+=+", b"dry_run=true", b"\xc3\xa9=1", b"limit=1%00", b"mode=insert", b"on_conflict=skip",
]  # fmt: skip
HEADERS: list[tuple[bytes, bytes]] = [
    *((b"content-type", value) for value in (
        b"", b"text/plain", b"application/json; charset=utf-8", b"application/json;charset=\"utf-16\"", b"application/x-ndjson",
        b"APPLICATION/JSON", b"application/json, text/plain", b"application/json;", b"/", b"a/b;c", b"*/*", b"application/merge-patch+json",
        b"multipart/form-data; boundary=x", b"\xff\xff", b"application/json; charset=\xff", b"application/problem+json", b";", b"json" * 900,
    )),
    *((b"content-encoding", value) for value in (b"gzip", b"zstd", b"identity", b"br", b"gzip, gzip", b"deflate", b"GZIP", b"", b"\xff", b"*")),
    *((b"accept", value) for value in (
        b"", b"*/*", b"application/json", b"text/html", b"application/json;q=0", b"*/*;q=0", b"application/*;q=0.5", b"a/b;q=x", b"q",
        b"application/x-ndjson", b"*/json", b"application/json;q=1.0001", b"application/json;q=nan", b",,,", b"a/b," * 800, b"\xff/\xff",
        b"application/problem+json", b"application/json;q=1e9", b"application/json; q = 0.5 ; a=\"b,c\"",
    )),
    *((b"accept-encoding", value) for value in (
        b"gzip", b"zstd", b"gzip;q=0", b"*", b"identity;q=0", b"*;q=0", b"gzip;q=x", b"br, zstd;q=0.1, gzip;q=0.9", b"\xff", b"gzip," * 900, b"",
    )),
    *((b"if-match", value) for value in (
        b'"1"', b'"2"', b"*", b"1", b'W/"1"', b'""', b'"1", "2"', b'"' + b"9" * 5_000 + b'"', b'"-1"', b'"1.0"', b'"\xff"', b'"01"', b"", b"*, *",
        b'"9223372036854775808"', b'"\xb2"', b'"1_0"',
    )),
    *((b"idempotency-key", value) for value in (
        b"k1", b"k2", b"k3", b"", b" ", b"a b", b"\xff", b"k" * 255, b"k" * 256, b"\xc3\xa9", b"'", b'"k"', b"$1", b"~",
    )),
    *((b"x-request-id", value) for value in (b"r", b"", b"a b", b"\xff", b"r" * 128, b"r" * 129, b"<b>", b"{}", b"\x7f")),
    *((b"authorization", value) for value in (b"", b"Bearer", b"Bearer x", b"Basic eDp5", b"Bearer \xff", b"Bearer " + b"x" * 9_000)),
    *((b"x-api-key", value) for value in (b"", b"x", b"\xff", b"x" * 9_000)),
    *((b"range", value) for value in (b"bytes=0-1", b"x")),
    (b"expect", b"100-continue"), (b"expect", b"x"), (b"te", b"trailers"), (b"connection", b"close"), (b"connection", b"x, keep-alive"),
    (b"if-none-match", b"*"), (b"cookie", b"a=b; " * 900), (b"origin", b"null"), (b"origin", b"http://localhost"), (b"origin", b"\xff"),
    (b"access-control-request-method", b"POST"), (b"x-forwarded-for", b"127.0.0.1"), (b"sec-fetch-site", b"cross-site"),
    (b"traceparent", b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-00"), (b"traceparent", b"\xff"), (b"x", b"y" * 15_000), (b"x-\x7f", b""),
    (b"upgrade", b"h2c"), (b"upgrade", b"websocket"), (b"content-length", b"0"), (b"content-length", b"9" * 5_000), (b"host", b"evil.example"),
    (b"host", b""), (b"host", b"\xff"), (b"host", b"localhost:99999999"), (b"host", b"[::1"), (b"content-language", b"x"),
]  # fmt: skip
METHODS = [b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS", b"QUERY"]
