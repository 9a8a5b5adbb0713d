import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { type Command, execute } from '../../../command/command.ts';
import { readToken } from '../../../operate/clients/read-token.ts';

const TOKEN = 'typed-token-4711';

/** What a command at a terminal reads, writes and switches while these keys are typed. */
async function typeAt(keys: string) {
  const written: string[] = [];
  const rawModes: boolean[] = [];
  const tokens: string[] = [];
  const terminal = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => rawModes.push(on) });
  const stream = { write: (text: string) => written.push(text) };
  const command: Command = async (_args, surroundings) => {
    const reading = readToken(surroundings);
    terminal.write(keys);
    tokens.push(await reading);
    surroundings.print(`got ${tokens[0]}`);
  };
  const code = await execute(command, [], { env: {}, stdin: terminal, stdout: stream, stderr: stream });
  return { code, written: written.join(''), rawModes, tokens };
}

describe('a client token at a terminal', () => {
  it('is asked for, read to the end of the line and never shown', async () => {
    const shown = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];

    const typed = await typeAt(`${TOKEN}\r`);

    expect(shown.flatMap(({ mock }) => mock.calls)).toEqual([]);
    expect(typed.tokens).toEqual([TOKEN]);
    expect(typed.written).toBe('Client token (what you type is not shown): \ngot ***\n');
  });

  it('is typed with the echo of the terminal off, which is on again after that', async () => {
    const { rawModes } = await typeAt(`${TOKEN}\r`);

    expect(rawModes.at(0)).toBe(true);
    expect(rawModes.at(-1)).toBe(false);
  });

  it('can be corrected with backspace', async () => {
    const { tokens } = await typeAt(`${TOKEN}xy\u007f\u007f\r`);

    expect(tokens).toEqual([TOKEN]);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('is given up with %s, with exit code 1', async (_key, keys) => {
    const typed = await typeAt(keys);

    expect(typed).toMatchObject({ code: 1, tokens: [] });
    expect(typed.written).toContain('No client token was given; nothing was changed.\n');
  });
});
