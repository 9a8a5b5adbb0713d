import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { type Command, execute } from '../../command/command.ts';
import { explainFully } from '../../command/explain-error.ts';

async function run(
  command: Command,
  { isTTY = false, columns = 80, explain = undefined as typeof explainFully | undefined } = {},
) {
  const [output, errors]: [string[], string[]] = [[], []];
  const stdout = { write: (text: string) => output.push(text) };
  const stderr = { write: (text: string) => errors.push(text), isTTY, columns };
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

it('keeps its progress below what it prints, and shorter than the terminal is wide', async () => {
  const command: Command = async (_args, { tellProgress, note, isLive }) => {
    tellProgress('0123456789');
    note(`live: ${isLive}`);
    tellProgress('');
    note('over');
  };

  const { errors } = await run(command, { isTTY: true, columns: 8 });

  const shown = '\r\x1b[K012345…';
  expect(errors).toBe(`${shown}\r\x1b[Klive: true\n${shown}\r\x1b[Kover\n`);
});

it('tells where an error comes from only to those who work on the code', async () => {
  const command: Command = async () => {
    throw new TypeError('odd');
  };

  const [ours, theirs] = [await run(command), await run(command, { explain: explainFully })];

  expect(ours).toMatchObject({ code: 1, errors: 'TypeError: odd\n' });
  expect(theirs.errors).toContain(`TypeError: odd\n    at command (${import.meta.filename}`);
});
