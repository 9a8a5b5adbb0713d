import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCredentials } from '../../../../lambda/actions/artifact-guard/find-credentials.ts';
import { ruleTexts } from '../../../../lambda/actions/artifact-guard/rules.ts';
import { harmless, leaking } from './labelled-texts.ts';

const rulesFoundIn = async (text: string) => (await findCredentials('a.txt', text)).findings.map(({ rule }) => rule);

describe('the scan of texts that are known', () => {
  it.each(leaking)('finds $name', async ({ text, rule }) => {
    expect(await rulesFoundIn(text)).toContain(rule);
  });

  it.each(harmless)('finds nothing in $name', async ({ text }) => {
    expect(await rulesFoundIn(text)).toEqual([]);
  });

  it('finds each of 105 leaks, and raises no alarm on 50 texts without one', async () => {
    const missed: string[] = [];
    for (const { name, text, rule } of leaking) if (!(await rulesFoundIn(text)).includes(rule)) missed.push(name);
    const alarms: string[] = [];
    for (const { name, text } of harmless) if ((await rulesFoundIn(text)).length > 0) alarms.push(name);

    expect({ leaks: leaking.length, missed, harmless: harmless.length, alarms }).toEqual({
      ...{ leaks: 105, missed: [], harmless: 50, alarms: [] },
    });
  });

  it('tells the place of a credential without its name', async () => {
    const { findings } = await findCredentials('a.txt', `first\nREDIS_URL=redis://:${'abc'}def12@cache.shop.io\n`);

    expect(findings).toMatchObject([{ line: 2, column: 11, endLine: 2, endColumn: 42 }]);
  });

  it('takes no longer for a file of nothing but beginnings', async () => {
    const dashes = '-----';
    for (const beginning of [
      `${dashes}BEGIN RSA PRIVATE KEY${dashes}\n`,
      'Private-Lines: 1\n',
      'aws.secret.',
      'Password=',
      'redis://a:',
    ]) {
      const started = process.cpuUsage();
      expect(await rulesFoundIn(beginning.repeat(1_000_000 / beginning.length))).toEqual([]);
      expect(process.cpuUsage(started).user).toBeLessThan(10_000_000);
    }
  });
});

it('has every kind of credential in its documentation', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../docs/artifact-guard.md'), 'utf8');
  const documented = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, rule]) => rule);

  expect(documented.toSorted()).toEqual([...ruleTexts.keys()].toSorted());
});
