// A route handler of Next.js, for Node or for the edge: `GET /search?q=TEXT` answers with the nearest notes.
import { VectorizerClient } from "vectorizer-client";

export const runtime = "edge";

export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams.get("q");
  if (!query) return Response.json({ error: "?q= is missing" }, { status: 400 });
  // The address and the key come from VECTORIZER_URL and VECTORIZER_API_KEY.
  const client = new VectorizerClient();
  const { results } = await client.search("notes", query, { limit: 3, signal: request.signal });
  return Response.json(results.map(({ id, text }) => ({ id, text })));
}
