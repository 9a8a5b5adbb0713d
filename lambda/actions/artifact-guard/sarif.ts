import type { Finding } from './finding.ts';
import { type RuleText, ruleTexts } from './rules.ts';
import { leftOut, type Tally } from './tally.ts';

const HELP =
  'Revoke the credential where it was issued: everybody who could read the artifact may have it. ' +
  'Then take it out of the source and hand it over at run time, from a secret store.';

/** The findings as SARIF 2.1.0 (OASIS Standard), the form that code hosts and editors read. */
export function writeSarif(tally: Tally): string {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Artifact-Guard', version: '1', rules: [...ruleTexts.values()].map(describeRule) } },
        columnKind: 'utf16CodeUnits',
        results: tally.findings.map(describeFinding),
        properties: {
          filesScanned: tally.byScan.scanned,
          findingsLeftOut: leftOut(tally),
          ...(tally.accepted > 0 && { findingsAccepted: tally.accepted }),
        },
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

const describeRule = ({ id, message, level, helpUrl }: RuleText) => ({
  id,
  shortDescription: { text: message },
  help: { text: HELP },
  ...(helpUrl && { helpUri: helpUrl }),
  defaultConfiguration: { level },
});

const describeFinding = ({ path, line, column, endLine, endColumn, rule, level, message }: Finding) => ({
  ruleId: rule,
  level,
  message: { text: `${message}.` },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: uriOf(path) },
        region: { startLine: line, startColumn: column, endLine, endColumn },
      },
    },
  ],
});

const uriOf = (path: string) => path.toWellFormed().split('/').map(encodeURIComponent).join('/');
