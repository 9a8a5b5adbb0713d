import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionCalls } from '../../model/calls.ts';
import { resources, synthesize } from '../lib/synthesize.ts';

const ADAPTERS = join(import.meta.dirname, '../../lambda/aws');

/** The adapters of DynamoDB are called after their table, except this one. */
const TABLES: Record<string, string> = { 'poll-lease': 'ledger' };
/** The permission of an operation is called after it, except where one is for several. */
const PERMISSIONS: Record<string, string> = { SendMessageBatch: 'SendMessage' };

const tableOf = (file: string) => TABLES[basename(file, '.ts')] ?? basename(file, '.ts');

describe('the calls of the functions', () => {
  it('are those that the adapters send, and no other', () => {
    const sent = readdirSync(ADAPTERS, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const source = readFileSync(join(ADAPTERS, file), 'utf8');
        const table = source.includes('@aws-sdk/client-dynamodb') ? ` ${tableOf(file)}` : '';
        return [...source.matchAll(/new (\w+)Command\(/g)].map(([, command]) => `${command}${table}`);
      });

    expect([...new Set(sent)].toSorted()).toEqual(
      [
        ...new Set(Object.values(functionCalls).flatMap((each) => Object.values<readonly string[]>(each).flat())),
      ].toSorted(),
    );
  });

  it('are those that the role of each function allows, except artifacts, which need no permission of it', () => {
    const roles = resources<{ Policies: { PolicyDocument: { Statement: { Action: string | string[] }[] } }[] }>(
      synthesize(),
      'AWS::IAM::Role',
    );
    const allowed = Object.entries(roles).flatMap(([id, { Policies = [] }]) => {
      const actions = Policies.flatMap(({ PolicyDocument: { Statement } }) =>
        Statement.flatMap(({ Action }) => Action),
      );
      return actions.map((action) => `${id.replace(/.*(Poller|LastWord|Worker)Role.*/, '$1')} ${action}`);
    });

    for (const [name, calls] of Object.entries(functionCalls['third-party'])) {
      const role = { poller: 'Poller', worker: 'Worker', 'last-word': 'LastWord' }[name];
      for (const call of calls) {
        const [operation = ''] = call.split(' ');
        if (/Object|Upload|UploadPart/.test(operation)) continue;
        expect(
          allowed.some((one) => one.startsWith(`${role} `) && one.endsWith(`:${PERMISSIONS[operation] ?? operation}`)),
          `${name} ${call}`,
        ).toBe(true);
      }
    }
  });
});
