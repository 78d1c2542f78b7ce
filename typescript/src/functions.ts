import { setUp } from "./set-up.js";

export * from "./browser-functions.js";

setUp();
