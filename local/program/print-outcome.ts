import { styleText } from 'node:util';
import { fileSource } from '../../lambda/archive/bytes.ts';
import { openArchive } from '../../lambda/archive/zip/open-archive.ts';
import { escapeLine, escapeText, quote } from '../../model/escape.ts';
import { readReports } from '../codepipeline/local-api/artifact-contents.ts';
import { type FindingView, readFindings } from '../codepipeline/local-api/findings.ts';
import type { JobView } from '../codepipeline/local-api/job-view.ts';

/** Findings that are told; the page shows all of them. */
const MAX_FINDINGS = 10;
/** Output variables that are told, and the characters of each value. */
const MAX_VARIABLES = 10;
const MAX_VALUE = 200;

const COLOURS: Record<string, 'green' | 'red' | 'cyan'> = {
  Succeeded: 'green',
  Failed: 'red',
  TimedOut: 'red',
  InProgress: 'cyan',
};

/** A text in the colour of a status, where the terminal shows colours and NO_COLOR is not set. */
export const colour = (status: string, text: string): string => styleText(COLOURS[status] ?? 'yellow', text);

/**
 * The outcome of a job and what it left behind: its findings, and where its outputs lie.
 * @param redact Hides what is secret about the job, where that is known.
 */
export async function printOutcome(
  job: JobView,
  print: (line: string) => void,
  redact: (jobId: string, text: string) => string = (_, text) => text,
): Promise<void> {
  const lines: string[] = [''];
  const text = job.failureDetails?.message ?? job.executionDetails?.summary ?? '(no summary)';
  const type = job.failureDetails ? `${escapeLine(job.failureDetails.type)}: ` : '';
  // Indented, so that a line of the text cannot look like one of our own.
  lines.push(`  ${colour(job.status, job.status)}  ${type}${escapeText(text).replaceAll('\n', '\n      ')}`);
  const id = job.executionDetails?.externalExecutionId ?? job.failureDetails?.externalExecutionId;
  if (id !== undefined) lines.push(`  external execution ID  ${escapeLine(id)}`);
  lines.push(...variableLines(job.outputVariables ?? {}, (value) => redact(job.jobId, value)));
  for (const { name, size, path } of job.outputArtifacts) {
    if (path === undefined) continue;
    lines.push(`  output artifact ${quote(name)}  ${size} bytes  ${escapeLine(path)}`);
    for await (const line of summaryOf(path))
      lines.push(styleText('dim', `    ${escapeLine(redact(job.jobId, line))}`));
    const findings = (await readReports(path, '.sarif')).flatMap((report) =>
      readFindings(report, (text) => redact(job.jobId, text)),
    );
    lines.push(...findingLines(findings));
  }
  // All lines are printed together, so that no line of another job comes in between.
  for (const line of lines) print(line);
}

/** The output variables, which a later action of the pipeline can use. A value is redacted before it is cut. */
function variableLines(variables: Readonly<Record<string, string>>, redact: (value: string) => string): string[] {
  const all = Object.entries(variables);
  const shown = all.slice(0, MAX_VARIABLES).map(([name, value]) => {
    const clean = redact(value);
    const cut = clean.length > MAX_VALUE ? `${clean.slice(0, MAX_VALUE)}…` : clean;
    return `  output variable ${escapeLine(name)} = ${escapeLine(cut)}`;
  });
  const more = all.length - shown.length;
  return more > 0 ? [...shown, `  and ${more} more output variables`] : shown;
}

function findingLines(findings: readonly FindingView[]): string[] {
  const shown = findings.slice(0, MAX_FINDINGS).map(({ level, file, line, rule }) => {
    const place = line > 0 ? `${file}:${line}` : file;
    return `    ${escapeLine(level).padEnd(8)} ${escapeLine(place)}  ${styleText('dim', escapeLine(rule))}`;
  });
  const more = findings.length - shown.length;
  return more > 0 ? [...shown, `    and ${more} more; the page shows all of them`] : shown;
}

async function* summaryOf(path: string): AsyncIterable<string> {
  const source = fileSource(path);
  try {
    const archive = openArchive(source);
    for await (const entry of archive.entries()) {
      if (entry.path === 'summary.md')
        yield* Buffer.from(await entry.bytes())
          .toString('utf8')
          .trimEnd()
          .split('\n');
    }
  } catch {
    // It is not an archive, or it is damaged, so it has no findings to show.
  } finally {
    await source.close();
  }
}
