import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { seedAccounts } from "../prisma/seed.js";
import { createApp } from "../src/index.js";

export interface Answer {
  status: number;
  body: unknown;
}

type Send = (method: "GET" | "POST", path: string, body?: unknown, token?: string) => Promise<Answer>;

/** Runs the API over the seed's accounts, on a port of its own, for as long as `use` takes. */
export async function withApi(use: (send: Send) => Promise<void>): Promise<void> {
  const server = createApp(seedAccounts).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  try {
    await use(async (method, path, body, token) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        headers: token ? { authorization: `Bearer ${token}` } : {},
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : null };
    });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
