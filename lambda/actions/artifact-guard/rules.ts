import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { Level } from './finding.ts';

/** What a rule can find, as a report describes it. */
export interface RuleText {
  /** The name that findings carry. */
  id: string;
  message: string;
  level: Level;
  helpUrl: string | undefined;
}

/** Would let a comment in the scanned file switch the scan off. The owner of the pipeline has `Exclude` instead. */
const COMMENTS = '@secretlint/secretlint-rule-filter-comments';
const PREFIX = '@secretlint/secretlint-rule-';
/** An account ID is no credential, and a .p12 file is binary, so it is not scanned. */
const IGNORED = new Set(['AWSAccountID', 'PrivateKeyP12']);
const WARNINGS = new Set(['AWSAccessKeyID', 'STRIPE_SECRET_KEY_TEST', 'STRIPE_RESTRICTED_KEY_TEST']);

/** The rules of secretlint's recommended preset that look for credentials. */
export const scanners = rules.filter(({ meta }) => meta.id !== COMMENTS);

/** Asks the AWS rule for access key IDs too; the other rules do not know the option. */
export const scannerOptions = { enableIDScanRule: true };

/** Undefined for a kind that is not reported. */
export function levelOf(kind: string): Level | undefined {
  if (IGNORED.has(kind)) return undefined;
  return WARNINGS.has(kind) ? 'warning' : 'error';
}

/** The name that findings carry for this kind of this rule. */
export const nameRule = (ruleId: string, kind: string) => `${ruleId.replace(PREFIX, '')}/${kind}`;

/** Every rule that a finding can name, by that name. */
export const ruleTexts: ReadonlyMap<string, RuleText> = new Map(
  scanners.flatMap(({ meta, messages }) =>
    Object.entries(messages).flatMap(([kind, message]) => {
      const level = levelOf(kind);
      const id = nameRule(meta.id, kind);
      return level ? [[id, { id, message: wordingOf(message.en), level, helpUrl: meta.docs?.url }] as const] : [];
    }),
  ),
);

/** Fills in blanks for the values that a rule found, so that no secret is ever part of a message. */
function wordingOf(template: (values: object) => string): string {
  const blanks = new Proxy({}, { get: () => '' });
  const text = template(blanks).replace('()', '').replace(/: *$/, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
