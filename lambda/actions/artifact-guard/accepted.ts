import { posix } from 'node:path';
import type { Parser } from '../../index.ts';
import { quote } from '../../index.ts';
import { ruleTexts } from './rules.ts';

/** Whether a finding of this rule in this file was accepted by the owner of the pipeline. */
export type Accepts = (rule: string, path: string) => boolean;

/**
 * Findings to let pass, separated by commas, each as RULE or RULE@FILES. Both are globs.
 * @throws Error for a rule that no finding can name.
 */
export const acceptedFindings: Parser<Accepts> = (value) => {
  const items = value.split(',').map((item) => item.trim());
  const accepted = items
    .filter((item) => item !== '')
    .map((item) => {
      const [, rule = '', files = '**'] = /^([^@]*)(?:@(.*))?$/s.exec(item) ?? [];
      if (![...ruleTexts.keys()].some((known) => posix.matchesGlob(known, rule))) {
        throw new Error(
          `no finding has the rule ${quote(rule)}; allowed are RULE or RULE@FILES, such as privatekey/*@test/**`,
        );
      }
      return { rule, files };
    });
  return (rule, path) =>
    accepted.some(
      (one) => posix.matchesGlob(rule, one.rule) && (one.files === '**' || posix.matchesGlob(path, one.files)),
    );
};
