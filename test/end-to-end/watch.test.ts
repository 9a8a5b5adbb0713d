import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEvents } from '../local/events/event-stream.ts';
import { timeLimit } from '../time-limit.ts';
import { ANY_FREE, makeProject, runIn, startIn, wordCount } from './own-actions.ts';

describe('partner-action start, while its author writes', { timeout: timeLimit(400_000) }, () => {
  it('runs the last job again on what was saved, and stays as it was where that does not build', async () => {
    const folder = await makeProject();
    const save = (name: string, content: string) => writeFile(join(folder, name), content);
    const program = startIn(folder, ['start', '--watch', '--set', 'MaxWords=7', ...ANY_FREE]);
    await program.sees(/Succeeded {2}7 words are allowed/);
    await program.sees(/Watching 2 files/);
    const [, url = ''] = /CodePipeline +(http:\S+)/.exec(program.printed()) ?? [];
    const stateOf = async () => (await openEvents(url)).until(({ kind }) => kind === 'functions');
    expect(await stateOf()).toMatchObject({ state: 'ready' });

    await save('actions.ts', wordCount("return succeeded({ summary: 'second edition' });"));
    await program.sees(/Saved: bundled again in .*; the last job runs again/);
    await program.sees(/Succeeded {2}second edition/);

    await save('actions.ts', wordCount("return succeeded({ summary: 'third edition' });").replaceAll('1000', '8'));
    await program.sees(/Succeeded {2}third edition/);
    const [, port = ''] = /--port (\d+)/.exec(program.printed()) ?? [];
    const submitted = await runIn(folder, ['submit', '.', '--port', port, '--set', 'MaxWords=9']);
    expect(submitted).toMatchObject({ code: 2, errors: expect.stringMatching(/MaxWords.* 8/) });

    await save('greet.ts', "import { gone } from './gone.ts';\nexport const greet = gone;\n");
    await program.sees(/Could not resolve "\.\/gone\.ts"/);
    await program.sees(/greet\.ts:1:21/);
    await program.sees(/The worker stays as it was before/);
    expect(await stateOf()).toMatchObject({ state: 'failed', said: expect.stringContaining('Could not resolve') });

    await save('gone.ts', "export const gone = () => {\n  throw new RangeError('too far');\n};\n");
    await program.sees(/Saved: bundled again/);
    expect(await stateOf()).toMatchObject({ state: 'ready' });
    await program.sees(/Failed {2}JobFailed/);
    await program.sees(/RangeError: too far\n +at .*gone\.ts:2:9/);

    // It reads only what was saved, which takes a process of the bundler that is kept.
    expect(program.children()).toContainEqual(expect.stringContaining('esbuild'));
    expect(await program.end()).toBe(0);
    expect(program.children()).toEqual([]);
  });

  it('keeps no process that bundles when nothing is watched, and lets a debugger at the worker where it is told to', async () => {
    const folder = await makeProject();
    const program = startIn(folder, ['start', '--inspect=9333', '--set', 'MaxWords=7', ...ANY_FREE]);
    await program.sees(/A debugger reaches the worker at 127\.0\.0\.1:9333/);
    await program.sees(/Succeeded {2}7 words are allowed/);

    const children = program.children();

    expect(children.length).toBeGreaterThan(0);
    expect(children.filter((command) => command.includes('esbuild'))).toEqual([]);
  });
});
