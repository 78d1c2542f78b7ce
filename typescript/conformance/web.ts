/** The adapter's end inside workerd and inside a page: a bridge brings commands as text and takes replies as text. */
import { answer, type Command } from "./answer.js";

/** The reply to a command, both as JSON text. */
export const answerText = (line: string, version?: string): Promise<string> =>
  answer(JSON.parse(line) as Command, version);

/** What workerd calls: a command is a request's body. */
export default {
  async fetch(request: Request, { VERSION }: { VERSION: string }): Promise<Response> {
    return new Response(await answerText(await request.text(), VERSION));
  },
};
