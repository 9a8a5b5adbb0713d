import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ledgerTableName } from '../../../model/local/services.ts';
import { type Stack, startStack } from '../started-stack.ts';

const TOKEN = 'first-token-4711';
const OTHER = 'second-token-0815';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

async function addClient(): Promise<string> {
  const clientId = randomUUID();
  await stack.runClients(['add', clientId], { input: TOKEN });
  return clientId;
}

describe('npm run clients -- add', () => {
  it('makes a client active with the token from standard input', async () => {
    const clientId = randomUUID();

    const ended = await stack.runClients(['add', clientId], { input: `${TOKEN}\r\n` });

    expect(ended).toEqual({ code: 0, output: `Client ${clientId} is added and active.\n`, errors: '' });
    expect(await stack.tokenOf(clientId)).toEqual({ token: TOKEN });
  });

  it('leaves a client as it is that is there already', async () => {
    const clientId = await addClient();

    const ended = await stack.runClients(['add', clientId], { input: OTHER });

    expect(ended).toMatchObject({ code: 1, output: '', errors: expect.stringContaining('left as it is') });
    expect(await stack.tokenOf(clientId)).toEqual({ token: TOKEN });
  });

  it('takes no label in which the token stands, for a label is shown to everybody', async () => {
    const clientId = randomUUID();

    const ended = await stack.runClients(['add', clientId, '--label', `Acme ${TOKEN}`], { input: TOKEN });

    expect(ended).toMatchObject({ code: 2, errors: expect.stringContaining('The client token stands in --label too') });
    expect(ended.errors).not.toContain(TOKEN);
    expect((await stack.runClients(['show', clientId])).code).toBe(1);
  });

  it('takes the longest token that the model allows', async () => {
    const clientId = randomUUID();
    const longest = '€'.repeat(256);

    const ended = await stack.runClients(['add', clientId], { input: `${longest}\n` });

    expect(ended.code).toBe(0);
    expect(await stack.tokenOf(clientId)).toEqual({ token: longest });
  });

  it.each([
    [
      'no token',
      '',
      "Value at 'clientToken' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    ['a token over 256 characters', 'x'.repeat(257), 'less than or equal to 256'],
    ['far more than a token', 'x'.repeat(100_000), 'more than a client token of 1 to 256 characters'],
    ['two lines', `${TOKEN}\n${OTHER}\n`, 'is one line; standard input has more'],
  ])('refuses %s with exit code 2, and adds nothing', async (_what, input, message) => {
    const clientId = randomUUID();

    const ended = await stack.runClients(['add', clientId], { input });

    expect(ended).toMatchObject({ code: 2, output: '', errors: expect.stringContaining(message) });
    expect(await stack.tokenOf(clientId)).toBe('unknown');
  });
});

describe('npm run clients -- rotate', () => {
  it('gives a client another token', async () => {
    const clientId = await addClient();

    const ended = await stack.runClients(['rotate', clientId], { input: OTHER });

    expect(ended).toEqual({ code: 0, output: `Client ${clientId} has another token. It is active.\n`, errors: '' });
    expect(await stack.tokenOf(clientId)).toEqual({ token: OTHER });
  });

  it('leaves a disabled client disabled, and says so', async () => {
    const clientId = await addClient();
    await stack.runClients(['disable', clientId]);

    const ended = await stack.runClients(['rotate', clientId], { input: OTHER });

    expect(ended.output).toContain('It is disabled; enable makes it active.');
    expect(await stack.tokenOf(clientId)).toBe('disabled');
  });
});

describe('npm run clients -- disable and enable', () => {
  it('take a client out of work and back, with the token it had', async () => {
    const clientId = await addClient();

    const disabled = await stack.runClients(['disable', clientId]);
    const between = await stack.tokenOf(clientId);
    const enabled = await stack.runClients(['enable', clientId]);

    expect([disabled.code, between, enabled.code]).toEqual([0, 'disabled', 0]);
    expect(await stack.tokenOf(clientId)).toEqual({ token: TOKEN });
  });
});

describe.each(['rotate', 'disable', 'enable'])('npm run clients -- %s', (command) => {
  it('refuses a client that is not there, and makes none', async () => {
    const clientId = randomUUID();

    const ended = await stack.runClients([command, clientId], { input: OTHER });

    expect(ended).toMatchObject({
      code: 1,
      output: '',
      errors: `There is no client ${clientId} in the table; add makes one.\n`,
    });
    expect((await stack.runClients(['list'])).output).not.toContain(clientId);
  });
});

describe.each(['add', 'rotate', 'disable', 'enable'])('npm run clients -- %s', (command) => {
  it.each([
    ['as a word', (id: string) => [id, OTHER]],
    ['as a flag', (id: string) => [id, `--token=${OTHER}`]],
    ['as a longer flag', (id: string) => [id, '--client-token', OTHER]],
  ])('refuses a token %s and says why, without repeating it', async (_how, argsFor) => {
    const ended = await stack.runClients([command, ...argsFor(randomUUID())], { input: TOKEN });

    expect(ended).toMatchObject({ code: 2, output: '' });
    expect(ended.errors).toContain('never taken from the command line');
    expect(ended.errors).not.toContain(OTHER);
  });

  it.each([
    ['in capitals', 'A1B2C3D4-0000-4000-8000-00000000000A'],
    ['that is a token put in its place', OTHER],
    ['with more behind it', 'a1b2c3d4-0000-4000-8000-00000000000a0'],
  ])('refuses a client ID %s, without repeating it', async (_what, clientId) => {
    const ended = await stack.runClients([command, clientId], { input: TOKEN });

    expect(ended).toEqual({ code: 2, output: '', errors: 'CLIENTID must be a UUID in lower case.\n' });
  });
});

describe('npm run clients -- list', () => {
  it('shows each client and its state', async () => {
    const active = await addClient();
    const disabled = await addClient();
    await stack.runClients(['disable', disabled]);

    const { code, output } = await stack.runClients(['list']);

    expect(code).toBe(0);
    expect(output).toMatch(new RegExp(`^${active}  active +-  +-$`, 'm'));
    expect(output).toMatch(new RegExp(`^${disabled}  disabled +-  +-$`, 'm'));
  });

  it('does not take a ledger for clients, though its jobs have client IDs', async () => {
    await stack.writeEntry();

    for (const command of ['list', 'export']) {
      const ended = await stack.runClients([command, '--clients-table', ledgerTableName]);
      expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining(`${ledgerTableName} is a ledger`) });
    }
  });

  it('gives one JSON object a line', async () => {
    const clientId = await addClient();

    const { output } = await stack.runClients(['list', '--json']);

    const clients = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(clients).toContainEqual({ clientId, state: 'active', addedAt: expect.any(String) });
  });
});
