import type { Clients } from '../../lambda/aws/dynamodb/clients.ts';

type Answer = Awaited<ReturnType<Clients['token']>>;

/** Customers in a map. As a warm worker does, it remembers a token that it gave until a fresh one is asked for. */
interface MemoryClients extends Clients {
  set(clientId: string, answer: Answer): void;
}

export function memoryClients(): MemoryClients {
  const stored = new Map<string, Answer>();
  const remembered = new Map<string, Answer>();
  return {
    set: (clientId, answer) => void stored.set(clientId, answer),
    async token(clientId, { fresh } = { fresh: false }) {
      const known = remembered.get(clientId);
      if (known && !fresh) return known;
      const answer = stored.get(clientId) ?? 'unknown';
      if (typeof answer === 'string') remembered.delete(clientId);
      else remembered.set(clientId, answer);
      return answer;
    },
  };
}
