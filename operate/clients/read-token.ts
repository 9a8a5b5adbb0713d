import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { type CommandInput, type CommandSurroundings, Refusal, UsageError } from '../../command/command.ts';
import { type Shapes, shapes } from '../../model/codepipeline/shapes.ts';
import { findViolations } from '../check-value.ts';

/** The longest client token has 256 characters, each of up to 4 bytes, and a line break comes after it. */
const MAX_BYTES = 256 * 4 + 2;

const tokenShapes: Shapes = {
  ...shapes,
  ReadToken: { type: 'structure', required: ['clientToken'], members: { clientToken: 'ClientToken' } },
};

/**
 * A client token, typed unseen at a terminal or piped in; made known to the redactor.
 * @throws UsageError when it is not one line of 1 to 256 characters; Refusal when typing it was given up.
 */
export async function readToken({ input, prompt, note, redactor }: CommandSurroundings): Promise<string> {
  const token = input.isTTY ? await typeUnseen(input, prompt).finally(() => note('')) : await readLine(input);
  redactor.add(token);
  if (/[\r\n]/.test(token)) throw new UsageError('A client token is one line; standard input has more.');
  const violations = findTokenViolation(token);
  if (violations) throw new UsageError(`${violations}.`);
  return token;
}

/** What breaks the service model's constraints in a client token, in a sentence that does not show it. */
export const findTokenViolation = (token: string): string | undefined =>
  findViolations(tokenShapes, 'ReadToken', { clientToken: token });

async function typeUnseen(input: CommandInput, prompt: CommandSurroundings['prompt']): Promise<string> {
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: unseen, terminal: true, historySize: 0 });
  const givenUp = new AbortController();
  // Ctrl-C and Ctrl-D both close it.
  lines.once('close', () => givenUp.abort());
  prompt('Client token (what you type is not shown): ');
  try {
    return await lines.question('', { signal: givenUp.signal });
  } catch (error) {
    if (!givenUp.signal.aborted) throw error;
    throw new Refusal('No client token was given; nothing was changed.');
  } finally {
    lines.close();
  }
}

/** All of what is piped in, without the line break at its end. */
async function readLine(input: CommandInput): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > MAX_BYTES) throw new UsageError('Standard input has more than a client token of 1 to 256 characters.');
  }
  return Buffer.concat(chunks)
    .toString()
    .replace(/\r?\n$/, '');
}
