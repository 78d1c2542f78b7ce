"""Refusals with a place and a reason, of all that can't be expressed: one change to the small contract a row."""

from __future__ import annotations

from typing import Any

import pytest
from vectorizer_codegen.building import build
from vectorizer_codegen.errors import SpecError
from vectorizer_codegen.source import Document

from .conftest import DOCUMENTS, REMOVE, changed, document

BOOKS = "/paths/~1shelves~1{shelf}~1books"
LIST, ADD = f"{BOOKS}/get", f"{BOOKS}/post"
UPDATE = "/paths/~1shelves~1{shelf}~1books~1{id}/patch"
IMPORT = "/paths/~1shelves~1{shelf}~1import/post"
SCHEMAS = "/components/schemas"
BOOK, GENRE = f"{SCHEMAS}/Book", f"{SCHEMAS}/Genre"
FILTER = f"{LIST}/parameters/3"
OK = f"{LIST}/responses/200"
BODY = f"{ADD}/requestBody/content"
STRING = {"schema": {"type": "string"}}

Row = tuple[str, Any, str, str]

DOCUMENT: list[Row] = [
    ("/openapi", "2.0", "/openapi", "this is OpenAPI 2.0; 3.0 and 3.1 can be read"),
    ("/openapi", "3.2.0", "/openapi", "this is OpenAPI 3.2.0"),
    ("/openapi", REMOVE, "", "`openapi` is missing"),
    ("/openapi", 3.1, "/openapi", "must be a string, not a number"),
    ("/swagger", "2.0", "/swagger", "this is Swagger 2.0"),
    ("/paths", REMOVE, "", "`paths` is missing"),
    ("/paths", [], "/paths", "paths must be an object, not a list"),
    ("/paths", {}, "/paths", "the document has no operations"),
    ("/paths", {"/a": {}}, "/paths", "the document has no operations"),
    ("/pahts", {}, "/pahts", "`pahts` is not known here; is `paths` meant?"),
    ("/info", REMOVE, "/info", "info must be an object, not null"),
    ("/info/title", REMOVE, "/info", "`title` is missing"),
    ("/info/version", 1.2, "/info/version", "must be a string, not a number"),
    ("/jsonSchemaDialect", "https://example.com/x", "/jsonSchemaDialect", "this dialect of JSON Schema is not supported"),
    ("/components/schemas", [], "/components/schemas", "must be an object"),
    ("/components/pathItems", {}, "/components/pathItems", "`pathItems` is not known here"),
    ("/servers/0", {"url": "http://{a}", "variables": {"a": {}}}, "/servers/0/variables/a", "`default` is missing"),
    ("/servers/0/url", REMOVE, "/servers/0", "`url` is missing"),
    ("/tags/0/name", REMOVE, "/tags/0", "`name` is missing"),
    ("/security/1", {"nobody": []}, "/security/1/nobody", "there is no security scheme `nobody`"),
    ("/components/securitySchemes/bearer/type", "magic", "/components/securitySchemes/bearer/type", "must be a type of security scheme"),
    ("/components/securitySchemes/bearer/scheme", REMOVE, "/components/securitySchemes/bearer", "`scheme` is missing"),
    ("/components/securitySchemes/bearer", {"type": "apiKey", "name": "k", "in": "body"}, "/components/securitySchemes/bearer/in", "must be one of query, header, cookie"),
]  # fmt: skip

