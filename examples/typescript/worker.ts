// A worker, as on Cloudflare: `GET /?q=TEXT` answers with the nearest notes. Bundled by wrangler as it is; it calls the server
// that the variable VECTORIZER_URL of its environment names.
import { createClient, search } from "vectorizer-client/functions";

interface Env {
  VECTORIZER_URL: string;
  VECTORIZER_API_KEY?: string;
}

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const query = new URL(request.url).searchParams.get("q");
    if (!query) return new Response("?q= is missing", { status: 400 });
    // A client for each request: in workers, none may wait for what another one began.
    const client = createClient(env.VECTORIZER_URL, { apiKey: env.VECTORIZER_API_KEY, timeout: 5_000 });
    const { results } = await search(client, "notes", query, { limit: 3 });
    return Response.json(results.map(({ id, text }) => ({ id, text })));
  },
};
