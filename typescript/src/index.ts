// The package everywhere but in browsers: the same, and what is worth having on a server and at a terminal.
import { setUp } from "./set-up.js";

export * from "./browser.js";

setUp();