PATHS: list[Row] = [
    ("/paths/books", {}, "/paths/books", "a path begins with `/`"),
    ("/paths/~1a?b=1", {}, "/paths/~1a?b=1", "must be plain text and parameters"),
    ("/paths/~1a~1..~1b", {}, "/paths/~1a~1..~1b", "the segment `..` must be plain text"),
    ("/paths/~1a~1{id}..{id}", {}, "/paths/~1a~1{id}..{id}", "{id} appears twice in the path"),
    ("/paths/~1{a\"b}", {}, '/paths/~1{a"b}', "written without escapes"),
    (f"{LIST}/parameters/0", {"name": "X-A\r\nB", "in": "header", "schema": {"type": "string"}}, f"{LIST}/parameters/0/name", "the header parameter name"),
    (f"{BOOK}/properties/a\tb", {"type": "string"}, f"{BOOK}/properties/a\tb", "the member name 'a\\tb' has characters"),
    (f"{BOOK}/properties/a\nb", {"type": "string"}, f"{BOOK}/properties/a\nb", "the member name"),
    (f"{GENRE}/enum/0", "a\u2028", f"{GENRE}/enum/0", "has characters that can't be printed"),
    ("/paths/~1{a}~1{a}", {}, "/paths/~1{a}~1{a}", "{a} appears twice in the path"),
    (f"{BOOKS}/$ref", "#/x", f"{BOOKS}/$ref", "a path by reference is not supported"),
    (f"{BOOKS}/fetch", {}, f"{BOOKS}/fetch", "`fetch` is not known here"),
    (f"{BOOKS}/x-batch", {}, f"{BOOKS}/x-batch", "`x-batch` has no meaning here"),
    (f"{LIST}/operationId", "updateBook", f"{UPDATE}/operationId", f"`updateBook` and `updateBook` make the same name: rename one; the other is at {LIST}/operationId"),
    (f"{LIST}/operationId", "update_book", f"{UPDATE}/operationId", f"`updateBook` and `update_book` make the same name: rename one; the other is at {LIST}/operationId"),
    (f"{LIST}/summery", "x", f"{LIST}/summery", "is `summary` meant?"),
    (f"{LIST}/x-idempotancy", "safe", f"{LIST}/x-idempotancy", "is `x-idempotency` meant?"),
    (f"{LIST}/deprecated", "yes", f"{LIST}/deprecated", "must be true or false, not a string"),
    (f"{LIST}/tags", "books", f"{LIST}/tags", "tags must be a list"),
    (f"{LIST}/tags/0", 1, f"{LIST}/tags/0", "a tag must be a string"),
    (f"{LIST}/requestBody", {"required": True, "content": {"application/json": STRING}}, f"{LIST}/requestBody", "a GET has no body"),
    (f"{LIST}/security", [{"nobody": []}], f"{LIST}/security/0/nobody", "there is no security scheme `nobody`"),
]  # fmt: skip

PARAMETERS: list[Row] = [
    (f"{BOOKS}/parameters", [], LIST, "the path has {shelf} and no parameter describes it"),
    (f"{LIST}/parameters/-", {"name": "x", "in": "path", "required": True, **STRING}, f"{LIST}/parameters/6", "`x` is not in the path"),
    ("/components/parameters/Shelf/required", False, "/components/parameters/Shelf", "must say required: true"),
    ("/components/parameters/Shelf/$ref", "#/components/parameters/Shelf", "/components/parameters/Shelf/$ref", "leads back to itself"),
    (f"{BOOKS}/parameters/0/$ref", "#/components/parameters/Rack", f"{BOOKS}/parameters/0/$ref", "leads nowhere"),
    (f"{BOOKS}/parameters/0/$ref", "other.yaml#/x", f"{BOOKS}/parameters/0/$ref", "leads out of the document"),
    (f"{BOOKS}/parameters/0/$ref", "#/components/schemas/Id", f"{BOOKS}/parameters/0/$ref", "leads to no component of #/components/parameters/"),
    (f"{BOOKS}/parameters/0", "shelf", f"{BOOKS}/parameters/0", "must be an object, not a string"),
    (f"{LIST}/parameters/0/in", "body", f"{LIST}/parameters/0/in", "path, query, header or cookie"),
    (f"{LIST}/parameters/0/name", REMOVE, f"{LIST}/parameters/0", "`name` is missing"),
    (f"{LIST}/parameters/0/name", "limit", f"{LIST}/parameters/1", "the query parameter `limit` appears twice"),
    (f"{LIST}/parameters/0/name", "-.-", f"{LIST}/parameters/0/name", "no argument name can be made"),
    (f"{LIST}/parameters/0/schema", REMOVE, f"{LIST}/parameters/0", "either `schema` or `content`"),
    (f"{FILTER}/schema", {}, FILTER, "either `schema` or `content`"),
    (f"{FILTER}/content", {"text/plain": STRING}, f"{FILTER}/content", "must be JSON, and nothing else"),
    (f"{FILTER}/content/application~1json/schema", REMOVE, f"{FILTER}/content/application~1json", "`schema` is missing"),
    (f"{FILTER}/style", "form", f"{FILTER}/style", "`content` and a style exclude each other"),
    (f"{FILTER}/content", REMOVE, FILTER, "either `schema` or `content`"),
    (f"{LIST}/parameters/0/style", "matrix", f"{LIST}/parameters/0", "the style matrix is not supported in the query"),
    (f"{LIST}/parameters/0/style", "pipeDelimited", f"{LIST}/parameters/0", "the style pipeDelimited is for lists"),
    (f"{LIST}/parameters/2", {"name": "ids", "in": "query", "style": "pipeDelimited", "explode": True, "schema": {"type": "object"}}, f"{LIST}/parameters/2", "pipeDelimited with explode"),
    (f"{LIST}/parameters/0", {"name": "a", "in": "cookie", "schema": {"type": "object"}}, f"{LIST}/parameters/0", "an object in a cookie needs explode: false"),
    (f"{LIST}/parameters/2/schema/items", {"type": "array", "items": {"type": "string"}}, f"{LIST}/parameters/2", "a list of lists or objects"),
    (f"{LIST}/parameters/2/in", "cookie", f"{LIST}/parameters/2", "a list in a cookie needs explode: false"),
    (f"{LIST}/parameters/0", {"name": "a", "in": "query", "schema": {"type": "object", "properties": {"b": {"type": "object"}}}}, f"{LIST}/parameters/0", "how the style form writes lists or objects in an object is not defined"),
    (f"{LIST}/parameters/1/examples", {"a": {"value": 5}}, f"{LIST}/parameters/1/example", "exclude each other"),
    (f"{LIST}/parameters/1/schema/default", 101, f"{LIST}/parameters/1/schema/default", "the default does not fit its schema: it is above 100"),
    (f"{LIST}/parameters/1/requierd", True, f"{LIST}/parameters/1/requierd", "is `required` meant?"),
]  # fmt: skip

