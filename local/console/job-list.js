import { createdAt } from './api.js';
import { element, isolated } from './elements.js';
import { roughSpanOf } from './time.js';

/** @typedef {import('./api.js').Job} Job */

/** @param {Job[]} jobs Newest first. @param {string | undefined} chosen The id of one of them. @param {number} now */
export const listJobs = (jobs, chosen, now) =>
  element('ul', {}, ...jobs.map((job) => element('li', { id: `item-${job.jobId}` }, linkTo(job, chosen, now))));

/** @param {string} status */
export const chipOf = (status) => element('span', { class: 'chip', 'data-status': status }, status);

/** What a job is called: its action, or else its provider. @param {Job} job */
export const titleOf = (job) => job.actionName ?? job.actionTypeId?.provider ?? 'Job';

/** The part of a job's id that tells it from others at a glance. @param {string} jobId */
export const shortId = (jobId) => jobId.slice(0, 8);

/**
 * The names of where a job stands, from the outside in; without any, its provider.
 * @param {Job} job @param {(string | undefined)[]} names
 */
export function placeOf({ actionTypeId }, names) {
  const known = names.filter((name) => name !== undefined && name !== '');
  if (known.length === 0) return actionTypeId ? [isolated(actionTypeId.provider)] : [];
  return known.flatMap((name, at) => (at === 0 ? [isolated(name)] : [' › ', isolated(name)]));
}

/** @param {Job} job @param {string | undefined} chosen @param {number} now */
function linkTo(job, chosen, now) {
  const round = [job.jobId, job.continuedAs].filter((id) => id !== undefined).map(shortId);
  return element(
    'a',
    { href: `#${job.jobId}`, 'aria-current': job.jobId === chosen ? 'true' : undefined },
    element('strong', {}, isolated(titleOf(job))),
    chipOf(job.status),
    element('span', { class: 'place' }, ...placeOf(job, [job.pipelineName, job.stageName])),
    element('span', { class: 'age' }, `${roughSpanOf(now - createdAt(job))} ago`),
    element(
      'span',
      { class: 'ids', title: job.clientId === undefined ? 'Custom action' : `Client ${job.clientId}` },
      `${round.join(' → ')} · `,
      isolated(job.clientId ?? 'custom action'),
    ),
  );
}
