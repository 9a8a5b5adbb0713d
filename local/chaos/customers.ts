import { randomUUID } from 'node:crypto';
import { localSealingSecret } from '../../model/integration.ts';
import type { Draw } from '../faults/chance.ts';
import type { Services } from '../program/services.ts';
import type { Role } from './cast.ts';

/** The customers whose jobs a rehearsal has. */
export interface Customers {
  clientOf(role: Role): string;
  /** A secret in a job's configuration that must not be seen anywhere. */
  secretOf(role: Role): string;
  readonly secrets: readonly string[];
}

const CUSTOMERS = 3;

/** Three customers, and one whose token in the table `clients` is not the one that CodePipeline knows. */
export async function createCustomers({ controlPlane, dynamodb }: Services, draw: Draw): Promise<Customers> {
  const secrets = [localSealingSecret];
  const makeSecret = (what: string) => {
    const secret = `${what}"${randomUUID()}+/`;
    secrets.push(secret);
    return secret;
  };
  const clients = Array.from({ length: CUSTOMERS + 1 }, () => randomUUID());
  for (const clientId of clients) await controlPlane.jobs.putClient(clientId, makeSecret('token'));
  const [stranger = '', ...others] = clients;
  await dynamodb.putClient(stranger, makeSecret('wrong'));
  return {
    secrets,
    clientOf: ({ index, expected }) =>
      expected.kind === 'unreportable' ? stranger : (others[Math.floor(draw('client', index) * CUSTOMERS)] ?? ''),
    secretOf: () => makeSecret('secret'),
  };
}
