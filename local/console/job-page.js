import { showArtifacts } from './artifact-table.js';
import { element, isolated } from './elements.js';
import { chipOf, placeOf, shortId, titleOf } from './job-list.js';
import { timelineOf } from './timeline.js';

/** @typedef {import('./api.js').Job} Job */

/** Everything that is known of one job. @param {Job} job @param {Job[]} jobs All jobs. @param {number} now */
export const showJob = (job, jobs, now) => [
  element('a', { href: '#jobs', class: 'back' }, '← All jobs'),
  element('header', {}, element('h2', { tabindex: -1 }, isolated(titleOf(job))), chipOf(job.status)),
  facts([
    ['Job', job.jobId],
    ['Client', job.clientId ?? 'none: a custom action'],
    ['Action type', typeOf(job)],
    ['Pipeline', pipelineOf(job)],
  ]),
  rounds(job, jobs),
  failure(job),
  execution(job),
  section('Timeline', timelineOf(job.transitions, now)),
  section('Artifacts', showArtifacts(job)),
];

/** @param {string} jobId */
export const showUnknownJob = (jobId) => [
  element('a', { href: '#jobs', class: 'back' }, '← All jobs'),
  element('header', {}, element('h2', { tabindex: -1 }, 'Unknown job')),
  element('p', {}, `There is no job ${jobId}. A finished job is forgotten after the time that the Rules view gives.`),
];

/** @param {Job} job */
function failure({ failureDetails }) {
  if (!failureDetails) return undefined;
  const { type, message, externalExecutionId } = failureDetails;
  const shown = facts([
    ['Type', type],
    ['Message', message],
    ['External ID', externalExecutionId],
  ]);
  shown.classList.add('failure');
  return section('Failure details', shown);
}

/** @param {Job} job */
function execution({ executionDetails }) {
  if (!executionDetails) return undefined;
  const { summary, externalExecutionId, percentComplete } = executionDetails;
  const progress = percentComplete !== undefined && element('progress', { max: 100, value: percentComplete });
  return section(
    'Execution details',
    facts([
      ['Summary', summary],
      ['External ID', externalExecutionId],
      ['Complete', progress && element('span', {}, progress, ` ${percentComplete} %`)],
    ]),
  );
}

/** The jobs of one action, each of which the one before continued as. @param {Job} job @param {Job[]} jobs */
function rounds(job, jobs) {
  const chain = [job];
  for (let round = before(job, jobs); round; round = before(round, jobs)) chain.unshift(round);
  for (let round = after(job, jobs); round; round = after(round, jobs)) chain.push(round);
  if (chain.length === 1) return undefined;
  return section('Continuation', element('ol', { class: 'rounds' }, ...chain.map((round) => linkTo(round, job))));
}

/** @param {Job} job @param {Job[]} jobs */
const before = (job, jobs) => jobs.find(({ continuedAs }) => continuedAs === job.jobId);

/** @param {Job} job @param {Job[]} jobs */
const after = (job, jobs) => jobs.find(({ jobId }) => jobId === job.continuedAs);

/** @param {Job} round @param {Job} shown */
function linkTo({ jobId, status }, shown) {
  const current = jobId === shown.jobId ? 'true' : undefined;
  return element(
    'li',
    {},
    element('a', { href: `#${jobId}`, 'aria-current': current }, shortId(jobId)),
    chipOf(status),
  );
}

/** @param {Job} job */
function pipelineOf(job) {
  const names = [job.pipelineName, job.stageName, job.actionName];
  return names.some(Boolean) ? element('span', {}, ...placeOf(job, names)) : undefined;
}

/** @param {Job} job */
const typeOf = ({ actionTypeId: type }) =>
  type && `${type.category} / ${type.owner} / ${type.provider} / ${type.version}`;

/** A list of those that have a value. @param {[string, string | Node | false | undefined][]} pairs */
const facts = (pairs) =>
  element(
    'dl',
    { class: 'facts' },
    ...pairs.flatMap(([name, value]) =>
      value ? [element('dt', {}, name), element('dd', {}, typeof value === 'string' ? isolated(value) : value)] : [],
    ),
  );

/** @param {string} title @param {Node} content */
const section = (title, content) => element('section', {}, element('h3', {}, title), content);
