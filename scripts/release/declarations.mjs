// How what TypeScript programs may use of a package changed, as the TypeScript compiler sees it.
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";

const require = createRequire(new URL("../../typescript/package.json", import.meta.url));
const ts = require("typescript");
const node_modules = resolve(import.meta.dirname, "../../typescript/node_modules");

/**
 * Two classes' type parameters are never the same type either: within what is declared each is what it must extend, or a
 * type that is like no other. So `Vector<T extends JsonObject>` has `metadata?: JsonObject`. Within a function it is always
 * such a type, as two functions that have type parameters are alike to the compiler too often.
 */
function withoutTypeParameters(file) {
  const declares = (node) => ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
  const visit = (context, bound) => (node) => {
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName) && bound.has(node.typeName.text)) return bound.get(node.typeName.text);
    const inner = new Map(bound);
    if (declares(node)) {
      (node.typeParameters ?? []).forEach((one, index) => {
        inner.set(one.name.text, one.constraint ?? argument("type argument", index));
      });
    } else if (ts.isFunctionLike(node)) {
      (node.typeParameters ?? []).forEach((one, index) => {
        inner.set(one.name.text, argument("type argument of the call", index));
      });
    }
    if (ts.isTypeParameterDeclaration(node)) return node;
    return ts.visitEachChild(node, visit(context, inner), context);
  };
  const changed = ts.transform(file, [(context) => visit(context, new Map())]).transformed[0];
  return ts.createPrinter().printFile(changed);
}

/** `{ "type argument": 1 }` */
function argument(name, index) {
  const number = ts.factory.createLiteralTypeNode(ts.factory.createNumericLiteral(index + 1));
  const member = ts.factory.createPropertySignature(undefined, ts.factory.createStringLiteral(name), undefined, number);
  return ts.factory.createTypeLiteralNode([member]);
}

