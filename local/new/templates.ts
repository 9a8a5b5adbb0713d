import { quoteForSource } from '../../model/source-text.ts';

/** The names in the files of a new action. */
export interface Names {
  /** As it was given, such as `word-count`. */
  readonly name: string;
  /** Of the constant, such as `wordCount`. */
  readonly identifier: string;
  /** As CodePipeline shows it, such as `Word-Count`. */
  readonly provider: string;
}

/** The modules that the files import, as each names them. */
export interface Imports {
  /** The module that an author's action imports. */
  readonly author: string;
  readonly testing: string;
  /** The action, as its test names it. */
  readonly action: string;
  readonly runner: 'vitest' | 'jest' | 'node:test';
  /** Whether what jest adds to the global scope has types. */
  readonly hasGlobals?: boolean;
}

/** A small action that really works, for the author to change. */
export const actionSource = ({ identifier, provider }: Names, { author }: Pick<Imports, 'author'>): string => `\
import { defineAction, failed, optional, succeeded, wholeNumber } from '${author}';

/** Counts the files of its input artifact, and fails when there are more than allowed. */
export const ${identifier} = defineAction({
  type: { category: 'Test', provider: '${provider}', version: '1' },
  description: 'Fails when an artifact has too many files.',
  configuration: {
    MaxFiles: optional(wholeNumber(1, 1_000_000), {
      description: 'The number of files that are allowed.',
      default: 1000,
    }),
  },
  inputs: 1,
  outputs: 0,
  async run(job) {
    const { MaxFiles } = job.configuration;
    let files = 0;
    for await (const entry of job.input().entries()) {
      if (entry.type === 'file') files += 1;
    }
    if (files > MaxFiles) return failed('JobFailed', \`\${files} files, \${MaxFiles} are allowed.\`);
    return succeeded({ summary: \`\${files} files.\` });
  },
});
`;

/** A test of that action for each of its outcomes. */
export function testSource(names: Names, imports: Imports): string {
  const expectation = imports.runner === 'node:test' ? withNode : withExpect;
  return `${importLines(names, imports)}

const inputs = { Source: { 'a.txt': 'one', 'b/c.txt': 'two' } };

it('counts the files of its artifact', async () => {
  const { outcome } = await runAction(${names.identifier}, { inputs });

  ${expectation("{ kind: 'succeeded', summary: '2 files.' }")}
});

it('fails when there are more than allowed', async () => {
  const { outcome } = await runAction(${names.identifier}, { configuration: { MaxFiles: '1' }, inputs });

  ${expectation("{ kind: 'failed', message: '2 files, 1 are allowed.' }")}
});
`;
}

const withExpect = (expected: string) => `expect(outcome).toMatchObject(${expected});`;
const withNode = (expected: string) => `assert.partialDeepStrictEqual(outcome, ${expected});`;

/** In the order that a linter of this repository wants: packages by name, then files, the farthest first. */
function importLines({ identifier }: Names, { testing, action, runner, hasGlobals }: Imports): string {
  const ofRunner = {
    vitest: [`import { expect, it } from 'vitest';`],
    jest: hasGlobals ? [] : [`import { expect, it } from '@jest/globals';`],
    'node:test': [`import assert from 'node:assert/strict';`, `import { it } from 'node:test';`],
  }[runner];
  const ofTesting = `import { runAction } from '${testing}';`;
  const ofAction = `import { ${identifier} } from ${quoteForSource(action)};`;
  if (testing.startsWith('.')) return [...ofRunner, ofAction, ofTesting].join('\n');
  return runner === 'vitest'
    ? [ofTesting, ...ofRunner, ofAction].join('\n')
    : [...ofRunner, ofTesting, ofAction].join('\n');
}

/** A list of actions with nothing in it yet. */
export const EMPTY_LIST = `/** The actions that this worker serves. */
export const actions = [];
`;