SCHEMA: list[Row] = [
    (GENRE, [], GENRE, "a schema must be an object, not a list"),
    (GENRE, False, GENRE, "a schema that nothing fits"),
    (f"{GENRE}/type", "text", f"{GENRE}/type", "`text` is not a type of OpenAPI 3.1"),
    (f"{GENRE}/type", ["string", "string"], f"{GENRE}/type", "a type appears twice"),
    (f"{GENRE}/type", [], f"{GENRE}/type", "must not be empty"),
    (f"{GENRE}/type", "integer", f"{GENRE}/enum/0", "`fiction` must be integer"),
    (f"{GENRE}/enum", [], f"{GENRE}/enum", "must not be empty"),
    (f"{GENRE}/enum", [{"a": 1}], f"{GENRE}/enum/0", "an enum of objects or lists"),
    (GENRE, {"anyOf": [{"$ref": "#/components/schemas/Genre"}, {"type": "string"}]}, GENRE, "the schema is one of its own options"),
    (f"{GENRE}/const", "poetry", f"{GENRE}/const", "`const` is not in the `enum` beside it"),
    (f"{GENRE}/default", "poetry", f"{GENRE}/default", "it is not one of fiction, essay"),
    (f"{GENRE}/minLenght", 1, f"{GENRE}/minLenght", "is `minLength` meant?"),
    (f"{GENRE}/minLength", -1, f"{GENRE}/minLength", "must be a whole number from 0"),
    (f"{GENRE}/x-batch", {}, f"{GENRE}/x-batch", "`x-batch` has no meaning here"),
    (f"{GENRE}/description", 1, f"{GENRE}/description", "must be a string"),
    (f"{SCHEMAS}/Id/maxLength", 0, f"{SCHEMAS}/Id/maxLength", "`maxLength` is below `minLength`"),
    (f"{SCHEMAS}/Id/type", REMOVE, f"{SCHEMAS}/Id/minLength", "say `type: string`; without it every other type is allowed too"),
    (f"{BOOK}/required/1", "id", f"{BOOK}/required/1", "`id` appears twice"),
    (f"{BOOK}/required", "id", f"{BOOK}/required", "required must be a list"),
    (f"{BOOK}/properties", [], f"{BOOK}/properties", "properties must be an object"),
    (f"{BOOK}/$defs", {}, f"{BOOK}/$defs", "name the schema in components/schemas"),
    (f"{BOOK}/maxProperties", "3", f"{BOOK}/maxProperties", "must be a whole number from 0"),
    (f"{BOOK}/properties/version/minimum", "1", f"{BOOK}/properties/version/minimum", "must be a number, not a string"),
    (f"{BOOK}/properties/version/exclusiveMinimum", True, f"{BOOK}/properties/version/exclusiveMinimum", "must be a number, not a boolean"),
    (f"{BOOK}/properties/version/multipleOf", 0, f"{BOOK}/properties/version/multipleOf", "must be above 0"),
    (f"{BOOK}/properties/id/$ref", "#/components/schemas/Nobody", f"{BOOK}/properties/id/$ref", "leads nowhere"),
    (f"{BOOK}/properties/id/$ref", "#/components/schemas/Book/properties/id", f"{BOOK}/properties/id/$ref", "leads to no component"),
    (f"{BOOK}/properties/id/$ref", "#/components/schemas/Book/properties/nothing", f"{BOOK}/properties/id/$ref", "leads nowhere"),
    (f"{BOOK}/properties/id/$ref", "#/definitions/Nobody", f"{BOOK}/properties/id/$ref", "leads nowhere"),
    (f"{BOOK}/properties/id/$ref", 1, f"{BOOK}/properties/id/$ref", "$ref must be a string"),
    (f"{BOOK}/properties/id/type", "integer", f"{BOOK}/properties/id", "nothing fits both the $ref and what stands beside it: one is string, the other integer"),
    (GENRE, {"$ref": "#/components/schemas/Genre"}, GENRE, "only a reference back to itself"),
    (f"{SCHEMAS}/genre", {"type": "string"}, f"{SCHEMAS}/genre", "`genre` and `Genre` make the same type name, Genre"),
    (f"{SCHEMAS}/a b", {"type": "string"}, f"{SCHEMAS}/a b", "no type name can be made from `a b`"),
    (f"{SCHEMAS}/AddBooks/properties/books/items", [], f"{SCHEMAS}/AddBooks/properties/books/items", "a schema must be an object, not a list"),
    (f"{SCHEMAS}/AddBooks/properties/books/uniqueItems", 1, f"{SCHEMAS}/AddBooks/properties/books/uniqueItems", "must be true or false"),
    (f"{SCHEMAS}/NewBook/anyOf/0/required", ["cover"], f"{SCHEMAS}/NewBook/anyOf/0", "`cover` is required and not among the properties"),
    (f"{SCHEMAS}/NewBook/oneOf", [{"type": "object"}], f"{SCHEMAS}/NewBook/oneOf", "anyOf beside oneOf"),
    (f"{SCHEMAS}/Scalar/anyOf", [], f"{SCHEMAS}/Scalar/anyOf", "`anyOf` must not be empty"),
    (f"{SCHEMAS}/Scalar/anyOf/1", {"type": "null"}, f"{SCHEMAS}/Scalar/anyOf/1", "null is an option twice"),
    (f"{SCHEMAS}/Scalar/type", "string", f"{SCHEMAS}/Scalar/type", "the type is string and an option is boolean"),
    (f"{SCHEMAS}/Scalar/discriminator", {"propertyName": "x"}, f"{SCHEMAS}/Scalar/discriminator", "every option must be a $ref"),
]  # fmt: skip


