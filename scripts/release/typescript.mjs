// What TypeScript programs may use of a package; declarations.mjs tells how it changed.
//
//   node typescript.mjs surface DIST          JSON: name of a declaration file → its text, without comments
//   node typescript.mjs compare OLD NEW       JSON: [{text, breaks}], of two folders of such files
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { compare } from "./declarations.mjs";

const require = createRequire(new URL("../../typescript/package.json", import.meta.url));
const ts = require("typescript");

function surface(folder) {
  const kept = {};
  const taken = new Map();
  /** A chunk's name has a hash, which says nothing: `options-DQGoSg-7` is `options.chunk`, and another one `options.2.chunk`. */
  const plain = (name) => {
    const stem = name.replace(/-[A-Za-z0-9_-]{8}$/, "");
    if (stem === name) return name;
    const alike = taken.get(stem) ?? taken.set(stem, [name]).get(stem);
    if (!alike.includes(name)) alike.push(name);
    const place = alike.indexOf(name);
    return place ? `${stem}.${place + 1}.chunk` : `${stem}.chunk`;
  };
  const take = (name) => {
    if (kept[plain(name)] !== undefined) return;
    const text = readFileSync(join(folder, `${name}.d.ts`), "utf8");
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    kept[plain(name)] = "";
    const shown = ts.createPrinter({ removeComments: true }).printFile(withoutPrivate(file));
    kept[plain(name)] = shown
      // It says the version itself, which is another each time.
      .replace(/SPEC_VERSION(?::| =) "[^"]*"/g, "SPEC_VERSION: string")
      .replace(/(from|import\()(\s*)"vectorizer-client"/g, '$1$2"./index.js"')
      .replace(/"\.\/([^"]+)\.js"/g, (_, other) => `"./${plain(other)}.js"`);
    for (const [, other] of text.matchAll(/"\.\/([^"]+)\.js"/g)) take(other);
  };
  // Each entry that programs can import, as package.json has it.
  for (const { import: own } of Object.values(require("./package.json").exports)) if (own) take(basename(own.types, ".d.ts"));
  return Object.fromEntries(Object.entries(kept).map(([name, text]) => [`${name}.d.ts`, text]));
}

/** Two classes with private members are never the same type, which is no difference to users. */
function withoutPrivate(file) {
  const hidden = (node) =>
    ts.isClassElement(node) &&
    !ts.isConstructorDeclaration(node) &&
    ((node.name && ts.isPrivateIdentifier(node.name)) ||
      (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0);
  const visit = (context) => (node) => (hidden(node) ? undefined : ts.visitEachChild(node, visit(context), context));
  return ts.transform(file, [(context) => (node) => visit(context)(node)]).transformed[0];
}

const [command, ...folders] = process.argv.slice(2);
const made = command === "surface" ? surface(folders[0]) : compare(folders[0], folders[1]);
process.stdout.write(`${JSON.stringify(made)}\n`);
