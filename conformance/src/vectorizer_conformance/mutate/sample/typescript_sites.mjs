// What the operators change in TypeScript sources: node typescript_sites.mjs FOLDER FILE…
// Prints {FILE: [[start, end, text, operator], …]}; `typescript` is the compiler that FOLDER has installed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [folder, ...files] = process.argv.slice(2);
const ts = createRequire(resolve(folder, "package.json"))("typescript");
const K = ts.SyntaxKind;

const SWAPS = new Map([
  [K.LessThanToken, "<="],
  [K.LessThanEqualsToken, "<"],
  [K.GreaterThanToken, ">="],
  [K.GreaterThanEqualsToken, ">"],
  [K.EqualsEqualsEqualsToken, "!=="],
  [K.ExclamationEqualsEqualsToken, "==="],
  [K.EqualsEqualsToken, "!="],
  [K.ExclamationEqualsToken, "=="],
  [K.AmpersandAmpersandToken, "||"],
  [K.BarBarToken, "&&"],
  [K.PlusToken, "-"],
  [K.MinusToken, "+"],
  [K.AsteriskToken, "/"],
  [K.SlashToken, "*"],
  [K.PercentToken, "*"],
  [K.AmpersandToken, "|"],
  [K.BarToken, "&"],
  [K.LessThanLessThanToken, ">>"],
  [K.GreaterThanGreaterThanToken, "<<"],
]);
const SHORT = new Set([K.AmpersandAmpersandToken, K.BarBarToken, K.QuestionQuestionToken]);
const ASSIGNS = (kind) => kind >= K.FirstAssignment && kind <= K.LastAssignment;
// What only people read.
const LOGGING = new Set(["debug", "info", "warn", "error", "log", "trace"]);
const SHOWING = new Set(["shorten"]);

function changes(source) {
  const sites = [];
  const text = source.text;
  const add = (start, end, to, operator) => sites.push([start, end, to, operator]);
  const become = (node, to, operator) => add(node.getStart(source), node.end, to, operator);
  const of = (node) => node.getText(source);

  function condition(node) {
    become(node, "true", "condition");
    become(node, "false", "condition");
  }

  function visit(node) {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isTypeAliasDeclaration(node) || ts.isExportDeclaration(node) || ts.isTemplateExpression(node)) return;
    if (ts.isModifier(node) || ts.isDecorator(node)) return;
    const call = ts.isExpressionStatement(node) ? node.expression : node;
    if (ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression)) {
      if (LOGGING.has(call.expression.name.text) && /log|console/i.test(of(call.expression.expression))) return;
      if (SHOWING.has(call.expression.name.text)) return;
    }
    if (ts.isThrowStatement(node)) {
      // What an error says is for people; whether it is thrown is not.
      become(node, ";", "statement");
      return;
    }
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      if (SWAPS.has(kind)) become(node.operatorToken, SWAPS.get(kind), "operator");
      if (SHORT.has(kind)) {
        become(node, `(${of(node.left)})`, "operand");
        become(node, `(${of(node.right)})`, "operand");
      }
      if (kind === K.InKeyword || kind === K.InstanceOfKeyword) become(node, `!(${of(node)})`, "operator");
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) {
      become(node, `(${of(node.operand)})`, "not");
    }
    if (ts.isIfStatement(node)) condition(node.expression);
    if (ts.isConditionalExpression(node)) condition(node.condition);
    if (ts.isWhileStatement(node) && node.expression.kind !== K.TrueKeyword) become(node.expression, "false", "condition");
    if (ts.isForStatement(node) && node.condition) become(node.condition, "false", "condition");
    if (node.kind === K.TrueKeyword) become(node, "false", "constant");
    if (node.kind === K.FalseKeyword) become(node, "true", "constant");
    if (ts.isNumericLiteral(node)) become(node, String(Number(node.text) + 1), "constant");
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      if (!/\s\S+\s/.test(node.text)) become(node, node.text ? '""' : '"x"', "text");
    }
    if (ts.isExpressionStatement(node)) {
      const { expression } = node;
      const counts = ts.isBinaryExpression(expression) && ASSIGNS(expression.operatorToken.kind);
      const calls = ts.isCallExpression(expression) || ts.isAwaitExpression(expression);
      const steps = ts.isPostfixUnaryExpression(expression) || ts.isPrefixUnaryExpression(expression);
      const compound = counts && expression.operatorToken.kind !== K.EqualsToken;
      if (compound || calls || steps || ts.isDeleteExpression(expression)) become(node, ";", "statement");
    }
    if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) become(node, ";", "statement");
    if (ts.isObjectLiteralExpression(node)) for (const member of node.properties) if (!isFalse(member)) drop(member);
    if (ts.isCallExpression(node) && node.questionDotToken === undefined && node.arguments.length > 1) {
      drop(node.arguments[node.arguments.length - 1]);
    }
    if ((ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && node.questionDotToken) {
      become(node.questionDotToken, ts.isElementAccessExpression(node) ? "" : ".", "chain");
    }
    ts.forEachChild(node, visit);
  }

  // What is not there counts as false, too; what is turned into true says more.
  const isFalse = (member) => ts.isPropertyAssignment(member) && member.initializer.kind === K.FalseKeyword;

  // An argument or a member is left out, with its comma.
  function drop(node) {
    const after = /^\s*,/.exec(text.slice(node.end));
    const before = /,\s*$/.exec(text.slice(0, node.getStart(source)));
    if (after) add(node.getStart(source), node.end + after[0].length, "", "argument");
    else add(node.getStart(source) - (before ? before[0].length : 0), node.end, "", "argument");
  }

  ts.forEachChild(source, visit);
  return sites;
}

const found = {};
for (const file of files) {
  const source = ts.createSourceFile(file, readFileSync(resolve(folder, file), "utf8"), ts.ScriptTarget.Latest, true);
  found[file] = changes(source);
}
process.stdout.write(JSON.stringify(found));
