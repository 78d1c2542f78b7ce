export * from "./generated/functions.js";
export { Client, createClient } from "./runtime/client.js";
