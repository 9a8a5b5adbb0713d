import { posix } from 'node:path';
import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import type { Accepts } from './accepted.ts';
import { readComments } from './comments.ts';
import type { Finding, Level } from './finding.ts';
import { isPlaceholder } from './placeholder.ts';
import { levelOf, nameRule, ruleTexts, scanners } from './rules.ts';
import { privateKeys } from './scanners/private-keys.ts';
import type { Scanner } from './scanners/scanner.ts';

/** Findings of each level in one file. The linter compares every two of its messages, so a file full of keys would take hours. */
const MAX_IN_A_FILE = 1_000;

/** Nothing can exist below it: the gcp rule opens a .p12 file at the path it is given, on the worker's own disk. */
const NOWHERE = '/dev/null/';

// The profiler is on by default and keeps several entries for every rule and file as long as the process lives.
secretLintProfiler.setEnabled(false);

export interface FileFindings {
  findings: Finding[];
  /** How many findings there are that `findings` does not hold. */
  unlisted: Record<Level, number>;
  /** How many findings were accepted, by a comment beside them or by the owner of the pipeline. */
  accepted: number;
}

/** One report of a scanner, before it is a finding. */
type Report = Parameters<Parameters<Scanner['create']>[0]['report']>[0];

/**
 * Finds the leaked credentials in one text, without placeholders. The path is for the rules that look at
 * file names only, and for the findings.
 */
export async function findCredentials(
  path: string,
  text: string,
  accepts: Accepts = () => false,
): Promise<FileFindings> {
  const seen = { error: 0, warning: 0 };
  let accepted = 0;
  const isExcused = readComments(text);
  const admit = (scanner: Scanner, { message: { messageId }, range: [start, end] }: Report): boolean => {
    const level = levelOf(messageId);
    if (level === undefined) return false;
    // The scanner of private keys looks for placeholders itself.
    if (scanner !== privateKeys && isPlaceholder(text.slice(start, end))) return false;
    const rule = nameRule(scanner.meta.id, messageId);
    if (accepts(rule, path) || isExcused(rule, start)) {
      accepted++;
      return false;
    }
    return ++seen[level] <= MAX_IN_A_FILE;
  };
  const { messages } = await lintSource({
    source: { filePath: NOWHERE + path, ext: posix.extname(path), content: text, contentType: 'text' },
    options: { maskSecrets: true, config: { rules: scanners.map((scanner) => watch(scanner, admit)) } },
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
  const beyond = (count: number) => Math.max(0, count - MAX_IN_A_FILE);
  return { findings, unlisted: { error: beyond(seen.error), warning: beyond(seen.warning) }, accepted };
}

/** The scanner as the linter takes it, reporting only what is admitted. */
function watch(scanner: Scanner, admit: (scanner: Scanner, report: Report) => boolean) {
  const watched: Scanner = {
    ...scanner,
    create: (context, options) =>
      scanner.create(
        {
          ...context,
          report(report) {
            if (admit(scanner, report)) context.report(report);
          },
        },
        options,
      ),
  };
  return { id: scanner.meta.id, rule: watched };
}
