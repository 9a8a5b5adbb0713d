import { createHash, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** The customers that the control plane knows. */
export interface ClientTable {
  put(clientId: string, clientToken: string): void;
  has(clientId: string): boolean;
  /** The token, which is secret: use it only to hide it. */
  token(clientId: string): string | undefined;
  /** Whether this is the client's token, compared in constant time. */
  matches(clientId: string, clientToken: string): boolean;
  all(): { clientId: string; clientToken: string }[];
}

export function openClientTable(database: DatabaseSync): ClientTable {
  const put = database.prepare('INSERT OR REPLACE INTO clients (client_id, client_token) VALUES (?, ?)');
  const select = database.prepare('SELECT client_token FROM clients WHERE client_id = ?');
  const all = database.prepare('SELECT client_id, client_token FROM clients ORDER BY client_id');
  const tokenOf = (clientId: string): string | undefined => {
    const { client_token } = select.get(clientId) ?? {};
    return client_token === undefined ? undefined : String(client_token);
  };
  return {
    put: (clientId, clientToken) => void put.run(clientId, clientToken),
    token: tokenOf,
    has: (clientId) => tokenOf(clientId) !== undefined,
    matches: (clientId, clientToken) => {
      const known = tokenOf(clientId);
      return known !== undefined && timingSafeEqual(digest(known), digest(clientToken));
    },
    all: () =>
      all.all().map(({ client_id, client_token }) => ({
        clientId: String(client_id),
        clientToken: String(client_token),
      })),
  };
}

const digest = (text: string) => createHash('sha256').update(text).digest();
