// Write the TypeScript SDK's API reference, from its declarations and their comments, as two pages in Markdown.
// `node docs/make/api_typescript.mjs FOLDER` writes `typescript.md` and `typescript-operations.md`.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const ts = createRequire(join(root, "typescript/package.json"))("typescript");
const entries = [
  ["vectorizer-client", "src/index.ts"],
  ["vectorizer-client/functions", "src/functions.ts"],
  ["vectorizer-client/node", "src/node.ts"],
  ["vectorizer-client/testing", "src/testing.ts"],
];
const files = entries.map(([, file]) => join(root, "typescript", file));
const config = ts.readConfigFile(join(root, "typescript/tsconfig.json"), ts.sys.readFile).config;
const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files }, ts.sys, join(root, "typescript"));
const program = ts.createProgram(files, { ...options, types: ["node"] });
const checker = program.getTypeChecker();
const printer = ts.createPrinter({ removeComments: true });

const anchors = new Map();
const reference = join(root, "docs/pages/reference");
for (const page of readdirSync(reference, { recursive: true }).filter((name) => name.endsWith(".md")).sort()) {
  const text = readFileSync(join(reference, page), "utf8");
  for (const [, id] of text.matchAll(/\{ #([\w-]+) \}$/gm)) if (!anchors.has(id)) anchors.set(id, `../reference/${page}#${id}`);
}

/** A comment as Markdown: its text, then what its tags say. */
function prose(symbol) {
  const links = (text) => text.replace(/\{@link (\w+)\}/g, "`$1`");
  const said = [links(ts.displayPartsToString(symbol.getDocumentationComment(checker)))];
  const tags = symbol.getJsDocTags(checker);
  const text = (tag) => links(ts.displayPartsToString(tag.text)).trim();
  const listed = tags.filter((tag) => ["param", "returns", "defaultValue"].includes(tag.name));
  const line = (tag) => {
    if (tag.name !== "param") return `- ${tag.name === "defaultValue" ? "default" : tag.name}: ${text(tag)}`;
    const [name, ...words] = text(tag).replace(/^(\S+) - /, "$1 ").split(" ");
    return `- \`${name}\`: ${words.join(" ")}`;
  };
  if (listed.length) said.push(listed.map(line).join("\n"));
  for (const tag of tags) if (tag.name === "example") said.push(text(tag));
  return said.filter(Boolean).join("\n\n").replace(/^```typescript$/gm, "```ts");
}

/** A declaration without its body. */
function declared(node) {
  const bare = (text) => text.replace(/ ?\{\s*\}$|;$/s, "").replace(/^export /, "");
  if (ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isConstructorDeclaration(node) || ts.isGetAccessor(node)) {
    const end = node.body ? node.body.getStart() : node.getEnd();
    return node.getSourceFile().text.slice(node.getStart(), end).replace(/^export /, "").replace(/\s+$/, "");
  }
  return bare(printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile()));
}

const code = (text) => `\`\`\`ts\n${text}\n\`\`\``;
const cell = (text) => text.replace(/\s+/g, " ").replace(/\|/g, "\\|").trim();
const hidden = (node) => ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);

function members(symbol, name) {
  const made = [];
  const rows = [];
  for (const member of symbol.members?.values() ?? []) {
    const node = member.declarations?.[0];
    if (!node || anchors.has(member.name) || hidden(node) || /^_|#|^then$/.test(member.name)) continue;
    if (ts.isConstructorDeclaration(node) || ts.isMethodDeclaration(node) || ts.isGetAccessor(node)) {
      const about = prose(member);
      if (!about && !ts.isConstructorDeclaration(node)) continue;
      const called = ts.isConstructorDeclaration(node) ? "new" : member.name.replace(/^__@(\w+)@\d+$/, "[Symbol.$1]");
      made.push(`### ${name}.${called}`, code(declared(node)), about);
    } else if (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node) || ts.isMethodSignature(node)) {
      const type = ts.isMethodSignature(node) ? declared(node) : (node.type?.getText() ?? checker.typeToString(checker.getTypeOfSymbol(member)));
      rows.push(`| \`${member.name}\`${node.questionToken ? " (optional)" : ""} | \`${cell(type)}\` | ${cell(prose(member))} |`);
    }
  }
  const table = rows.length ? ["| Member | Type | Meaning |\n|---|---|---|\n" + rows.join("\n")] : [];
  return [...table, ...made];
}

function entry(symbol, level = "##") {
  const node = symbol.declarations[0];
  const made = [`${level} ${symbol.name} { #${symbol.name} }`, prose(symbol)];
  if (ts.isFunctionDeclaration(node)) made.push(code(declared(node)));
  else if (ts.isTypeAliasDeclaration(node)) made.push(code(declared(node)));
  else made.push(...members(symbol, symbol.name));
  return made;
}

const exported = (file) =>
  checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(join(root, "typescript", file))))
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter((symbol) => symbol.declarations?.length);
const from = (symbol) => symbol.declarations[0].getSourceFile().fileName;
const byName = (a, b) => (a.name < b.name ? -1 : 1);

