import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { timeLimit } from '../../time-limit.ts';

/** A server whose answers the test holds back: whoever asks it waits until the test lets them go. */
interface Gate {
  url: string;
  /** Resolves when this number waits, no fewer and no more. */
  holds(count: number): Promise<void>;
  release(): void;
}

export async function startGate(): Promise<Gate> {
  const held = new Set<ServerResponse>();
  const server = createServer((_, response) => {
    held.add(response);
    response.once('close', () => held.delete(response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    holds: async (count) => {
      await expect.poll(() => held.size, { timeout: timeLimit(20_000) }).toBe(count);
    },
    release: () => {
      for (const response of held) response.end();
    },
  };
}
