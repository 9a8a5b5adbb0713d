import { escapeLine } from '../../model/escape.ts';
import { readJob, readJobs, readRules } from './api.js';
import { element, fill } from './elements.js';
import { listJobs, shortId, titleOf } from './job-list.js';
import { showJob, showUnknownJob } from './job-page.js';
import { showRules } from './rule-table.js';

/** @typedef {import('./api.js').Job} Job */

const SECOND = 1000;

/** @typedef {{ jobs?: Job[], job?: Job, rules?: import('./api.js').Rule[], goneSince?: Date }} Known */

/** @type {Known} What the control plane said last. */
let known = {};
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let polls = 0;

/** What the address asks for; when it names no job, the newest one. @param {Job[]} [jobs] */
function readAddress(jobs = known.jobs) {
  const name = location.hash.replace(/^#(jobs$)?/, '');
  return name === 'rules' ? { view: 'rules' } : { view: name ? 'job' : 'jobs', jobId: name || jobs?.[0]?.jobId };
}

/** Reads what the address asks for, shows it, and does so again in a second unless the tab is hidden. */
async function poll() {
  clearTimeout(timer);
  const mine = ++polls;
  const news = await readNews().catch(() => /** @type {Known} */ ({ goneSince: known.goneSince ?? new Date() }));
  // While this one waited, another job or view was chosen and is being read.
  if (mine !== polls) return;
  announce(known.jobs, news.jobs);
  known = { ...known, goneSince: undefined, ...news };
  draw();
  if (!document.hidden) timer = setTimeout(poll, SECOND);
}

/** @returns {Promise<Known>} */
async function readNews() {
  const jobs = await readJobs();
  const { view, jobId } = readAddress(jobs);
  if (view === 'rules') return { jobs, rules: await readRules() };
  // One that is not among them would be a 404 every second.
  return { jobs, job: jobId && jobs.some((job) => job.jobId === jobId) ? await readJob(jobId) : undefined };
}

/** Tells screen readers which jobs changed their status. @param {Job[]} [before] @param {Job[]} [now] */
function announce(before, now) {
  if (!before || !now) return;
  const old = new Map(before.map(({ jobId, status }) => [jobId, status]));
  const changed = now.filter(({ jobId, status }) => old.get(jobId) !== status);
  if (changed.length === 0) return;
  const texts = changed.slice(0, 3).map((job) => `${titleOf(job)} ${shortId(job.jobId)} is ${job.status}.`);
  place('news').textContent =
    escapeLine(texts.join(' ')) + (changed.length > 3 ? ` And ${changed.length - 3} more.` : '');
}

function draw() {
  const { view, jobId } = readAddress();
  const { jobs = [], job, rules, goneSince } = known;
  const now = Date.now();
  const chosen = job?.jobId === jobId ? job : jobs.find((each) => each.jobId === jobId);
  document.title = `${chosen ? escapeLine(`${chosen.status} · ${titleOf(chosen)} · `) : ''}CodePipeline on this machine`;
  document.body.dataset.view = view;
  place('to-jobs').ariaCurrent = view === 'rules' ? 'false' : 'page';
  place('to-rules').ariaCurrent = view === 'rules' ? 'page' : 'false';
  fill(place('gone'), goneSince ? [sayGone(goneSince)] : []);
  fill(place('jobs'), [listJobs(jobs, jobId, now)]);
  if (jobId) fill(place('job'), chosen ? showJob(chosen, jobs, now) : showUnknownJob(jobId));
  if (rules) fill(place('rules'), showRules(rules));
  place('gone').hidden = !goneSince;
  place('no-jobs').hidden = !known.jobs || view === 'rules' || jobId !== undefined;
  place('jobs').hidden = view === 'rules' || jobs.length === 0;
  place('job').hidden = !known.jobs || view === 'rules' || jobId === undefined;
  place('rules').hidden = !rules || view !== 'rules';
}

/** @param {Date} since */
const sayGone = (since) =>
  element(
    'span',
    {},
    `The control plane has not answered since ${since.toLocaleTimeString('en-GB')}. `,
    'Below is what it said last; it is asked again every second.',
  );

/** @param {string} id @returns {HTMLElement} */
function place(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element ${id}`);
  return found;
}

/** Shows the place that was just chosen, and moves the focus there when it would be lost with the list. */
function follow() {
  draw();
  scrollTo(0, 0);
  if (!document.activeElement?.checkVisibility()) place('job').querySelector('h2')?.focus();
  void poll();
}

place('origin').textContent = location.origin;
addEventListener('hashchange', follow);
document.addEventListener('visibilitychange', () => (document.hidden ? clearTimeout(timer) : void poll()));
void poll();
