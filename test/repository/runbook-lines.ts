import { codeBlocksOf, type Document, proseOf, readDocument } from './documents.ts';

const PROGRAMS = /^(npm|npx|aws) /;

/** A program as it follows another line; a block may also show what a file holds. */
const isCommand = (line: string) => PROGRAMS.test(line);

/** Every command of a page, once: each line of a block for a terminal, and each that stands in a sentence or a table. */
function commandLinesOf(document: Document): string[] {
  const inBlocks = codeBlocksOf(document)
    .filter(({ language }) => language === '')
    .flatMap(({ code }) => code.split('\n'));
  const inProse = [...proseOf(document).matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  const lines = [...inBlocks, ...inProse].map((line) =>
    line
      .replace(/\s+#.*/, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
  return [...new Set(lines.filter(isCommand))];
}

/** Every command of the runbook, once, in the order of its pages. */
export const runbookLines: readonly string[] = [
  ...new Set(['docs/operating.md', 'docs/deploying.md'].flatMap((path) => commandLinesOf(readDocument(path)))),
];

/** A line about the tables that a restore is made of or makes. */
const restored = String.raw`(\$CLIENTS_TABLE|\$LEDGER_TABLE|-restored\b(?!.*\bARN\b))`;

/** A test that takes its lines from the text and runs them, with what stands in the place of AWS. */
interface Runner {
  readonly lines: RegExp;
  readonly file: string;
  readonly insteadOfAws: string;
}

/** Each line of the runbook is run by one of these at least. */
export const runners = {
  operators: {
    lines: /^npm run (jobs|clients) -- /,
    file: 'test/repository/runbook.test.ts',
    insteadOfAws: 'the local services, and a stand-in that tells the outputs of the stack',
  },
  'action types': {
    lines: /^npm run -s action-type -- /,
    file: 'test/repository/runbook.test.ts',
    insteadOfAws: 'nothing: these lines do not ask AWS',
  },
  'aws calls': {
    lines: new RegExp(`^aws (?!dynamodb .*${restored})`),
    file: 'test/repository/runbook.test.ts',
    insteadOfAws: 'a stand-in that takes every call; the command line of AWS has checked the parameters before',
  },
  deploy: {
    lines: /^(npm run|npx partner-action) deploy\b/,
    file: 'test/repository/runbook-deploy.test.ts',
    insteadOfAws: 'a stand-in for CloudFormation, and a CDK that only writes down what it is called with',
  },
  doctor: {
    lines: /^npm run doctor\b/,
    file: 'test/repository/runbook-deploy.test.ts',
    insteadOfAws: 'a stand-in for every service that is asked',
  },
  trial: {
    lines: /^npm run trial -- /,
    file: 'test/repository/runbook-deploy.test.ts',
    insteadOfAws: 'a stand-in for CodePipeline and S3, and a CDK that only writes down what it is called with',
  },
  shell: {
    lines: /^(npm start|npm run synth|npm run chaos)\b/,
    file: 'test/repository/runbook.long.test.ts',
    insteadOfAws: 'nothing: these lines do not ask AWS',
  },
  bootstrap: { lines: /^npx cdk bootstrap\b/, file: 'test/deploy/rehearsal.ts', insteadOfAws: 'moto' },
  restore: {
    lines: new RegExp(`^(aws dynamodb|npm run deploy) .*${restored}`),
    file: 'test/deploy/restore.long.test.ts',
    insteadOfAws: 'moto',
  },
} as const satisfies Record<string, Runner>;

export type RunnerName = keyof typeof runners;

/** The lines of the runbook that this runner runs, in the order of the text. */
export const linesRunBy = (name: RunnerName): readonly string[] =>
  runbookLines.filter((line) => runners[name].lines.test(line));

/** Those of these lines that no runner takes. */
export const linesWithoutRunner = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => !Object.values(runners).some((runner) => runner.lines.test(line)));