export function compare(oldFolder, newFolder) {
  const [olds, news] = [oldFolder, newFolder].map((folder) => resolve(folder));
  const files = [olds, news].flatMap((folder) =>
    readdirSync(folder).filter((name) => name.endsWith(".d.ts")).map((name) => join(folder, name)),
  );
  const options = {
    strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true, noEmit: true, types: [],
    paths: { "*": [join(node_modules, "*")] }, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.asynciterable.d.ts", "lib.esnext.disposable.d.ts"],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile;
  host.getSourceFile = (name, version, ...rest) => {
    const file = read(name, version, ...rest);
    return files.includes(name) ? ts.createSourceFile(name, withoutTypeParameters(file), version, true) : file;
  };
  const program = ts.createProgram(files, options, host);
  const checker = program.getTypeChecker();
  const ours = (node, folder) => resolve(node.getSourceFile().fileName).startsWith(`${folder}/`);
  const found = new Map();
  const say = (text, breaks) => found.set(text, { text, breaks });
  const show = (type, flags = 0) => checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation | flags);
  // What is spelled alike is alike here: each named type is compared under its own name.
  const alike = (old, fresh) => show(old) === show(fresh) || (fits(old, fresh) && fits(fresh, old));
  /** Each type argument counts: what is declared with it does not show it any more. */
  function fits(from, to) {
    const [one, other] = [from, to].map(generic);
    if (one && to.isUnion()) return to.types.some((part) => fits(from, part));
    if (one && other && one.name === other.name && one.args.length === other.args.length)
      return one.args.every((argument, index) => fits(argument, other.args[index]));
    return checker.isTypeAssignableTo(from, to);
  }
  function generic(type) {
    const own = type.aliasSymbol?.declarations?.some((one) => ours(one, olds) || ours(one, news)) && type.aliasTypeArguments;
    if (own) return { name: type.aliasSymbol.name, args: own };
    const args = type.objectFlags & ts.ObjectFlags.Reference && !checker.isTupleType(type) ? checker.getTypeArguments(type) : [];
    return args.length ? { name: type.symbol.name, args } : undefined;
  }
  const followed = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const exportsOf = (folder, entry) => {
    const file = program.getSourceFile(join(folder, `${entry}.d.ts`));
    const module = file && checker.getSymbolAtLocation(file);
    return new Map((module ? checker.getExportsOfModule(module) : []).map((one) => [one.name, followed(one)]));
  };
  const spelled = (symbol) => symbol.name.replace(/^__@(\w+)@\d+$/, "[Symbol.$1]");
  const typeOf = (symbol) => checker.getTypeOfSymbol(symbol);
  /** As it is written: the compiler's own type of `a?: T` has `undefined`, which may be given where T has it alone. */
  function memberType(symbol) {
    const node = symbol.flags & ts.SymbolFlags.Transient ? undefined : symbol.valueDeclaration;
    const type = node && (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) ? node.type : undefined;
    return type ? checker.getTypeFromTypeNode(type) : typeOf(symbol);
  }

  /** The named types that programs write ("in") and read ("out"), found from what can be called. */
  const roles = new Map();
  function reach(node, way) {
    if (ts.isParameter(node)) return ts.forEachChild(node, (one) => reach(one, way === "in" ? "out" : "in"));
    if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node)) {
      const symbol = checker.getSymbolAtLocation(node.typeName ?? node.expression);
      if (symbol) named(followed(symbol), way);
    }
    ts.forEachChild(node, (one) => reach(one, way));
  }
  function named(symbol, way) {
    const ways = roles.get(symbol) ?? new Set();
    if (ways.has(way) || !symbol.declarations?.some((one) => ours(one, olds))) return;
    roles.set(symbol, ways.add(way));
    for (const one of symbol.declarations) reach(one, way);
  }

  /** How a function changed: `breaks` for those who call it ("out"), or for those who write one like it ("in"). */
  function differences(old, fresh, where, ways) {
    const told = [];
    const tell = (text, breaks) => told.push({ text: `${where}()${text}`, breaks });
    const [calls, writes] = [ways.has("out"), ways.has("in")];
    const least = (signature) => signature.minArgumentCount ?? signature.parameters.filter((one) => !optional(one)).length;
    if (calls && least(fresh) > least(old)) tell(` needs ${least(fresh)} arguments, not ${least(old)}`, true);
    old.parameters.forEach((one, index) => {
      const now = fresh.parameters[index];
      if (!now) return tell(`: the argument \`${one.name}\` is gone`, true);
      const [was, is] = [typeOf(one), typeOf(now)];
      if (alike(was, is)) return;
      const [narrower, wider] = [!fits(was, is), !fits(is, was)];
      if (calls && narrower) tell(`: the argument \`${one.name}\` takes ${show(is)}, not ${show(was)}`, true);
      if (writes && wider) tell(`: the argument \`${one.name}\` may be ${show(is)}, not ${show(was)} alone`, true);
      if (!(calls && narrower) && !(writes && wider)) tell(`: the argument \`${one.name}\` ${calls ? "takes more:" : "is always"} ${show(is)}`, false);
    });
    for (const one of fresh.parameters.slice(old.parameters.length)) tell(`: the argument \`${one.name}\` is new`, false);
    const [was, is] = [old.getReturnType(), fresh.getReturnType()];
    if (alike(was, is)) return told;
    if (calls && !fits(is, was)) tell(` gives ${show(is)}, not ${show(was)}`, true);
    if (writes && !fits(was, is) && !(is.flags & ts.TypeFlags.Void)) tell(` must give ${show(is)}, not ${show(was)}`, true);
    return told;
  }

  /** Each old way to call a function must be one of the new ways. */
  function functions(before, after, where, ways) {
    const breaks = (told) => told.filter((one) => one.breaks).length;
    for (const old of before) {
      const found = after.map((fresh) => differences(old, fresh, where, ways)).sort((one, other) => breaks(one) - breaks(other) || one.length - other.length);
      for (const one of found[0]) say(one.text, one.breaks);
    }
    if (after.length > before.length) say(`${where}() takes other arguments, too`, false);
  }

  const optional = (symbol) =>
    (symbol.flags & ts.SymbolFlags.Optional) !== 0 || symbol.declarations?.some((one) => one.questionToken || one.initializer || one.dotDotDotToken);

  function members(old, fresh, where, ways) {
    const after = new Map(checker.getPropertiesOfType(fresh).map((one) => [one.name, one]));
    for (const one of checker.getPropertiesOfType(old)) {
      const now = after.get(one.name);
      if (!now) {
        say(`${where}.${spelled(one)} is gone`, true);
        continue;
      }
      after.delete(one.name);
      value(memberType(one), memberType(now), `${where}.${spelled(one)}`, ways);
      if (!readOnly(one) && readOnly(now)) say(`${where}.${spelled(one)} is read-only now`, true);
      if (!has(one, "Protected") && has(now, "Protected")) say(`${where}.${spelled(one)} is protected now`, true);
      if (ways.has("in") && optional(one) && !optional(now)) say(`${where}.${one.name} is required now`, true);
      if (ways.has("out") && !optional(one) && optional(now)) say(`${where}.${one.name} may be missing now`, true);
    }
    for (const one of after.values()) {
      const must = ways.has("in") && !optional(one);
      say(`${where}.${spelled(one)} is new${must ? " and required" : ""}`, must);
    }
  }

  const has = (symbol, modifier) => symbol.declarations?.some((one) => ts.getCombinedModifierFlags(one) & ts.ModifierFlags[modifier]) ?? false;
  const readOnly = (symbol) => has(symbol, "Readonly") || (symbol.flags & ts.SymbolFlags.Accessor) === ts.SymbolFlags.GetAccessor;

  /** Members whose names are not listed. */
  function others(old, fresh, where, ways) {
    const after = new Map(checker.getIndexInfosOfType(fresh).map((one) => [show(one.keyType), one]));
    for (const one of checker.getIndexInfosOfType(old)) {
      const name = `${where}[${show(one.keyType)}]`;
      const now = after.get(show(one.keyType));
      if (now) value(one.type, now.type, name, ways);
      else say(`${name} is gone`, true);
    }
  }

  /** The names of all classes that one derives from, which `instanceof` asks. */
  function bases(type, found = new Set()) {
    for (const one of type.isClassOrInterface() ? checker.getBaseTypes(type) : []) bases(one, found.add(one.symbol.name));
    return found;
  }

  /** What programs write between `<` and `>`. */
  function typeParameters(before = [], after = [], where) {
    const least = (some) => some.filter((one) => !one.default).length;
    const many = (count) => `${count} type argument${count === 1 ? "" : "s"}`;
    if (least(after) > least(before)) say(`${where} needs ${many(least(after))}, not ${least(before)}`, true);
    if (after.length < before.length) say(`${where} takes ${many(after.length)}, not ${before.length}`, true);
    else if (after.length > before.length && least(after) <= least(before)) say(`${where} takes ${many(after.length)}, not ${before.length}`, false);
    before.slice(0, after.length).forEach((was, index) => {
      const now = after[index];
      const [[old, fresh], [oldest, freshest]] = ["default", "constraint"].map((part) => [was, now].map((one) => one[part]?.getText().replace(/\s+/g, " ")));
      const one = `${where}: the type argument \`${was.name.text}\``;
      if (old && fresh && old !== fresh) say(`${one} is ${fresh} by default, not ${old}`, true);
      else if (!old && fresh) say(`${one} is ${fresh} by default`, false);
      if (oldest !== freshest) say(freshest ? `${one} must extend ${freshest}` : `${one} may be any type`, freshest !== undefined);
    });
  }

  function value(old, fresh, where, ways, alias = false) {
    const calls = [old.getCallSignatures(), fresh.getCallSignatures()];
    if (calls.every((some) => some.length === 1)) typeParameters(...calls.map(([one]) => one.declaration?.typeParameters), `${where}()`);
    if (calls[0].length && calls[1].length) return functions(...calls, where, ways);
    const flags = alias ? ts.TypeFormatFlags.InTypeAlias : 0;
    const [was, is] = [show(old, flags), show(fresh, flags)];
    if (was === is || (fits(old, fresh) && fits(fresh, old))) return;
    if (!fits(old, fresh) && (ways.has("in") || values(old, fresh))) say(`${where} is narrower: ${is}, not ${was}`, true);
    else if (ways.has("out") && !fits(fresh, old) && !values(fresh, old)) say(`${where} may be more: ${is}, not ${was}`, true);
    else say(`${where} is ${is}, not ${was}`, false);
  }

  /** Whether what one has and the other lacks are texts alone: values of an enum, of which answers may have new ones. */
  function values(one, other) {
    const parts = (one.isUnion() ? one.types : [one]).filter((part) => !fits(part, other));
    return parts.length > 0 && parts.every((part) => part.isStringLiteral());
  }

  function symbols(old, fresh, where) {
    const isValue = (symbol) => (symbol.flags & ts.SymbolFlags.Value) !== 0;
    if (isValue(old) && !isValue(fresh)) return say(`${where} is a type only`, true);
    const isClass = (old.flags & ts.SymbolFlags.Class) !== 0;
    if (isClass) {
      const [was, is] = [typeOf(old), typeOf(fresh)];
      const closed = (symbol) => has(symbol, "Abstract") || symbol.members?.get("__constructor")?.declarations.some((one) => ts.getCombinedModifierFlags(one) & ts.ModifierFlags.NonPublicAccessibilityModifier);
      if (!closed(old) && closed(fresh)) say(`new ${where}() can't be called now`, true);
      functions(was.getConstructSignatures(), is.getConstructSignatures(), `new ${where}`, new Set(["out"]));
      members(was, is, where, new Set(["out"]));
    } else if (isValue(old)) value(typeOf(old), typeOf(fresh), where, new Set(["out"]));
    if (!(old.flags & ts.SymbolFlags.Type)) return;
    if (!(fresh.flags & ts.SymbolFlags.Type)) return say(`${where} is no type any more`, true);
    typeParameters(...[old, fresh].map((symbol) => symbol.declarations.find((one) => one.typeParameters)?.typeParameters), where);
    const [was, is] = [old, fresh].map((symbol) => checker.getDeclaredTypeOfSymbol(symbol));
    if (isValue(old)) {
      const now = bases(is);
      for (const base of bases(was)) if (!now.has(base)) say(`${where} no longer derives from ${base}`, true);
    }
    // What nothing reaches may be used either way.
    const ways = isClass ? new Set(["out"]) : (roles.get(old) ?? new Set(["in", "out"]));
    const isObject = (type) => type.isClassOrInterface() || (type.flags & ts.TypeFlags.Object && checker.getPropertiesOfType(type).length);
    if (isObject(was) && isObject(is) && !checker.isArrayType(was)) members(was, is, where, ways);
    else value(was, is, where, ways, true);
    if (isObject(was) && isObject(is)) others(was, is, where, ways);
  }

  // Those for browsers have the same names.
  const entries = new Set(files.map((file) => basename(file, ".d.ts")).filter((name) => !/\.chunk$|^browser/.test(name)));
  for (const entry of entries) {
    for (const symbol of exportsOf(olds, entry).values()) {
      if (symbol.flags & ts.SymbolFlags.Value) for (const one of symbol.declarations) reach(one, "out");
      if (symbol.flags & ts.SymbolFlags.Class) named(symbol, "out");
    }
  }
  const compared = new Set();
  for (const entry of entries) {
    const [before, after] = [olds, news].map((folder) => exportsOf(folder, entry));
    const where = (name) => (entry === "index" ? name : `${entry}: ${name}`);
    for (const [name, symbol] of before) {
      const now = after.get(name);
      after.delete(name);
      if (!now) say(`${where(name)} is gone`, true);
      else if (!compared.has(symbol)) symbols(symbol, now, where(name));
      compared.add(symbol);
    }
    for (const name of after.keys()) say(`${where(name)} is new`, false);
  }
  // Types that have no exported name of their own, and stand in what has one.
  const declared = new Map();
  for (const file of files.filter((name) => name.startsWith(`${news}/`))) {
    for (const [name, symbol] of program.getSourceFile(file).locals ?? []) {
      if (!(symbol.flags & ts.SymbolFlags.Alias)) declared.set(name, symbol);
    }
  }
  for (const symbol of roles.keys()) {
    const now = declared.get(symbol.name);
    if (!compared.has(symbol) && now) symbols(symbol, now, symbol.name);
  }
  return [...found.values()];
}