const all = exported("src/index.ts").sort(byName);
const written = all.filter((symbol) => !from(symbol).includes("/generated/"));
const of = (file) => all.filter((symbol) => from(symbol).endsWith(`/generated/${file}.ts`));
const client = all.find((symbol) => symbol.name === "VectorizerClient");
const base = written.find((symbol) => symbol.name === "Client");
const operations = [...client.members.values()].filter((member) => anchors.has(member.name));
const isError = (symbol) => /Error$/.test(symbol.name);
const raised = of("errors").filter(isError);

const page = [
  "# TypeScript API",
  "What `vectorizer-client` exports, from its declarations and their comments. Options of each operation and the calls as functions are on [a page of their own](typescript-operations.md).",
  ...entry(client),
  "Its base, the type `Client`, has:",
  ...members(base, "VectorizerClient"),
  "## Operations",
  "| Method | Operation |\n|---|---|\n" +
    operations.map(({ name }) => `| [\`${name}\`](typescript-operations.md#${name}) | [in the reference](${anchors.get(name)}) |`).join("\n"),
  ...[...of("client").filter((symbol) => symbol !== client), ...of("version")].flatMap((symbol) => entry(symbol)),
  "## Answers",
  `Answers are typed as the contract's objects: ${of("models")
    .map(({ name }) => (anchors.has(name) ? `[\`${name}\`](${anchors.get(name)})` : `\`${name}\``))
    .join(", ")}.`,
  ...written.filter((symbol) => symbol !== base && !isError(symbol)).flatMap((symbol) => entry(symbol)),
  "## Errors",
  "What the client itself throws:",
  ...written.filter(isError).flatMap((symbol) => entry(symbol, "###")),
  "### Of a status or a code",
  "| Class | |\n|---|---|\n" + raised.map((symbol) => `| \`${symbol.name}\` | ${cell(prose(symbol))} |`).join("\n"),
  "## Files",
  "From `vectorizer-client/node`, for Node, Deno and Bun:",
  ...exported("src/node.ts").sort(byName).flatMap((symbol) => entry(symbol, "###")),
  "## For tests",
  "From `vectorizer-client/testing`:",
  ...exported("src/testing.ts").sort(byName).flatMap((symbol) => entry(symbol, "###")),
];
const calls = [
  "---\nsearch:\n  exclude: true\n---",
  "# TypeScript operations",
  "Methods of `VectorizerClient`, with what their options hold. `vectorizer-client/functions` exports each as a function that takes the client first.",
  ...operations.flatMap((member) => {
    const method = member.declarations[0];
    const name = `${member.name[0].toUpperCase()}${member.name.slice(1)}Options`;
    const its = of("options").find((symbol) => symbol.name === name);
    const rows = its ? members(its, name) : [];
    return [`## ${member.name} { #${member.name} }`, code(declared(method)), prose(member), ...(rows.length ? [`\`${name}\`:`, ...rows] : []), `[In the reference](${anchors.get(member.name)})`];
  }),
];

const folder = resolve(process.argv[2]);
mkdirSync(folder, { recursive: true });
const write = (file, parts) => writeFileSync(join(folder, file), `${parts.filter(Boolean).join("\n\n").replace(/\n{3,}/g, "\n\n")}\n`);
write("typescript.md", page);
write("typescript-operations.md", calls);
