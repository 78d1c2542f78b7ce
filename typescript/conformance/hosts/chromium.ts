import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Host } from "../lines.js";
import { Absent, find, RUNTIMES } from "./find.js";

const BUNDLE = fileURLToPath(new URL("./conformance-web.js", import.meta.url));
const HOW = "install Debian's package chromium, or set CHROMIUM to a program";
const PAGE = `<!doctype html><meta charset="utf-8"><title>conformance</title><link rel="icon" href="data:,">
<script type="module">import { answerText } from "./client.js"; globalThis.answerText = answerText;</script>`;

/** The little of playwright-core that is used here: it is installed with the runtimes, not with the tools. */
interface Page {
  goto(url: string, options: object): Promise<unknown>;
  evaluate<T, A>(what: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
  on(event: "crash", act: () => void): void;
}
interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
  on(event: "disconnected", act: () => void): void;
}
interface Playwright {
  chromium: { launch(options: object): Promise<Browser> };
}

function playwright(): Playwright {
  try {
    return createRequire(join(RUNTIMES, "package.json"))("playwright-core") as Playwright;
  } catch {
    throw new Absent("no playwright-core, which drives it: npm ci in typescript/runtimes");
  }
}

/** A page of headless Chromium, served from loopback. */
export async function chromium(): Promise<Host> {
  const executablePath = process.env.CHROMIUM || find(["chromium", "chromium-browser", "google-chrome"], HOW);
  const { chromium: launcher } = playwright();
  const bundle = readFileSync(BUNDLE);
  const server = createServer((request, response) => {
    const isClient = request.url === "/client.js";
    response.setHeader("content-type", isClient ? "text/javascript" : "text/html");
    response.end(isClient ? bundle : PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  // How long a start may take is the suite's to say: beside other work it waits longer.
  const timeout = 0;
  const browser = await launcher.launch({
    executablePath,
    headless: true,
    timeout,
    args: [
      // The suite's proxies are other origins. Whether a page may call another origin is what a server's
      // deployment decides; here no preflight may stand between the client and what is recorded of it.
      "--disable-web-security",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
  let closing = false;
  const gone = (what: string) => () => {
    if (closing) return;
    console.error(what);
    process.exit(1);
  };
  browser.on("disconnected", gone("Chromium ended"));
  const page = await browser.newPage();
  page.on("crash", gone("the page crashed"));
  await page.goto(`http://127.0.0.1:${port}/`, { timeout });
  return {
    artefact: BUNDLE,
    // The page's own function is named inside the page only.
    answer: (_, line) => page.evaluate((text) => (globalThis as unknown as Inside).answerText(text), line),
    async close() {
      closing = true;
      await browser.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Inside {
  answerText(line: string): Promise<string>;
}
