import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as Compiler from "typescript";
import { dispatch } from "./generated/dispatch.js";

/** Members of the client that are no operations. */
const HELPERS = ["withOptions", "withRawResponse"];
/** What calls take besides the operation's arguments and what the protocol names. */
const OPTIONS = ["batchSize", "concurrency", "keepResults", "onProgress", "resume", "signal"];
const CHECKS = [
  "--noEmit --strict --skipLibCheck --pretty false",
  "--target es2022 --lib es2022,dom --module esnext --moduleResolution bundler",
]
  .join(" ")
  .split(" ");

interface Parameter {
  name: string;
  kind: "positional" | "keyword" | "rest";
  required: boolean;
}

/** The reply to `surface`: what the package's declarations say, as the compiler reads them. */
export function declared(): object {
  const require = createRequire(import.meta.url);
  let ts: typeof Compiler;
  try {
    // Not imported: the compiler is there while developing only, and no part of this program.
    ts = require("typescript") as typeof Compiler;
  } catch {
    return {
      type: "skipped",
      reason: "the package typescript is not installed: no declarations can be read",
    };
  }
  const file = fileURLToPath(new URL("./index.d.ts", import.meta.url));
  if (!ts.sys.fileExists(file)) return { type: "skipped", reason: `${file} is not there` };
  return {
    type: "surface",
    language: "typescript",
    prelude: `import { VectorizerClient as Client } from ${JSON.stringify(file.replace(/\.d\.ts$/, ".js"))};`,
    awaits: true,
    methods: members(ts, file),
    options: OPTIONS,
    checkers: [
      { name: "tsc", command: [process.execPath, require.resolve("typescript/lib/tsc.js"), ...CHECKS] },
    ],
  };
}

function members(ts: typeof Compiler, file: string): object[] {
  const program = ts.createProgram([file], {
    strict: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const client = module && checker.getExportsOfModule(module).find(({ name }) => name === "VectorizerClient");
  if (!client) throw new Error(`${file} does not export VectorizerClient`);
  const class_ = client.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(client) : client;
  return checker
    .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(class_))
    .filter((member) => isPublic(ts, member))
    .map((member) => ({
      name: member.name,
      parameters: parameters(ts, checker, member),
      ...(Object.hasOwn(dispatch, member.name)
        ? { operation: member.name }
        : HELPERS.includes(member.name)
          ? { operation: null }
          : {}),
    }));
}

function isPublic(ts: typeof Compiler, { name, declarations = [] }: Compiler.Symbol): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (
    !name.startsWith("#") &&
    !declarations.some((declaration) => ts.getCombinedModifierFlags(declaration) & hidden)
  );
}

/** The parameters of a method; a last one called `options` stands for its members. */
function parameters(
  ts: typeof Compiler,
  checker: Compiler.TypeChecker,
  member: Compiler.Symbol,
): Parameter[] {
  const signature = checker.getTypeOfSymbol(member).getCallSignatures()[0];
  return (signature?.parameters ?? []).flatMap((symbol, index, all): Parameter[] => {
    const declaration = symbol.valueDeclaration as Compiler.ParameterDeclaration;
    const { name } = symbol;
    const alone = declaration.dotDotDotToken && optionsAlone(checker, checker.getTypeOfSymbol(symbol));
    if (declaration.dotDotDotToken && !alone) return [{ name, kind: "rest", required: false }];
    const isOptional = !!alone || checker.isOptionalParameter(declaration);
    if (!alone && (name !== "options" || index !== all.length - 1))
      return [{ name, kind: "positional", required: !isOptional }];
    const type = checker.getNonNullableType(alone ?? checker.getTypeOfSymbol(symbol));
    if (type.flags & ts.TypeFlags.Any || checker.getIndexInfosOfType(type).length)
      return [{ name, kind: "rest", required: !isOptional }];
    return checker.getPropertiesOfType(type).map((option) => ({
      name: option.name,
      kind: "keyword",
      required: !isOptional && !(option.flags & ts.SymbolFlags.Optional),
    }));
  });
}

/** Of parameters that are one of several lists, the options that may stand alone: what else may stand there has another name. */
function optionsAlone(checker: Compiler.TypeChecker, type: Compiler.Type): Compiler.Type | undefined {
  const lists = type.isUnion() ? type.types : [];
  const [alone] = lists
    .map((list) => checker.getTypeArguments(list as Compiler.TypeReference))
    .filter(({ length }) => length === 1);
  const [only] = alone ?? [];
  return (only?.isUnion() ? only.types : [])
    .concat(only ?? [])
    .find((one) => one.symbol?.name.endsWith("Options"));
}
