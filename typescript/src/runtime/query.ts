import { isIterable, own, refuse, json as toJson } from "./encode.js";
import { isObject, mustBe } from "./errors.js";

/** Writes a query parameter, as often as it has values; `at` names it in messages. */
export type QueryWriter = (value: unknown, at: string, name: string) => string[];

function parameter(value: unknown, at: string, name: string): string {
  if (typeof value === "object") mustBe(at, "text, number or boolean", value);
  toJson(value, at); // What JSON would drop or round, a URL would too.
  return `${name}=${encodeURIComponent(value as string)}`;
}

/** Text, a number or a boolean as text, for a path or a header. */
export const scalar = (value: unknown, at: string): string => parameter(value, at, "") && `${value}`;

/** A scalar, or a list of them as the same parameter again and again. */
export const plain: QueryWriter = (value, at, name) => {
  const all = Array.from(isIterable(value) ? value : [value], (item) => parameter(item, at, name));
  return all.length ? all : refuse(at, "must not be empty");
};

/** A list of scalars, as the same parameter again and again. */
export const many: QueryWriter = (value, at, name) =>
  isIterable(value) ? plain(value, at, name) : mustBe(at, "a list", value);

/** A parameter whose name on the wire is not its argument's in snake case. */
export const named =
  (wire: string, write: QueryWriter): QueryWriter =>
  (value, at) =>
    write(value, at, wire);

/** An operation whose body is not sent where none of its members is given. */
export const optionalBody = <O extends object>(operation: O, options: object = {}, ...names: string[]): O =>
  names.some(
    (name) => Object.hasOwn(options, name) && (options as Record<string, unknown>)[name] !== undefined,
  )
    ? operation
    : { ...operation, body: undefined };

/** The options of a call before which one of two may stand: a text is the first, something else to iterate the second. */
export const either = ([given, options]: readonly unknown[], first: string, second: string): object =>
  (typeof given === "string" || isIterable(given)
    ? { ...(options as object), [typeof given === "string" ? first : second]: given }
    : (given ?? options)) as object;

/** Options in which these, which headers carry, are text. */
export const asText = <T>(options: T, writers: Readonly<Record<string, typeof scalar>>): T =>
  options &&
  (Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      value === undefined ? value : (own(writers, name)?.(value, name) ?? value),
    ]),
  ) as T);

/** The items of a list, the members of an object as names and values (`name=value` when exploded), or one value. */
export function items(value: unknown, at: string, isExploded: boolean, write: typeof scalar): string[] {
  const all = isIterable(value)
    ? Array.from(value, (item) => write(item, at))
    : isObject(value)
      ? Object.entries(value)
          .filter(([, member]) => member !== undefined)
          .map((pair) => pair.map((item) => write(item, at)).join(isExploded ? "=" : ","))
      : [write(value, at)];
  return all.length ? all : refuse(at, "must not be empty");
}

/** A scalar, percent-encoded. */
export const encoded = (value: unknown, at: string): string => parameter(value, at, "").slice(1);

/** Writes the items of a list or an object, which must not hold what stands between them: nothing would tell the two apart. */
const without =
  (mark: RegExp, all: unknown, write: typeof scalar): typeof scalar =>
  (value, at) => {
    const text = write(value, at);
    const held = isObject(all) && mark.exec(text);
    return held
      ? refuse(at, `must not hold "${decodeURIComponent(held[0])}", which stands between the items`)
      : text;
  };

/** A list of scalars or an object with a mark between them; the mark inside of one is encoded. */
export const marked =
  (mark: string): QueryWriter =>
  (value, at, name) => [
    `${name}=${items(value, at, false, mark === "," ? encoded : without(RegExp(mark), value, encoded))
      .join(mark)
      .replaceAll(",", mark)}`,
  ];

/** A list of scalars with commas between them. */
export const joined: QueryWriter = /* @__PURE__ */ marked(",");

/** A list of scalars, an object or one value, as a header carries it. */
export const listed = (value: unknown, at: string): string =>
  items(value, at, false, without(/,/, value, scalar)).join(",");

/** The same with each member of an object as `name=value`. */
export const exploded = (value: unknown, at: string): string =>
  items(value, at, true, without(isIterable(value) ? /,/ : /[,=]/, value, scalar)).join(",");

/** An object as `name[member]=…` for each of its members, also of objects and lists inside of it. */
export const deep: QueryWriter = (value, at, name) =>
  isObject(value)
    ? Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .flatMap(([key, member]) => deep(member, `${at}.${key}`, `${name}[${encodeURIComponent(key)}]`))
    : [parameter(value, at, name)];

/** An object each of whose members is a parameter of its own. */
export const spread: QueryWriter = (value, at, name) =>
  isObject(value)
    ? Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .flatMap(([key, member]) => plain(member, `${at}.${key}`, encodeURIComponent(key)))
    : [parameter(value, at, name)];

/** A value as JSON. */
export const json: QueryWriter = (value, at, name) => [
  parameter(value === null ? value : toJson(value, at), at, name),
];
