import { describe, expect, it } from 'vitest';
import { assumedRules } from '../../local/codepipeline/assumed-rules.ts';
import { knownRules } from '../../local/codepipeline/known-rules.ts';
import type { Allowed } from '../../local/codepipeline/rules.ts';
import { STORE_RULES } from '../../local/s3/rules.ts';
import { readDocument, tableBelow } from './documents.ts';

const page = readDocument('docs/assumptions.md');

function describeAllowed(allowed: Allowed): string {
  if (typeof allowed === 'string') return allowed;
  return 'least' in allowed ? `${allowed.least} to ${allowed.most}` : allowed.join(' or ');
}

describe('the list of assumptions', () => {
  it('has every assumed rule of CodePipeline with its setting and source, and says what the worker does about it', () => {
    const rows = tableBelow(page, 'Assumed rules of CodePipeline');

    expect(rows.map((cells) => cells.slice(0, 4))).toEqual(
      Object.entries(assumedRules).map(([name, { default: value, unit, allowed, source }]) => [
        `\`${name}\``,
        unit === undefined ? String(value) : `${value} ${unit}`,
        describeAllowed(allowed),
        source,
      ]),
    );
    for (const cells of rows) expect(cells[4]).toMatch(/\w/);
  });

  it('has every assumed rule of the artifact store', () => {
    expect(tableBelow(page, 'Assumed rules of the artifact store')).toEqual(
      Object.entries(STORE_RULES).map(([name, { meaning, default: standard, source }]) => [
        `\`${name}\``,
        meaning,
        String(standard),
        source,
      ]),
    );
  });

  it('has the rules that are not a guess', () => {
    expect(tableBelow(page, 'Rules that are not a guess')).toEqual(
      knownRules.map(({ name, value, mark, source }) => [`\`${name}\``, value, mark, source]),
    );
  });
});
