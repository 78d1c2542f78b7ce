import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { ValidationError } from "../src/index.js";
import { json, list, object, render, vector, type Writer } from "../src/runtime/encode.js";

const written = (value: unknown, write: Writer = json, base64 = false): string =>
  render(write(value, "body"), base64);

describe("json", () => {
  it.each<unknown>([
    null,
    true,
    "",
    "\u0000\r\n\u2028 😀",
    0,
    -1.5,
    1e-300,
    2 ** 53 - 1,
    [],
    {},
    [[], {}],
    { a: { b: [1, "2", null] } },
    { "": 1, constructor: 2, toString: 3, prototype: 4 },
    "e\u0301",
  ])("writes %j as JSON.stringify does", (value) => {
    expect(written(value)).toBe(JSON.stringify(value));
  });
  it("keeps a member called __proto__", () => {
    expect(written(JSON.parse('{"__proto__":{"polluted":1}}'))).toBe('{"__proto__":{"polluted":1}}');
  });
  it("keeps the sign of zero", () => {
    expect(written([-0, 0])).toBe("[-0.0,0]");
  });
  it("writes a Date as ISO 8601 in UTC, always as long, so that texts sort as instants do", () => {
    expect(written(new Date(1))).toBe('"1970-01-01T00:00:00.001000Z"');
    expect(written({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000000Z"}');
    const instants = [-62_167_219_200_000, -1, 0, 1, 10, 999, 1000, 253_402_300_799_999];
    const texts = instants.map((instant) => written(new Date(instant)));
    expect([...texts].sort()).toEqual(texts);
    expect(new Set(texts.map((text) => text.length))).toEqual(new Set([29]));
  });
  it.each([-62_167_219_200_001, 253_402_300_800_000, Number.NaN])("refuses the Date %d", (instant) => {
    expect(() => written({ at: new Date(instant) })).toThrow(
      /^body\.at must be a Date of year 0 to 9999, got (-000001-12-31|\+010000-01-01|Invalid Date)/,
    );
  });
  it("takes a Date of another realm", () => {
    expect(written(runInNewContext("new Date(0)"))).toBe('"1970-01-01T00:00:00.000000Z"');
  });
  it("writes objects without a prototype, and the same object twice", () => {
    const shared = Object.assign(Object.create(null), { a: 1 });
    expect(written([shared, shared])).toBe('[{"a":1},{"a":1}]');
  });

  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  let deep: unknown = 1;
  for (let depth = 0; depth < 5000; depth++) deep = [deep];
  it.each<[string, unknown]>([
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["2^53", 2 ** 53],
    ["-2^53", -(2 ** 53)],
    ["1e300", 1e300],
    ["bigint", 1n],
    ["undefined", undefined],
    ["function", () => 1],
    ["symbol", Symbol("s")],
    ["Map", new Map()],
    ["Set", new Set([1])],
    ["bytes", new Uint8Array(2)],
    ["floats", new Float32Array(2)],
    ["ArrayBuffer", new ArrayBuffer(2)],
    ["class instance", new (class Decimal {})()],
    ["RegExp", /a/],
    ["Error", new Error("x")],
    ["invalid Date", new Date(Number.NaN)],
    ["lone surrogate", "\ud800"],
    ["lone surrogate in a key", { "\udc00": 1 }],
    ["cycle", cyclic],
    ["depth", deep],
  ])("refuses %s, saying where", (_, value) => {
    expect(() => written({ metadata: { list: [0, value] } })).toThrow(ValidationError);
    expect(() => written({ metadata: { list: [0, value] } })).toThrow("body.metadata.list[1]");
  });
  it("refuses holes and members that are undefined", () => {
    expect(() => written(new Array(2))).toThrow(ValidationError);
    expect(() => written({ a: undefined })).toThrow("body.a must be a JSON value, got undefined");
  });
  it.each<[string, unknown]>([
    ["a JSON value, got bigint", 1n],
    ["a JSON value, got Symbol(s)", Symbol("s")],
    ["a JSON value, got function", () => 1],
    ["a JSON value, got undefined", undefined],
    ["a plain object, got Float32Array", new Float32Array(2)],
    ["a plain object, got Map", new Map()],
    ["a number within +-(2^53-1), got NaN", Number.NaN],
  ])("says what it must be: %s", (words, value) => {
    expect(() => written({ a: [0, value] })).toThrow(new ValidationError(`body.a[1] must be ${words}`));
  });
  it("never calls toJSON", () => {
    expect(() => written({ toJSON: () => "gotcha" })).toThrow(ValidationError);
  });
});

describe("vector", () => {
  it.each<[string, unknown]>([
    ["an array", [1, -2.5]],
    ["a Float32Array", new Float32Array([1, -2.5])],
    ["a Float64Array", new Float64Array([1, -2.5])],
    [
      "a generator",
      (function* () {
        yield 1;
        yield -2.5;
      })(),
    ],
  ])("takes %s", (_, value) => {
    expect(written(value, vector)).toBe("[1,-2.5]");
  });
  it("goes as little-endian base64 where the server takes it", () => {
    expect(written([1, -2.5], vector, true)).toBe('"AACAPwAAIMA="');
  });
  it("takes base64 text, in both forms, and null", () => {
    expect(written("AACAPwAAIMA=", vector)).toBe("[1,-2.5]");
    expect(written("AACAPwAAIMA=", vector, true)).toBe('"AACAPwAAIMA="');
    expect(written(null, vector)).toBe("null");
  });
  it.each(["not base64!", "AACAPwAAAEA", "__-_Pw==", "AACA", "AACAPwAA AEA=", "AACA/w==="])(
    "refuses text that is no base64 of numbers, %j",
    (text) => {
      expect(() => written(text, vector)).toThrow("body must be numbers or base64 of them, got string");
    },
  );
  it("refuses base64 of nothing, of what is no number, and of too many numbers", () => {
    expect(() => written("", vector)).toThrow("body must not be empty");
    expect(() => written("AADAfw==", vector)).toThrow("body[0] must be a finite float32, got NaN");
    const long = Buffer.alloc(4 * 4097).toString("base64");
    expect(() => written(long, vector)).toThrow("body must have at most 4096 numbers");
  });
  it.each<[string, unknown, number]>([
    ["NaN", [1, Number.NaN], 1],
    ["infinity", [Number.POSITIVE_INFINITY], 0],
    ["a number that float32 cannot hold", [0, 0, 3.5e38], 2],
    ["text", [1, "2"], 1],
    ["true", [true], 0],
    ["null", [null], 0],
    ["a hole", Object.assign(new Array(3), { 0: 1, 2: 2 }), 1],
    ["bigint", [1n], 0],
    ["a list", [[1]], 0],
    ["a symbol", [1, Symbol("s")], 1],
    ["a function", [() => 1], 0],
    ["integers of 64 bits", new BigInt64Array(1), 0],
    ["NaN among floats", new Float32Array([0, 0, Number.NaN]), 2],
    ["a pair of a Map", new Map([[1, 2]]), 0],
  ])("refuses %s, naming the index", (_, value, index) => {
    expect(() => written(value, vector)).toThrow(`body[${index}] must be a finite float32, got `);
  });
  it.each([
    ["5", 5],
    ["bigint", 5n],
    ["function", () => [1]],
    ["Symbol(s)", Symbol("s")],
    ["ArrayBuffer", new ArrayBuffer(4)],
    ["Uint8Array", new Uint8Array([1])],
    ["Buffer", Buffer.from([1])],
    ["Uint8Array", runInNewContext("new Uint8Array([1])")],
    ["Set", new Set([1])],
    ["Set", runInNewContext("new Set([1])")],
    ["undefined", undefined],
    ["Object", JSON.parse(JSON.stringify(new Float32Array([1, 2])))],
  ])("refuses what is no list, %s", (shown, value) => {
    expect(() => written(value, vector)).toThrow(`body must be numbers or base64 of them, got ${shown}`);
  });
  it.each([[[]], [new Float32Array(0)], [new Set([]).values()]])("refuses nothing: %o", (value) => {
    expect(() => written(value, vector)).toThrow("body must not be empty");
  });
  it("refuses more numbers than any vector has, also of floats", () => {
    for (const value of [new Float32Array(4097), new Array(5000).fill(1)])
      expect(() => written(value, vector)).toThrow("body must have at most 4096 numbers");
  });
  it.each(["Int8Array", "Uint8ClampedArray", "Int16Array", "Uint32Array", "Float64Array"] as const)(
    "takes the numbers of %s",
    (name) => {
      expect(written(new globalThis[name]([1, 2]), vector)).toBe("[1,2]");
    },
  );
  it("keeps every bit of a float32, in both forms", () => {
    const numbers = new Float32Array(4000);
    const bits = new Uint32Array(numbers.buffer);
    for (let index = 0, state = 1; index < bits.length; index++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      bits[index] = (state & 0x7f800000) === 0x7f800000 ? index : state;
    }
    numbers.set([
      0, -0, 1.401298464324817e-45, 3.4028234663852886e38, -3.4028234663852886e38, 1.1754943508222875e-38,
    ]);
    const read = Float32Array.from(JSON.parse(written(numbers, vector)) as number[]);
    expect(new Uint32Array(read.buffer)).toEqual(bits);
    const binary = Buffer.from(JSON.parse(written(numbers, vector, true)) as string, "base64");
    expect(binary.equals(Buffer.from(numbers.buffer))).toBe(true);
  });
});

describe("object and list", () => {
  const items = list(object({ vector }));
  it("use a member's own writer, and plain JSON for the rest", () => {
    expect(written([{ id: "a", vector: [1], metadata: { vector: [0.1] } }], items, true)).toBe(
      '[{"id":"a","vector":"AACAPw==","metadata":{"vector":[0.1]}}]',
    );
  });
  it("take any iterable", () => {
    expect(written(new Set(["a", "b"]), list(json))).toBe('["a","b"]');
  });
  it.each<[string, unknown]>([
    ["string", "abc"],
    ["5", 5],
    ["Object", { a: 1 }],
    ["undefined", undefined],
  ])("refuse what is no list, %s", (shown, value) => {
    expect(() => written(value, list(json))).toThrow(`body must be a list, got ${shown}`);
  });
  it("leave what is no object to the server to refuse, and take null for a list", () => {
    expect(written([1, null, [2]], items)).toBe("[1,null,[2]]");
    expect(written(null, items)).toBe("null");
  });
  it("name the place of what they refuse", () => {
    expect(() => written([{}, { vector: [Number.NaN] }], items)).toThrow("body[1].vector[0]");
  });
  it("are not fooled by members of Object.prototype", () => {
    expect(written([{ constructor: 1, toString: 2 }], items)).toBe('[{"constructor":1,"toString":2}]');
  });
});
