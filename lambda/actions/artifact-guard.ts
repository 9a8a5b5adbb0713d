import {
  defineAction,
  failed,
  httpsUrl,
  type Job,
  list,
  type OutputArtifact,
  oneOf,
  optional,
  secret,
  succeeded,
} from '../index.ts';
import { acceptedFindings } from './artifact-guard/accepted.ts';
import type { Level } from './artifact-guard/finding.ts';
import { writeManifest } from './artifact-guard/manifest.ts';
import { passOver } from './artifact-guard/not-scanned.ts';
import { writeSarif } from './artifact-guard/sarif.ts';
import { type ScanOptions, scanFiles } from './artifact-guard/scan.ts';
import type { ScannedFile } from './artifact-guard/scanned-file.ts';
import { reportService, sendReport } from './artifact-guard/send-report.ts';
import { writeSummary } from './artifact-guard/summary.ts';
import { countFile, emptyTally, type Tally } from './artifact-guard/tally.ts';
import { explainFailure, summarize } from './artifact-guard/wording.ts';

/** The levels that fail the action, by the value of FailOn. */
const FAILING: Record<'error' | 'warning' | 'never', readonly Level[]> = {
  error: ['error'],
  warning: ['error', 'warning'],
  never: [],
};

/** The step, in percent, in which the progress is told. */
const STEP = 10;

/** Looks for leaked credentials in an artifact; with an output artifact, it writes a report into it. */
export const artifactGuard = defineAction({
  type: { category: 'Test', provider: 'Artifact-Guard', version: '1' },
  description: 'Scans the files of an artifact for leaked credentials.',
  configuration: {
    FailOn: optional(oneOf('error', 'warning', 'never'), {
      description: 'The least serious finding that fails the action: error (the default), warning, or never.',
      default: 'error',
    }),
    Exclude: optional(list, {
      description:
        'Globs of files not to scan, separated by commas: docs/**, **/*.snap. A * does not match a leading dot.',
      default: [],
    }),
    Allow: optional(acceptedFindings, {
      description:
        'Findings to let pass, separated by commas: RULE or RULE@FILES, both globs, such as privatekey/*@test/**.',
    }),
    ReportUrl: optional(httpsUrl, { description: 'An https URL that the findings are sent to, without the secrets.' }),
    ReportToken: optional(secret, { description: 'The bearer token for ReportUrl.' }),
  },
  inputs: 1,
  outputs: { minimum: 0, maximum: 1 },
  async run(job) {
    const { FailOn, Exclude, Allow, ReportUrl, ReportToken } = job.configuration;
    const service = reportService(ReportUrl, ReportToken, job);
    const output = job.outputs.length > 0 ? job.output() : undefined;
    const hidden = ReportToken ? [ReportToken.reveal()] : [];
    const tally = await scan(job, { exclude: Exclude, accepts: Allow, hidden }, output);
    const reportId = service && (await sendReport(job, service, tally));

    if (output) {
      await output.write('findings.sarif', writeSarif(tally));
      await output.write('summary.md', writeSummary(tally));
    }
    const levels = FAILING[FailOn];
    if (levels.some((level) => tally.byLevel[level] > 0)) {
      // CodePipeline takes no output artifact from a failed action, so the worker drops this one, except on its developer's machine.
      return failed('JobFailed', explainFailure(tally, levels), reportId);
    }
    await output?.finish();
    return succeeded({ summary: summarize(tally), externalExecutionId: reportId, percentComplete: 100 });
  },
});

/** Scans every file, writing the manifest on the way when there is an output artifact to write it to. */
async function scan(job: Job<unknown>, what: Omit<ScanOptions, 'signal'>, output?: OutputArtifact): Promise<Tally> {
  const input = job.input();
  let total = 0;
  for await (const entry of input.entries()) if (passOver(entry) === undefined) total += entry.size;

  const tally = emptyTally();
  const files = follow(scanFiles(input, { ...what, signal: job.signal }), tally, total, job);
  if (output) await output.write('manifest.json', writeManifest(files));
  else for await (const _ of files);
  return tally;
}

/** Passes the files on, counting them and telling the progress by bytes. */
async function* follow(files: AsyncIterable<ScannedFile>, tally: Tally, total: number, job: Job<unknown>) {
  let next = STEP;
  for await (const file of files) {
    countFile(tally, file);
    const percent = total === 0 ? 100 : Math.floor((tally.bytes / total) * 100);
    if (percent >= next) {
      job.progress(percent, summarize(tally));
      next = percent - (percent % STEP) + STEP;
    }
    yield file;
  }
}