def either(**discriminator: Any) -> dict[str, Any]:
    options = [{"$ref": "#/components/schemas/Book"}, {"$ref": "#/components/schemas/Problem"}]
    return {"oneOf": options, "discriminator": discriminator}


JOINED: list[Row] = [
    (GENRE, {"allOf": []}, f"{GENRE}/allOf", "`allOf` must not be empty"),
    (GENRE, {"allOf": [{"type": "string"}, {"type": "integer"}]}, f"{GENRE}/allOf/1", "nothing fits every member of allOf: one is string, the other integer"),
    (GENRE, {"allOf": [{"enum": ["a"]}, {"enum": ["b"]}]}, f"{GENRE}/allOf/1", "no value is in the enum of both"),
    (GENRE, {"allOf": [{"type": "object"}, {"enum": [1]}]}, f"{GENRE}/allOf/1", "one is object, the other integer"),
    (GENRE, {"type": "object", "allOf": [{"$ref": "#/components/schemas/Genre"}, {"type": "object"}]}, f"{GENRE}/allOf/0/$ref", "allOf leads back to Genre itself"),
    (GENRE, {"type": "object", "properties": {"a": {"allOf": [{"$ref": "#/components/schemas/Genre"}, {"minProperties": 1}]}}}, f"{GENRE}/properties/a", "the schema contains itself through allOf"),
    (GENRE, {"allOf": [{"$ref": "#/components/schemas/Book"}, {"$ref": "#/components/schemas/UpdateBook"}]}, f"{SCHEMAS}/UpdateBook/additionalProperties", "this closes the object to `id` of another member of allOf, and nothing can fit both"),
    (GENRE, {"allOf": [{"$ref": "#/components/schemas/Book"}], "properties": {"x": {}}, "additionalProperties": False}, f"{GENRE}/additionalProperties", "this closes the object to `id`"),
    (GENRE, {"type": "string", "allOf": [{"$ref": "#/components/schemas/Book"}]}, f"{GENRE}/type", "the type is string and what it refers to is object"),
    (GENRE, {"allOf": [{"$ref": "#/components/schemas/Book"}, {"type": "object", "properties": {"title": {"type": "integer"}}}]}, f"{GENRE}/allOf/1/properties/title", "`title` appears twice in allOf with different schemas: one is string, the other integer"),
    (GENRE, {"allOf": [{"$ref": "#/components/schemas/Book"}], "minLength": 3}, f"{GENRE}/minLength", "`minLength` beside allOf"),
    (GENRE, either(), f"{GENRE}/discriminator", "`propertyName` is missing"),
    (GENRE, either(propertyName="kind"), f"{GENRE}/discriminator", "`kind` must be a required property of Book"),
    (GENRE, either(propertyName="title"), f"{GENRE}/discriminator", "`title` must be a required property of Book"),
    (GENRE, either(propertyName="code", mapping={"x": "Genre"}), f"{GENRE}/discriminator/mapping/x", "`Genre` is not among the options"),
    (GENRE, either(propertyName="code", mapping={"x": "#/components/schemas/Nobody"}), f"{GENRE}/discriminator/mapping/x", "leads nowhere"),
    (GENRE, either(propertyName="code", maping={}), f"{GENRE}/discriminator/maping", "is `mapping` meant?"),
    (GENRE, {"oneOf": [{"$ref": "#/components/schemas/Problem"}], "discriminator": {"propertyName": "status"}}, f"{GENRE}/discriminator", "`status` of Problem must be a string"),
    (GENRE, {"oneOf": [{"$ref": "#/components/schemas/Problem"}], "discriminator": {"propertyName": "code", "mapping": {"x": "Problem"}}}, f"{GENRE}/discriminator", "whose `code` is never `x`"),
]  # fmt: skip

