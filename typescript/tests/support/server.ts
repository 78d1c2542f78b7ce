import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";

/** A server on a free port that is closed with all its connections at the end of the test. */
export interface Running extends AsyncDisposable {
  readonly url: string;
  readonly requests: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[];
  /** Connections that carried a request and are open now. (undici may open another one ahead of need.) */
  readonly open: Set<Socket>;
}

async function running(server: Server, requests: Running["requests"]): Promise<Running> {
  const all = new Set<Socket>();
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    all.add(socket);
    socket.once("data", () => open.add(socket));
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    open,
    async [Symbol.asyncDispose]() {
      for (const socket of all) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** An HTTP server; `answer` gets the number of the request, from 0. */
export function serve(
  answer: (response: ServerResponse, count: number, request: IncomingMessage) => void,
): Promise<Running> {
  const requests: Running["requests"] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    const count = requests.length;
    const entry = {
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers,
      body: "",
    };
    requests.push(entry);
    for await (const chunk of request) chunks.push(chunk as Buffer);
    entry.body = Buffer.concat(chunks).toString();
    answer(response, count, request);
  });
  return running(server, requests);
}

/** A server below HTTP, for answers that no HTTP server would give; `answer` gets the number of the request. */
export function serveRaw(answer: (socket: Socket, count: number) => void): Promise<Running> {
  let count = 0;
  const server = createTcpServer((socket) => {
    socket.on("data", (data) => {
      if (/^(GET|POST|PUT|PATCH|DELETE) /.test(data.toString("latin1"))) answer(socket, count++);
    });
  });
  return running(server as Server, []);
}

export const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
};
