// Look at the built site in headless Chromium.
// Reads JSON from standard input: `executable`, `url` of the site, `pages` (paths), `questions` (texts), and perhaps
// `server` (that the interactive reference is tried on) and `pictures` (a folder). Writes a line of JSON for each page, `{page, wrong}`, with what axe finds serious, what the
// console says, what leads to another host, and what is wider than a phone; then one for each question,
// `{question, found}`, with the pages that the site's own search gives, best first; then `{tried}`, the status that the
// interactive reference got for a request.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const asked = JSON.parse(readFileSync(0, "utf8"));
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const browser = await chromium.launch({
  executablePath: asked.executable,
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const WIDE = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 844 };
let wrong = [];

/** A window of a reader who prefers these colours; the site remembers what it chose, so each has storage of its own. */
async function reader(colorScheme) {
  const context = await browser.newContext({ viewport: WIDE, colorScheme, reducedMotion: "reduce" });
  context.setDefaultTimeout(0);
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && wrong.push(`console: ${message.text()}`));
  page.on("crash", () => process.exit(3));
  page.on("pageerror", (error) => wrong.push(`console: ${error}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(asked.url) && !/^(data|blob):/.test(request.url())) wrong.push(`loads ${request.url()}`);
  });
  return page;
}
const readers = { light: await reader("light"), dark: await reader("dark") };

/** Leaves a page's first four sections, for axe: what is generated repeats its elements a hundred times. */
function shorten() {
  const fifth = document.querySelectorAll("article h2")[4];
  while (fifth?.nextSibling) fifth.nextSibling.remove();
}

/** What axe calls serious or critical. Of what every page has (header, navigation) the first page is asked, and in the
 * dark only colours, as nothing else changes. */
async function serious(page, scheme, whole) {
  const settings = {
    within: whole ? "html" : ".md-content, body > main",
    runOnly: scheme === "dark" ? ["color-contrast"] : ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  };
  const found = await page.evaluate(async ({ source, within, runOnly }) => {
    if (!globalThis.axe) new Function(source)();
    const options = { resultTypes: ["violations"], runOnly, preload: false };
    const { violations } = await globalThis.axe.run(within, options);
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes[0].target.join(" ")} (${nodes.length})`);
  }, { source: axe, ...settings });
  return found.map((line) => `${scheme}: ${line}`);
}

for (const path of asked.pages) {
  wrong = [];
  for (const [scheme, page] of Object.entries(readers)) {
    // What is generated is made of the same elements page after page, and long: one of its pages is enough in the dark.
    if (scheme === "dark" && /^(api|reference)\/(?!vectors)/.test(path)) continue;
    await page.setViewportSize(WIDE);
    await page.goto(`${asked.url}/${path}`, { waitUntil: "load" });
    if (/^(api|reference)\//.test(path)) await page.evaluate(shorten);
    wrong.push(...(await serious(page, scheme, path === asked.pages[0])));
    if (asked.pictures) await picture(page, path, scheme);
    await page.setViewportSize(PHONE);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > PHONE.width) wrong.push(`phone: ${wide} pixels wide`);
    if (asked.pictures) await picture(page, path, `${scheme}.phone`);
  }
  say({ page: path, wrong: [...new Set(wrong)] });
}

async function picture(page, path, name) {
  mkdirSync(asked.pictures, { recursive: true });
  await page.screenshot({ path: `${asked.pictures}/${path.replaceAll("/", "_")}.${name}.png` });
}

if (asked.questions.length) {
  await readers.light.setViewportSize(WIDE);
  await readers.light.goto(`${asked.url}/index.html`);
  await readers.light.click(".md-search__button");
}
for (const question of asked.questions) say({ question, found: await search(readers.light, question) });
if (asked.server) say({ tried: await tryIt(readers.light) });
await browser.close();

/** The status of a request that a reader sends from the interactive reference, to the server of the test. */
async function tryIt(page) {
  await page.setViewportSize(WIDE);
  await page.route("http://localhost:15002/**", async (route) => {
    const url = route.request().url().replace("http://localhost:15002", asked.server);
    await route.fulfill({ response: await route.fetch({ url }) });
  });
  await page.goto(`${asked.url}/try-it/index.html#tag/server/GET/health`);
  await page.getByRole("button", { name: /test request.*\/health/i }).first().click();
  const answer = page.waitForResponse("http://localhost:15002/health");
  await page.getByRole("button", { name: /^send/i }).first().click();
  return (await answer).status();
}

/** The pages of the results that the site's search shows, best first; none where nothing is found in five seconds. */
async function search(page, question) {
  const input = page.locator("input[role=combobox]");
  const results = page.locator("[role=listbox] a[role=option]");
  const addresses = () => results.evaluateAll((links) => links.map(({ href }) => href));
  await input.fill("");
  for (let tries = 0; tries < 50 && (await results.count()) > 0; tries++) await page.waitForTimeout(50);
  await input.fill(question);
  let last = "";
  for (let tries = 0; tries < 50; tries++) {
    await page.waitForTimeout(100);
    const found = await addresses();
    // They come in steps: what is there twice is there.
    if (found.length && found.join() === last) return found.map((href) => new URL(href).pathname.slice(1));
    last = found.join();
  }
  return [];
}
