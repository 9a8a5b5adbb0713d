import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { type Command, execute } from '../../command/command.ts';
import { explainFully } from '../../command/explain-error.ts';

async function run(command: Command, { isTTY = false, explain = undefined as typeof explainFully | undefined } = {}) {
  const [output, errors]: [string[], string[]] = [[], []];
  const stdout = { write: (text: string) => output.push(text) };
  const stderr = { write: (text: string) => errors.push(text), isTTY };
  const code = await execute(command, [], { env: {}, stdin: Readable.from([]), stdout, stderr }, { explain });
  return { code, output: output.join(''), errors: errors.join('') };
}

it('ends with the code that it was told, once all is done', async () => {
  const ended = await run(async (_args, { exitWith, print }) => {
    exitWith(3);
    print('still there');
  });

  expect(ended).toEqual({ code: 3, output: 'still there\n', errors: '' });
});

it('prints a text line by line, and escapes each', async () => {
  const { output } = await run(async (_args, { printText }) => printText('a\n\u0007b\n'));

  expect(output).toBe('a\n\\u0007b\n');
});

it('tells its progress on a terminal alone, each line in the place of the one before', async () => {
  const command: Command = async (_args, { tellProgress }) => tellProgress('half\nway');

  expect((await run(command)).errors).toBe('');
  expect((await run(command, { isTTY: true })).errors).toBe('\r\x1b[Khalf\\u000away');
});

it('tells where an error comes from only to those who work on the code', async () => {
  const command: Command = async () => {
    throw new TypeError('odd');
  };

  const [ours, theirs] = [await run(command), await run(command, { explain: explainFully })];

  expect(ours).toMatchObject({ code: 1, errors: 'TypeError: odd\n' });
  expect(theirs.errors).toContain(`TypeError: odd\n    at command (${import.meta.filename}`);
});
