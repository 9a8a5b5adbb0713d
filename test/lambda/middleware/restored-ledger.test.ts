import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../lambda/job/ports.ts';
import { type Integration, integrations } from '../../../model/integration.ts';
import { deathAt } from '../../memory/faults.ts';
import { timeLimit } from '../../time-limit.ts';
import { deliver } from './deliver.ts';
import { captureLogLines } from './log-lines.ts';
import { copyArtifact, createWorld, REPORT_KEY, type World } from './world.ts';

captureLogLines();

/** Longer than the lease of a dead worker, often enough for every wait of its successors. */
const ROUNDS = [...Array<number>(15).fill(60), 901, 901, 901];

interface Restored {
  readonly world: World;
  readonly jobId: string;
  /** What the restored ledger said of the job: nothing where it was queued after that moment. */
  readonly entry: LedgerEntry | undefined;
  /** How far CodePipeline and the worker before the restore had come. */
  readonly before: string;
  readonly call: string | undefined;
}

/** A job whose worker died at one call, or did not; then the ledger goes back to each moment of the job's life in turn. */
async function* restoreToEachMoment(integration: Integration): AsyncGenerator<Restored> {
  for (let number = 1; ; number++) {
    let call: string | undefined;
    for (let moment = -1, moments = 0; moment < moments; moment++) {
      const world = createWorld({ jobTimeout: 24 * 3600, integration });
      const jobId = world.addJob();
      await world.poll();
      const death = deathAt(number);
      await world.clock.finish(deliver(world.queue, world.worker(copyArtifact, death), world.clock));
      call = death.calls[number - 1];
      const { history } = world.ledger;
      moments = history.length;
      const entry = history[moment];
      const before = world.codePipeline.job(jobId).status;

      if (entry) world.ledger.put(entry);
      else world.ledger.forget(jobId);
      await workOn(world, jobId);

      yield { world, jobId, entry, before, call };
    }
    if (call === undefined) return;
  }
}

async function workOn(world: World, jobId: string): Promise<void> {
  const [worker, lastWord] = [world.worker(copyArtifact), world.lastWord()];
  for (const seconds of ROUNDS) {
    await world.clock.advance(seconds * 1000);
    if (world.codePipeline.job(jobId).status === 'Dispatched') await world.poll();
    while ((await world.deliver(worker)) !== 'none');
    while ((await world.deliverDeadLetter(lastWord)) !== 'none');
  }
}

describe.each(integrations)('a ledger that was restored to an earlier moment, of %s actions', (integration) => {
  it(
    'costs exactly the jobs that were acknowledged since then and not reported, and has none reported twice',
    async () => {
      const seen = new Set<string>();
      for await (const { world, jobId, entry, before, call } of restoreToEachMoment(integration)) {
        const { status, result } = world.codePipeline.job(jobId);
        const wasTakenSince = before === 'InProgress' && (entry === undefined || entry.phase === 'queued');
        const told = `${entry?.phase ?? 'absent'}, ${before} when its worker came to ${call ?? 'its end'}`;
        seen.add(`${entry?.phase ?? 'absent'} ${wasTakenSince ? 'lost' : 'done'}`);

        expect(status, told).toBe(wasTakenSince ? 'InProgress' : 'Succeeded');
        expect(result, told).toEqual(wasTakenSince ? undefined : expect.objectContaining({}));
        expect(world.queue.length + world.deadLetters.length, told).toBe(0);
        if (wasTakenSince) expect(world.ledger.entry(jobId).phase, told).toBe('lost');
        else expect(world.objects.get(REPORT_KEY)?.size, told).toBe(1);
      }

      expect([...seen].sort()).toEqual([
        'absent done',
        'absent lost',
        'claiming done',
        'decided done',
        'queued done',
        'queued lost',
        'reported done',
        'running done',
      ]);
    },
    timeLimit(60_000),
  );
});
