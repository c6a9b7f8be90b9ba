import { createServer, type IncomingMessage, type Server } from "node:http";

import { ERROR_STATUS } from "../../contracts/auth.contract.js";
import { Refusal } from "./auth.js";

export interface Call {
  body: unknown;
  token: string | undefined;
  now: Date;
}

/** What is sent back as JSON; `null` is an empty 204. */
type Handler = (call: Call) => object | null;

/** The smallest router that does: a method and a literal path. */
export class Router {
  readonly #routes = new Map<string, Handler>();

  get(path: string, handler: Handler): void {
    this.#routes.set(`GET ${path}`, handler);
  }

  post(path: string, handler: Handler): void {
    this.#routes.set(`POST ${path}`, handler);
  }

  server(): Server {
    return createServer(async (request, response) => {
      const { status, body } = await this.#answer(request);
      response.writeHead(status, { "content-type": "application/json" });
      response.end(body === null ? undefined : JSON.stringify(body));
    });
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; body: object | null }> {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const handler = this.#routes.get(`${request.method} ${pathname}`);
    if (!handler) return { status: 404, body: { message: `There is no ${request.method} ${pathname}.` } };
    try {
      const body = handler({ body: await readJson(request), token: bearerToken(request), now: new Date() });
      return { status: body === null ? 204 : 200, body };
    } catch (error) {
      if (error instanceof Refusal) return { status: ERROR_STATUS[error.body.code], body: error.body };
      process.stderr.write(`${error}\n`);
      return { status: 500, body: { message: "Something went wrong here. Try again." } };
    }
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (chunks.length === 0) return null;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Refusal("malformedRequest", "The body is not JSON.");
  }
}

function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
}
