// A page that asks a server which allows its origin (`vectorizer-mock serve --allow-origin http://localhost:5173`).
import { VectorizerClient } from "vectorizer-client";

// The least of what a page shows things in, so that this needs no library of types.
declare const document: { body: { dataset: Record<string, string>; textContent: string } };

const { url = "http://localhost:15002" } = document.body.dataset;
const client = new VectorizerClient(url);
const { results } = await client.search("notes", "tides", { limit: 3 });
document.body.textContent = results.map(({ id, text }) => `${id}: ${text}`).join("\n");
