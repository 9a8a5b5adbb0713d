import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundleName, bundleNames, entryPointsOf } from '../../lib/bundles/bundles.ts';

export type Side = 'before' | 'after';

/**
 * A moment at which a process of a function can be killed: `worker PutItem ledger before` is when it has sent the call and
 * nothing happened yet, `after` when the call took effect and its answer was withheld.
 */
export const pointOf = (name: string, step: string, side: Side) => `${name} ${step} ${side}`;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every such moment, found in the source: each SDK command that an adapter of the function sends and its role allows. */
export function findKillPoints(): string[] {
  return bundleNames.flatMap((name) => {
    const allowed = permissionsOf(name);
    const steps = adaptersOf(name).flatMap((file) => stepsIn(file, allowed));
    return steps.flatMap((step) => [pointOf(name, step, 'before'), pointOf(name, step, 'after')]);
  });
}

/** The files of `lambda/aws` that the function's front doors import, at first or second hand. */
function adaptersOf(name: BundleName): string[] {
  const found = new Set<string>();
  const follow = (file: string) => {
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
      const imported = join(dirname(file), path);
      if (!imported.includes('/lambda/aws/') || found.has(imported)) continue;
      found.add(imported);
      follow(imported);
    }
  };
  for (const door of Object.values(entryPointsOf(name))) follow(door);
  return [...found];
}

/** The commands sent in a file; an adapter of a DynamoDB table has the table in its own name. */
function stepsIn(file: string, allowed: (service: string, command: string) => boolean): string[] {
  const source = readFileSync(file, 'utf8');
  const service = /from '@aws-sdk\/client-([a-z0-9]+)'/.exec(source)?.[1] ?? '';
  const table = /dynamodb-(\w+)\.ts$/.exec(file)?.[1];
  const commands = [...source.matchAll(/new (\w+)Command\(/g)].map(([, command = '']) => command);
  return [...new Set(commands)]
    .filter((command) => allowed(service, command))
    .map((command) => (table === undefined ? command : `${command} ${table}`));
}

/** What `lib/worker/permissions.ts` allows the function. Artifacts need no permission, and tables are known by the imports. */
function permissionsOf(name: BundleName) {
  const source = readFileSync(join(root, 'lib/worker/permissions.ts'), 'utf8');
  const [, poller = '', worker = ''] = source.split(/export function /);
  const section = name === 'poller' ? poller : worker;
  return (service: string, command: string) =>
    service === 's3' || service === 'dynamodb' || section.includes(`'${service}:${command}'`);
}
