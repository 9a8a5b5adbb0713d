import { posix } from 'node:path';
import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import type { Finding, Level } from './finding.ts';
import { levelOf, nameRule, ruleTexts, scannerOptions, scanners } from './rules.ts';

/** Of each level in one file. The linter compares every two of its messages, so a file full of keys would take hours. */
const MOST_IN_A_FILE = 1_000;

/** Nothing can exist below it: the gcp rule opens a .p12 file at the path it is given, on the worker's own disk. */
const NOWHERE = '/dev/null/';

// It is on by default and keeps several entries for every rule and file, for as long as the process lives.
secretLintProfiler.setEnabled(false);

export interface FileFindings {
  findings: Finding[];
  /** How many more there are than `findings` holds. */
  unlisted: Record<Level, number>;
}

/** Finds the leaked credentials in one text. The path is for the rules that look at file names only, and for the findings. */
export async function findCredentials(path: string, text: string): Promise<FileFindings> {
  const seen = { error: 0, warning: 0 };
  const admit = (kind: string) => {
    const level = levelOf(kind);
    return level !== undefined && ++seen[level] <= MOST_IN_A_FILE;
  };
  const { messages } = await lintSource({
    source: { filePath: NOWHERE + path, ext: posix.extname(path), content: text, contentType: 'text' },
    options: { maskSecrets: true, config: { rules: scanners.map((rule) => watch(rule, admit)) } },
  });
  const findings = messages.map(({ ruleId, messageId, loc }) => {
    const rule = nameRule(ruleId, messageId);
    return {
      path,
      line: loc.start.line,
      column: loc.start.column + 1,
      endLine: loc.end.line,
      endColumn: loc.end.column + 1,
      rule,
      level: levelOf(messageId) ?? 'error',
      message: ruleTexts.get(rule)?.message ?? 'Found a credential',
    };
  });
  const beyond = (count: number) => Math.max(0, count - MOST_IN_A_FILE);
  return { findings, unlisted: { error: beyond(seen.error), warning: beyond(seen.warning) } };
}

/** The rule as the linter takes it, reporting only what is admitted. */
function watch(rule: (typeof scanners)[number], admit: (kind: string) => boolean) {
  const watched: typeof rule = {
    ...rule,
    create: (context, options) =>
      rule.create(
        {
          ...context,
          report(descriptor) {
            if (admit(descriptor.message.messageId)) context.report(descriptor);
          },
        },
        options,
      ),
  };
  return { id: rule.meta.id, rule: watched, options: scannerOptions };
}
