import { defineAction, succeeded } from '../../../lambda/index.ts';
import { peakMemory } from '../peak-memory.ts';
import { marked } from './marked.ts';

/** The message of the line that says what the worker has used. */
export const USAGE = 'usage';

/** Reads every file of its input, changes it and writes it to its output; logs the memory of the worker at the end. */
const transform = defineAction({
  type: { category: 'Test', owner: 'ThirdParty', provider: 'Transform', version: '1' },
  description: 'Puts a line in front of every file.',
  configuration: {},
  inputs: { minimum: 1, maximum: 1 },
  outputs: { minimum: 1, maximum: 1 },
  async run(job) {
    const output = job.output();
    for await (const entry of job.input().entries()) {
      if (entry.type === 'file') await output.write(entry.path, marked(entry.stream()));
      else await output.copy(entry);
    }
    await output.finish();
    const { user, system } = process.cpuUsage();
    job.log.info(USAGE, { peakMib: peakMemory(), cpuSeconds: (user + system) / 1e6 });
    return succeeded({ summary: 'Every file has its line.' });
  },
});

export const actions = [transform];
