/** Runs in a thread: an action that does what its job's note says, in every way that hurts. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { defineAction } from '../../../lambda/action/action.ts';
import { optional, required } from '../../../lambda/action/configuration.ts';
import { JobFailure } from '../../../lambda/action/failure.ts';
import type { Job } from '../../../lambda/action/job.ts';
import { continues, type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import { secret, text } from '../../../lambda/action/parsers.ts';
import type { Secret } from '../../../lambda/action/secret.ts';
import { serveAction } from '../../../lambda/workplace/serve-action.ts';
import { memoryArtifacts } from '../../memory/artifacts.ts';

type TriedJob = Job<{ readonly Password: Secret | undefined; readonly Note: string }>;

const terminal = console;
const artifacts = memoryArtifacts(new Map());
const never = () => new Promise<never>(() => {});
const later = (act: () => void) => void setTimeout(act, 1);
const tell = (message: unknown) => parentPort?.postMessage(message);

async function beginLine({ configuration, log }: TriedJob): Promise<void> {
  process.stdout.write(`a line that begins with ${configuration.Password?.reveal()}`);
  log.info('has begun a line');
}

const ways: Record<string, (job: TriedJob) => Promise<unknown>> = {
  async good(job) {
    const leftovers = Object.keys(globalThis).filter((name) => name.startsWith('leftOver'));
    const { LEFT_OVER } = process.env;
    return succeeded({
      summary: JSON.stringify({ inputs: job.inputs, leftovers, LEFT_OVER, patched: 'patched' in [] }),
    });
  },
  async remembers(job) {
    const before = job.remembered('run');
    await job.remember('run', '17');
    return succeeded({ summary: `${before}, then ${job.remembered('run')}` });
  },
  async 'remembers a secret'(job) {
    await job.remember('run', `it is ${job.configuration.Password?.reveal()}`);
    return succeeded();
  },
  async 'has progressed'(job) {
    job.progress(40, 'testing');
    return continues('state');
  },
  async 'tells of itself'() {
    return succeeded({ summary: JSON.stringify(process.env) });
  },
  async 'leaves things'() {
    Object.assign(globalThis, { leftOverOfA: true });
    Object.assign(Array.prototype, { patched: true });
    process.env['LEFT_OVER'] = 'of A';
    terminal.log = () => {};
    setInterval(() => terminal.error('still here'), 1);
    later(() => void Promise.reject(new Error('a stray one')));
    return succeeded();
  },
  async 'looks at its folder'({ folder }) {
    const temporary = [tmpdir(), ...['TMPDIR', 'TMP', 'TEMP'].map((name) => process.env[name])].map(
      (one) => one === folder,
    );
    const mode = (statSync(folder).mode & 0o777).toString(8);
    const besides = readdirSync(dirname(folder), { recursive: true }).sort();
    return succeeded({
      summary: JSON.stringify({ mode, temporary, inside: readdirSync(folder), besides }),
    });
  },
  async 'looks around'(job) {
    const { folder } = job;
    const summary = JSON.stringify({
      leftovers: Object.keys(globalThis).filter((name) => name.startsWith('leftOver')),
      environment: Object.keys(process.env).filter((name) => name.startsWith('LEFT')),
      patched: 'patched' in [],
      besides: readdirSync(dirname(folder), { recursive: true }).map((name) => String(name).replace(/^job-.*/, 'job')),
    });
    job.log.info('at work', { password: job.configuration.Password?.reveal() });
    terminal.log('prints something');
    job.progress(50, 'half of it');
    await job.remember('seen', 'yes');
    writeFileSync(join(folder, 'file'), 'x');
    return succeeded({ summary });
  },
  async 'leaves files'({ folder }) {
    const outside = dirname(folder);
    writeFileSync(join(folder, 'secret-of-A'), 'A');
    writeFileSync(join(outside, 'secret-of-A'), 'A');
    writeFileSync(join(outside, 'of others', 'secret-of-A'), 'A');
    symlinkSync(join(outside, 'of others'), join(folder, 'link'));
    symlinkSync(join(outside, 'of others'), join(outside, 'link'));
    mkdirSync(join(outside, 'closed', 'inner'), { recursive: true });
    chmodSync(join(outside, 'closed'), 0);
    return succeeded();
  },
  async 'leaves processes'({ folder, log }) {
    const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    const daemon = spawnSync('sh', ['-c', 'sleep 600 >/dev/null 2>&1 & echo $!'], { encoding: 'utf8' }).stdout;
    log.info('processes', { pids: [child.pid, Number(daemon)], folder });
    return succeeded();
  },
  'waits for a process': ({ log }) => {
    log.info('begins to wait');
    spawnSync('sleep', ['600']);
    return never();
  },
  async 'opens a pipe'(job) {
    void open(join(dirname(job.folder), 'pipe'));
    // Answered once the call before it has begun: one that still waits for a thread of Node's is dropped, and holds nobody.
    await stat(job.folder);
    await beginLine(job);
    return succeeded();
  },
  async 'fills the disk'() {
    writeFileSync('/dev/full', 'x');
    return succeeded();
  },
  async prints(job) {
    const password = job.configuration.Password?.reveal();
    terminal.log('log %s', password);
    terminal.trace('trace', password);
    process.stderr.write(`split ${password?.slice(0, 5)}`);
    process.stderr.write(`${password?.slice(5)}\n`);
    process.emitWarning(`warning ${password}`);
    job.log.warn('fields', { password, error: new TypeError(`error ${password}`), act() {} });
    await new Promise((resolve) => setTimeout(resolve, 10));
    return succeeded();
  },
  async 'logs what has no text'({ log }) {
    log.info(Object.create(null));
    return succeeded();
  },
  async 'logs a lot'({ log }) {
    const entries = Array.from({ length: 25 }, (_, at) => `entry "${at}" of many`);
    for (let line = 0; line < 4_000; line++) log.info('scanned', { line, entries });
    return succeeded();
  },
  async 'prints to its last moment'() {
    for (let line = 0; line < 5_000; line++) terminal.log('line %d of five thousand', line);
    // Its thread cannot hand over the rest at once.
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200));
    return succeeded();
  },
  async 'prints metrics'(job) {
    terminal.log(JSON.stringify({ _aws: { CloudWatchMetrics: [] }, JobsFailed: 1 }));
    job.log.info('JobsFailed', { _aws: { CloudWatchMetrics: [] }, JobsFailed: 1, jobId: 'of B', level: 'fatal' });
    return succeeded();
  },
  'rejects unheard': (job) => {
    if (job.outputs.length > 0) job.output();
    void Promise.reject(new Error('nobody handles this'));
    return never();
  },
  'throws unheard': () => {
    later(() => {
      throw new Error('nobody catches this');
    });
    return never();
  },
  async throws() {
    throw new Error('ECONNREFUSED 10.0.0.7', { cause: new TypeError('deeper') });
  },
  async fails() {
    throw new JobFailure('RevisionOutOfSync', 'The source moved on.');
  },
  async 'begins a line and throws'(job) {
    await beginLine(job);
    throw new Error('ECONNREFUSED 10.0.0.7');
  },
  async 'begins a line and exits'(job) {
    await beginLine(job);
    process.exit(0);
  },
  async 'begins a line and loops'(job) {
    await beginLine(job);
    for (;;);
  },
  async 'begins a line and waits'(job) {
    await beginLine(job);
    return never();
  },
  exits: () => process.exit(0),
  async 'ends and then loops'() {
    process.stdout.write = () => true;
    setImmediate(() => {
      for (;;);
    });
    return succeeded();
  },
  loops: (job) => {
    job.log.info('begins to loop');
    for (;;);
  },
  'ignores its signal': (job) => {
    job.log.info('begins to wait');
    return never();
  },
  'heeds its signal': (job) => {
    job.log.info('begins to wait');
    return new Promise((_, reject) => job.signal.addEventListener('abort', () => reject(job.signal.reason)));
  },
  'fills the memory': () => {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, Math.random));
  },
  async 'ends in nonsense'() {
    return { kind: 'wonderful' };
  },
  forges: () => {
    for (const kind of ['change', 'decided', 'report', 'task', 'answer']) tell({ kind, phase: 'reported', call: 0 });
    for (const message of [null, 7, 'ended', [], { kind: 'ended' }, { kind: 'remember', key: 1 }]) tell(message);
    tell({ kind: 'ended', outcome: { kind: 'NoSuchKind', message: 'x' } });
    tell({ kind: 'ended', outcome: { kind: 'succeeded', summary: 7, percentComplete: '7', phase: 'lost' } });
    return never();
  },
};

serveAction(
  {
    artifacts: {
      input: artifacts.input,
      output: (location, access) => {
        const abort = async () => terminal.log('dropped its output');
        return { ...artifacts.output(location, access), abort };
      },
    },
    surroundings: { local: false },
    actions: [
      defineAction({
        type: { category: 'Test', owner: 'ThirdParty', provider: 'Probe', version: '1' },
        description: 'Does what its note says.',
        configuration: {
          Password: optional(secret, { description: 'A password.' }),
          Note: required(text, { description: 'What to do.' }),
        },
        inputs: { minimum: 0, maximum: 1 },
        outputs: { minimum: 0, maximum: 1 },
        run: async (job) => (await ways[job.configuration.Note]?.(job)) as Outcome,
      }),
    ],
  },
  parentPort ?? expectThread(),
);

function expectThread(): never {
  throw new Error('this module is for a thread');
}