BODIES: list[Row] = [
    (f"{ADD}/requestBody/content", REMOVE, f"{ADD}/requestBody", "`content` is missing"),
    (BODY, {}, BODY, "must name a media type"),
    (f"{BODY}/application~1json/encoding", {"books": {}}, f"{BODY}/application~1json/encoding/books", "`encoding` has no effect on a json body"),
    (BODY, {"multipart/form-data": STRING}, f"{BODY}/multipart~1form-data/schema", "a multipart body must be an object"),
    (BODY, {"multipart/form-data": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}, "encoding": {"b": {}}}}, f"{BODY}/multipart~1form-data/encoding/b", "`b` is not a property of the body"),
    (BODY, {"multipart/form-data": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}, "encoding": {"a": {"style": "form"}}}}, f"{BODY}/multipart~1form-data/encoding/a/style", "the style form is not supported here"),
    (BODY, {"application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}, "encoding": {"a": {"contentType": "image/png"}}}}, f"{BODY}/application~1x-www-form-urlencoded/encoding/a/contentType", "a member of a form is text or JSON"),
    (BODY, {"multipart/form-data": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}, "encoding": {"a": {"explode": False}}}}, f"{BODY}/multipart~1form-data/encoding/a/explode", "the style form is not supported here"),
    (BODY, {"application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}, "encoding": {"a": {"style": "simple"}}}}, f"{BODY}/application~1x-www-form-urlencoded/encoding/a/style", "the style simple is not supported here"),
    (f"{LIST}/responses/20X", {"description": "x"}, f"{LIST}/responses/20X", "`20X` must be a status"),
    (f"{OK}/headers", {"ETag": STRING, "etag": STRING}, f"{OK}/headers/etag", "appears twice"),
    (f"{OK}/headers", {"ETag": {"description": "x"}}, f"{OK}/headers/ETag", "`schema` is missing"),
    (f"{OK}/links/first/operationId", "readBook", f"{OK}/links/first/operationId", "there is no operation `readBook`"),
    (f"{OK}/links/first/operationId", REMOVE, f"{OK}/links/first", "`operationId` is missing"),
    (f"{OK}/links/first/parameters/book", "x", f"{OK}/links/first/parameters/book", "updateBook has no parameter `book`"),
    (f"{OK}/links/first/parameters/id", "$response.id", f"{OK}/links/first/parameters/id", "must be a runtime expression"),
    (f"{OK}/links/first/parameters/id", "$response.body#/book/id", f"{OK}/links/first/parameters/id", "leads to nothing"),
    (f"{OK}/links/first/parameters/id", "$request.path.id", f"{OK}/links/first/parameters/id", "names no path parameter of listBooks"),
    (f"{OK}/links/first/parameters/id", "$response.header.ETag", f"{OK}/links/first/parameters/id", "names no header of this answer"),
    (f"{OK}/links/next/requestBody", {}, f"{OK}/links/next/requestBody", "listBooks has no body"),
]  # fmt: skip

POLICIES: list[Row] = [
    (f"{LIST}/x-idempotency", "often", f"{LIST}/x-idempotency", "`often` must be one of safe, idempotent, key"),
    (f"{LIST}/x-idempotency", "key", f"{LIST}/x-idempotency", "`key` needs a header parameter Idempotency-Key"),
    (f"{ADD}/parameters", [], f"{ADD}/x-idempotency", "`key` needs a header parameter"),
    (f"{ADD}/x-sdk-signature/positional/1", "vectors", f"{ADD}/x-sdk-signature/positional/1", "`vectors` must be an argument of this operation (shelf, books, atomic)"),
    (f"{ADD}/x-sdk-signature/positional/1", "shelf", f"{ADD}/x-sdk-signature/positional/1", "`shelf` appears twice"),
    (f"{ADD}/x-sdk-signature/positional", ["atomic", "books"], f"{ADD}/x-sdk-signature/positional/1", "the required `books` follows the optional `atomic`"),
    (f"{ADD}/x-sdk-signature/positional/0", 1, f"{ADD}/x-sdk-signature/positional/0", "a name must be a string"),
    (f"{ADD}/x-sdk-signature/positional", "shelf", f"{ADD}/x-sdk-signature/positional", "positional must be a list"),
    (f"{ADD}/x-sdk-signature/keyword", [], f"{ADD}/x-sdk-signature/keyword", "is not a member of x-sdk-signature (positional, either, body)"),
    (f"{UPDATE}/x-sdk-signature/either", ["genre"], f"{UPDATE}/x-sdk-signature/either", "`either` must name two arguments"),
    (f"{UPDATE}/x-sdk-signature/either/1", "colour", f"{UPDATE}/x-sdk-signature/either/1", "`colour` must be an optional member of the body that is not positional"),
    (f"{UPDATE}/x-sdk-signature/either", ["vector", "genre"], f"{UPDATE}/x-sdk-signature/either", "the first of `either` must be a text, and the second none"),
    (f"{ADD}/x-sdk-signature/body", "books", f"{ADD}/x-sdk-signature/body", "`body` names a body that is not an object"),
    (f"{LIST}/x-sdk-signature", {"body": "x"}, f"{LIST}/x-sdk-signature/body", "and there is none"),
    (f"{IMPORT}/x-sdk-signature/body", "a-b", f"{IMPORT}/x-sdk-signature/body", "`body` must be a name"),
    (f"{IMPORT}/x-sdk-signature/body", "shelf", f"{IMPORT}/requestBody", "argument `shelf` and a parameter have the same name"),
    (f"{ADD}/x-sdk-aliases", [], f"{ADD}/x-sdk-aliases", "x-sdk-aliases must be an object"),
    (f"{ADD}/x-sdk-aliases", {"listBooks": {"summary": "x", "with": {"atomic": True}}}, f"{ADD}/x-sdk-aliases/listBooks", "`listBooks` and `listBooks` make the same name"),
    (f"{ADD}/x-sdk-aliases", {"all books": {"summary": "x", "with": {"atomic": True}}}, f"{ADD}/x-sdk-aliases/all books", "`all books` must be a name in camel case"),
    (f"{ADD}/x-sdk-aliases/addAllBooks/summary", REMOVE, f"{ADD}/x-sdk-aliases/addAllBooks", "`summary` is missing"),
    (f"{ADD}/x-sdk-aliases/addAllBooks/args", {}, f"{ADD}/x-sdk-aliases/addAllBooks/args", "`args` is not a member of addAllBooks (summary, with)"),
    (f"{ADD}/x-sdk-aliases/addAllBooks/with", {}, f"{ADD}/x-sdk-aliases/addAllBooks/with", "`with` must fix an argument"),
    (f"{ADD}/x-sdk-aliases/addAllBooks/with", {"books": []}, f"{ADD}/x-sdk-aliases/addAllBooks/with/books", "`books` must be an optional keyword of the body (atomic)"),
    (f"{ADD}/x-sdk-aliases/addAllBooks/with/atomic", "yes", f"{ADD}/x-sdk-aliases/addAllBooks/with/atomic", "the value does not fit its schema: it must be a boolean"),
    (f"{ADD}/x-batch/items", "vectors", f"{ADD}/x-batch/items", "`vectors` is not a field of the body"),
    (f"{ADD}/x-batch/items", "atomic", f"{ADD}/x-batch/items", "`atomic` is not a list"),
    (f"{ADD}/x-batch/items", "", f"{ADD}/x-batch/items", "an empty `items` means an NDJSON body"),
    (f"{ADD}/x-batch/max", 99, f"{ADD}/x-batch/max", "`max` is 99 and the maxItems of `books` is 100"),
    (f"{IMPORT}/x-batch/max", 0, f"{IMPORT}/x-batch/max", "`max` must be at least 1"),
    (f"{ADD}/x-batch/max", REMOVE, f"{ADD}/x-batch", "`max` is missing"),
    (f"{ADD}/x-batch/max", "100", f"{ADD}/x-batch/max", "`max` must be a whole number"),
    (f"{ADD}/x-batch/min", 1, f"{ADD}/x-batch/min", "is not a member of x-batch (items, max)"),
    (f"{ADD}/x-batch", [], f"{ADD}/x-batch", "x-batch must be an object"),
    (f"{LIST}/x-pagination/items", "vectors", f"{LIST}/x-pagination/items", "`vectors` is not a member of the answer"),
    (f"{LIST}/x-pagination/items", "next", f"{LIST}/x-pagination/items", "`next` is not a list"),
    (f"{LIST}/x-pagination/cursor", "prev", f"{LIST}/x-pagination/cursor", "`prev` is not a member of the answer"),
    (f"{LIST}/x-pagination/parameter", "page", f"{LIST}/x-pagination/parameter", "`page` is not an optional query parameter"),
    (f"{SCHEMAS}/BookPage/properties/next/type", "string", f"{LIST}/x-pagination/cursor", "the pages would not end"),
    (f"{LIST}/x-problems/0", "book-lost", f"{LIST}/x-problems/0", "`book-lost` is not in x-problem-codes"),
    (f"{LIST}/x-problems/-", "shelf-not-found", f"{LIST}/x-problems/1", "appears twice"),
    (f"{LIST}/responses/404", REMOVE, f"{LIST}/x-problems/0", "`shelf-not-found` is a 404, which this operation never answers"),
    (f"{ADD}/responses/409", REMOVE, f"{ADD}/x-problems/1", "`book-exists` is a 409, which this operation never answers"),
    (f"{SCHEMAS}/ProblemCode/enum/0", "no-shelf", f"{SCHEMAS}/ProblemCode/x-problem-codes", "`no-shelf` is in the enum and not in x-problem-codes"),
    (f"{SCHEMAS}/ProblemCode/enum", ["shelf-not-found"], f"{SCHEMAS}/ProblemCode/x-problem-codes/book-exists", "is in x-problem-codes and not in the enum"),
    (f"{SCHEMAS}/ProblemCode/x-problem-codes/book-exists/status", 200, f"{SCHEMAS}/ProblemCode/x-problem-codes/book-exists/status", "200 must be the status of an error"),
    (f"{SCHEMAS}/ProblemCode/x-problem-codes/book-exists/title", REMOVE, f"{SCHEMAS}/ProblemCode/x-problem-codes/book-exists", "`title` is missing"),
    (f"{SCHEMAS}/Zed", {"enum": ["a"], "x-problem-codes": {"a": {"status": 400, "title": "A"}}}, f"{SCHEMAS}/Zed/x-problem-codes", "the codes are already on ProblemCode"),
    (f"{BOOK}/properties/version/x-problem-codes", {}, f"{BOOK}/properties/version/x-problem-codes", "belongs on a named schema"),
]  # fmt: skip

ROWS = [*DOCUMENT, *PATHS, *PARAMETERS, *SCHEMA, *JOINED, *BODIES, *POLICIES]


@pytest.mark.parametrize(
    ("change", "value", "pointer", "reason"), ROWS, ids=[f"{row[2]} {row[3]}" for row in ROWS]
)
def test_refused_with_its_place_and_the_reason(
    shelf: Document, change: str, value: Any, pointer: str, reason: str
) -> None:
    with pytest.raises(SpecError) as caught:
        build(changed(shelf, change, value))
    found = [(problem.pointer, problem.reason) for problem in caught.value.problems]
    assert any(at == pointer and reason in why for at, why in found), found


RULES: list[Row] = [
    ("/x-retry/attempts", REMOVE, "/x-retry", "`attempts` is missing"),
    ("/x-retry/attempts", 0, "/x-retry/attempts", "`attempts` must be at least 1"),
    ("/x-retry/base_ms", 0.25, "/x-retry/base_ms", "`base_ms` must be a whole number"),
    ("/x-retry/cap_ms", -1, "/x-retry/cap_ms", "`cap_ms` must be at least 0"),
    ("/x-retry/jitter", "none", "/x-retry/jitter", "`none` must be full"),
    ("/x-retry/statuses/0", 200, "/x-retry/statuses/0", "`200` must be the status of an error"),
    ("/x-retry/statuses/1", 429, "/x-retry/statuses/1", "`429` appears twice"),
    ("/x-retry/codes/0", "nothing", "/x-retry/codes/0", "`nothing` is not in x-problem-codes"),
    ("/x-retry/codes/0", [], "/x-retry/codes/0", "`[]` is not in x-problem-codes"),
    ("/x-retry/budget/timeout", -1, "/x-retry/budget/timeout", "`timeout` must be at least 0"),
    ("/x-retry/budget/retry", REMOVE, "/x-retry/budget", "`retry` is missing"),
    ("/x-retry/often", 1, "/x-retry/often", "`often` is not a member of x-retry"),
    ("/x-idempotency-store/keys", 0, "/x-idempotency-store/keys", "`keys` must be at least 1"),
    ("/x-idempotency-store/free_statuses/0", "400", "/x-idempotency-store/free_statuses/0", "`400` must be the status"),
    ("/x-idempotency-store/free_codes/0", "x", "/x-idempotency-store/free_codes/0", "`x` is not in x-problem-codes"),
    ("/x-sdk-errors/404", REMOVE, "/x-sdk-errors", "the status 404 of a problem code has no class"),
    ("/x-sdk-errors/200", "FineError", "/x-sdk-errors/200", "200 must be the status of an error"),
    ("/x-sdk-errors/404", "NotFound", "/x-sdk-errors/404", "the class must be a name that ends with Error"),
    ("/x-sdk-errors/404", "ConflictError", "/x-sdk-errors/404", "`ConflictError` is the class of another status too"),
    ("/x-vectors/parameter", "form", "/x-vectors/parameter", "no operation has a query parameter `form`"),
    ("/x-vectors/packed", "hex", "/x-vectors/packed", "`hex` must be a value of `vector_format`"),
    ("/x-vectors/switch", "limit", f"{LIST}/parameters/1", "the switch of x-vectors must be a boolean"),
    ("/info/x-retry", {}, "/info/x-retry", "`x-retry` has no meaning here"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "value", "pointer", "reason"), RULES, ids=[f"{row[2]} {row[3]}" for row in RULES]
)
def test_a_shared_rule_is_refused_at_its_place(
    shelf: Document, change: str, value: Any, pointer: str, reason: str
) -> None:
    with pytest.raises(SpecError) as caught:
        build(changed(shelf, change, value))
    found = [(problem.pointer, problem.reason) for problem in caught.value.problems]
    assert any(at == pointer and reason in why for at, why in found), found


OLD: list[Row] = [
    (f"{SCHEMAS}/Currency/type", ["string", "null"], f"{SCHEMAS}/Currency/type", "a list of types is OpenAPI 3.1"),
    (f"{SCHEMAS}/Currency/const", "eur", f"{SCHEMAS}/Currency/const", "`const` is not known here"),
    (f"{SCHEMAS}/Currency/examples", ["eur"], f"{SCHEMAS}/Currency/examples", "`examples` is not known here"),
    (f"{SCHEMAS}/Wallet/properties/balance/exclusiveMinimum", 0, f"{SCHEMAS}/Wallet/properties/balance/exclusiveMinimum", "must be true or false"),
    (f"{SCHEMAS}/Source/discriminator/mapping", {"card": "Card", "bank_account": "BankAccount"}, f"{SCHEMAS}/Source/discriminator", "`Wallet` means Wallet, whose `type` is never `Wallet`; a `mapping` can name wallet, gift_card instead"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "value", "pointer", "reason"), OLD, ids=[f"{row[2]} {row[3]}" for row in OLD]
)
def test_openapi_3_0_is_held_to_its_own_rules(change: str, value: Any, pointer: str, reason: str) -> None:
    with pytest.raises(SpecError) as caught:
        build(changed(document("payments"), change, value))
    found = [(problem.pointer, problem.reason) for problem in caught.value.problems]
    assert any(at == pointer and reason in why for at, why in found), found


def test_all_problems_are_reported_at_once_in_document_order(shelf: Document) -> None:
    broken = changed(
        changed(changed(shelf, f"{GENRE}/type", "text"), f"{LIST}/x-idempotency", 1), "/info/title", REMOVE
    )
    with pytest.raises(SpecError) as caught:
        build(broken)
    assert [problem.pointer for problem in caught.value.problems] == [
        "/info",
        f"{LIST}/x-idempotency",
        f"{GENRE}/type",
    ]


def test_values_are_checked_beside_other_problems(shelf: Document) -> None:
    broken = changed(changed(shelf, f"{LIST}/x-idempotency", "often"), f"{GENRE}/default", "poetry")
    with pytest.raises(SpecError) as caught:
        build(broken)
    assert [problem.pointer for problem in caught.value.problems] == [
        f"{LIST}/x-idempotency",
        f"{GENRE}/default",
    ]


def test_a_problem_names_file_and_line(shelf: Document) -> None:
    with pytest.raises(SpecError) as caught:
        build(changed(shelf, f"{GENRE}/default", "poetry"))
    line = (DOCUMENTS / "shelf.yaml").read_text("utf-8").splitlines().index(
        "    Genre: {type: string, enum: [fiction, essay], default: fiction}"
    ) + 1
    assert str(caught.value).startswith(f"{DOCUMENTS / 'shelf.yaml'}:{line}: #{GENRE}/default: the default")


def test_a_choice_of_another_type_is_one_problem_as_json_has_it(shelf: Document) -> None:
    with pytest.raises(SpecError) as caught:
        build(changed(shelf, f"{BOOK}/properties/note", {"type": "string", "enum": [True]}))
    assert [problem.reason for problem in caught.value.problems] == ["`true` must be string"]
