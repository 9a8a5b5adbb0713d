import { type Job, JobFailure, type RequestingJob, type Secret } from '../../index.ts';
import { askService } from '../partner-service/ask-service.ts';
import { requireId } from '../partner-service/read-answer.ts';
import type { PartnerService } from '../partner-service/service.ts';
import { leftOut, type Tally } from './tally.ts';

const REMEMBERED = 'reportId';

/**
 * Where to send the report, undefined when the customer wants none sent.
 * @throws JobFailure ConfigurationError when only one of ReportUrl and ReportToken is given.
 */
export function reportService(
  url: URL | undefined,
  token: Secret | undefined,
  { signal, surroundings }: RequestingJob,
): PartnerService | undefined {
  if (url && token) return { url, token, tokenProperty: 'ReportToken', signal, surroundings };
  if (url) throw new JobFailure('ConfigurationError', 'Property "ReportToken": it is required with ReportUrl.');
  if (token) throw new JobFailure('ConfigurationError', 'Property "ReportToken": it is allowed only with ReportUrl.');
  return undefined;
}

/** Sends the findings, unless an earlier attempt at this job has done so. Returns the id under which the service keeps them. */
export async function sendReport(job: Job<unknown>, service: PartnerService, tally: Tally): Promise<string> {
  const sent = job.remembered(REMEMBERED);
  if (sent !== undefined) return sent;
  const { id: given } = await askService(service, {
    method: 'POST',
    body: reportOf(job, tally),
    idempotencyKey: job.id,
  });
  const id = requireId(service, given);
  await job.remember(REMEMBERED, id);
  return id;
}

const reportOf = ({ id, pipeline }: Job<unknown>, tally: Tally) => ({
  jobId: id,
  pipeline,
  files: { total: tally.files, bytes: tally.bytes, ...tally.byScan },
  errors: tally.byLevel.error,
  warnings: tally.byLevel.warning,
  findings: tally.findings,
  findingsLeftOut: leftOut(tally),
});
