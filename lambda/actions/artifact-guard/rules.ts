import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { Level } from './finding.ts';
import { awsKeys, azureKeys, googleKeys } from './scanners/cloud-keys.ts';
import { connectionStrings } from './scanners/connection-strings.ts';
import { privateKeys } from './scanners/private-keys.ts';

/** What a rule can find, as a report describes it. */
export interface RuleText {
  /** The name that findings carry. */
  id: string;
  message: string;
  level: Level;
  helpUrl: string | undefined;
}

const PREFIX = '@secretlint/secretlint-rule-';
const OWN = [awsKeys, googleKeys, azureKeys, connectionStrings, privateKeys];
/** Rules of the preset that our own replace, and the one for comments, which comments.ts reads. */
const REPLACED = [...OWN.map(({ meta }) => meta.id), `${PREFIX}filter-comments`];
/** A .p12 file is binary, so it is not scanned. */
const IGNORED = new Set(['PrivateKeyP12']);
const WARNINGS = new Set(['AWSAccessKeyID', 'STRIPE_SECRET_KEY_TEST', 'STRIPE_RESTRICTED_KEY_TEST']);

/** Ours, and the rules of secretlint's recommended preset that look for other credentials. */
export const scanners = [...OWN, ...rules.filter(({ meta }) => !REPLACED.includes(meta.id))];

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

/** A rule's message without the values that it found, so that no secret is part of it. */
function wordingOf(template: (values: object) => string): string {
  const blanks = new Proxy({}, { get: () => '' });
  const text = template(blanks).replace('()', '').replace(/: *$/, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
