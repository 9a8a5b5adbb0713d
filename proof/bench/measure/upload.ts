import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { nodeContestant } from '../contestant.ts';
import { atMost } from '../goal.ts';
import type { Bench, Measurement } from '../measurement.ts';
import { OURS, type Race, race } from '../race.ts';
import { runProcess } from '../run-process.ts';
import { type StartedStore, startStore } from '../started-store.ts';
import { spreadOfRatios } from '../statistics.ts';

const PEER = 'lib-storage';
const MIB = 1024 * 1024;
const LARGE_CHUNK = 256 * 1024;
const SMALL_CHUNK = 30;
/** The number of parts that are sent at the same time, and their size. */
const MAX_SENDING = 4;
const PART_MIB = 8;
const FREE_MIB = 30;

export const upload: Measurement = {
  name: 'upload',
  title: `upload in parts of ${PART_MIB} MiB, in chunks of ${LARGE_CHUNK / 1024} kiB; memory with chunks of ${SMALL_CHUNK} bytes too`,
  async measure(bench) {
    const bytes = (bench.quick ? 64 : 1024) * MIB;
    await using store = await startStore(bench.scratch, 0);
    const base = await runProcess(nodeContestant('base', 'upload-ours.ts', store.output, '1', '1'), '');
    const large = await raceUploads(bench, store, bytes, LARGE_CHUNK);
    const small = await raceUploads({ ...bench, runs: 1 }, store, bytes / 8, SMALL_CHUNK);
    const cpu = spreadOfRatios(cpuOf(large, OURS), cpuOf(large, PEER));
    const most = (base.peakMib ?? Number.NaN) + (MAX_SENDING + 1) * PART_MIB + FREE_MIB;
    const goals = [
      atMost('G9', `CPU time, in that of ${PEER}`, [cpu.median, 0.4], ' ×'),
      atMost('G9', 'peak memory', [large.peakMib(OURS), most], ' MiB'),
      atMost('G9', `peak memory, chunks of ${SMALL_CHUNK} bytes`, [small.peakMib(OURS), most], ' MiB'),
    ];
    const facts = {
      uploaded: `${bytes / MIB} MiB`,
      'peak of a process that uploads one byte': `${base.peakMib?.toFixed(0)} MiB`,
      [`peak of ${PEER}, chunks of ${SMALL_CHUNK} bytes`]: `${small.peakMib(PEER).toFixed(0)} MiB`,
    };
    return { figures: large.figures, facts, goals, skipped: [] };
  },
};

const cpuOf = ({ runsOf }: Race, name: string) => runsOf(name).map(({ cpuSeconds }) => cpuSeconds);

const raceUploads = (bench: Bench, store: StartedStore, bytes: number, chunkBytes: number) =>
  race(bench, {
    contestants: [
      nodeContestant(OURS, 'upload-ours.ts', store.output, String(bytes), String(chunkBytes)),
      nodeContestant(PEER, 'upload-lib-storage.ts', store.output, String(bytes), String(chunkBytes)),
    ],
    bytes,
    async digest() {
      const object = await store.findOutput();
      return object && digestFile(object.path);
    },
  });

/** The SHA-256 of a file. */
async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}
