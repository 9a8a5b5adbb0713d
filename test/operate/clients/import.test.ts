import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsTableName } from '../../../model/local/services.ts';
import { type ClientsTable, openClientsTable } from '../../../operate/clients/clients-table.ts';
import { applyImport, planImport } from '../../../operate/clients/import-clients.ts';
import { temporaryFolder } from '../../local/lambda/bundles.ts';
import { type Stack, startStack } from '../started-stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

const importText = (input: string, ...args: string[]) => stack.runClients(['import', '-', ...args], { input });
const csv = (...rows: string[]) => ['clientId,clientToken,label,state,reason', ...rows].join('\n');
const show = async (clientId: string) =>
  JSON.parse((await stack.runClients(['show', clientId, '--json'])).output || 'null');

describe('npm run clients -- import', () => {
  it('adds the clients of a CSV file, with quotes, spaces, a mark at its begin and line ends of Windows', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const file = join(await temporaryFolder(), 'clients.csv');
    const text = csv(`${one}, token-1 ,"Smith, Jones & ""Co""",,`, '', `${two},token-2,Two,disabled,unpaid`);
    await writeFile(file, `\ufeff${text.replaceAll('\n', '\r\n')}\r\n`);

    const ended = await stack.runClients(['import', file]);

    expect(ended).toMatchObject({ code: 0, errors: '' });
    expect(ended.output).toContain('2 clients: 2 added.\n');
    expect(await stack.tokenOf(one)).toEqual({ token: 'token-1' });
    expect(await stack.tokenOf(two)).toBe('disabled');
    expect(await show(one)).toMatchObject({ state: 'active', label: 'Smith, Jones & "Co"' });
    expect(await show(two)).toMatchObject({ state: 'disabled', label: 'Two', reason: 'unpaid' });
  });

  it.each([';', '\t'])('takes a file whose cells are parted by %j', async (delimiter) => {
    const clientId = randomUUID();

    const ended = await importText(csv(`${clientId},token-1,Acme,,`).replaceAll(',', delimiter));

    expect(ended).toMatchObject({ code: 0, errors: '' });
    expect(await show(clientId)).toMatchObject({ label: 'Acme' });
  });

  it('changes what a row says otherwise, leaves what it leaves out, and tells each change', async () => {
    const [same, rotated, moved, added] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await importText(csv(`${same},token-of-a,Same,,`, `${rotated},token-of-b,Old,,`, `${moved},token-of-c,Moved,,`));

    const lines = [
      { clientId: same, clientToken: 'token-of-a', label: 'Same' },
      { clientId: rotated, clientToken: 'token-of-B', label: 'New' },
      { clientId: moved, state: 'disabled', reason: 'moved away' },
      { clientId: added, clientToken: 'token-of-d' },
    ];
    const ended = await importText(lines.map((line) => JSON.stringify(line)).join('\n'), '--json');

    const told = ended.output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(told).toEqual([
      { clientId: same, changes: [], written: false },
      { clientId: rotated, changes: ['token rotated', 'labelled'], written: true },
      { clientId: moved, changes: ['disabled'], written: true },
      { clientId: added, changes: ['added'], written: true },
    ]);
    expect(await stack.tokenOf(rotated)).toEqual({ token: 'token-of-B' });
    expect(await show(rotated)).toMatchObject({ label: 'New', state: 'active' });
    expect(await show(moved)).toMatchObject({ label: 'Moved', state: 'disabled', reason: 'moved away' });
  });

  it('writes nothing when it is rehearsed, and tells what it would', async () => {
    const [known, added] = [randomUUID(), randomUUID()];
    await importText(csv(`${known},token-of-a,,,`));

    const ended = await importText(csv(`${known},token-of-b,,,`, `${added},token-of-c,Added,,`), '--dry-run');

    expect(ended.output).toMatch(/WOULD BE/);
    expect(ended.output).toContain('2 clients: 1 token rotated, 1 added. Nothing was written.\n');
    expect(await stack.tokenOf(known)).toEqual({ token: 'token-of-a' });
    expect(await stack.tokenOf(added)).toBe('unknown');
  });

  it('takes what export gives, and changes nothing by it', async () => {
    const clientId = randomUUID();
    await importText(csv(`${clientId},token-of-a,"One, and only",disabled,unpaid`));
    const { output } = await stack.runClients(['export']);

    const ended = await importText(output);

    expect(ended.output).toMatch(/^\d+ clients: \d+ unchanged\.\n$/);
    expect(output).toContain(`${clientId},"One, and only",disabled,unpaid,`);
  });

  it('takes the JSON lines that export gives of a stack, which tell their Region', async () => {
    const clientId = randomUUID();
    await importText(csv(`${clientId},token-of-a,Acme,,`));

    const ended = await importText(JSON.stringify({ region: 'us-east-1', clientId, label: 'Other', state: 'active' }));

    expect(ended).toMatchObject({ code: 0, output: expect.stringContaining('1 clients: 1 labelled.') });
  });

  it('reads what has no end only as far as it may', async () => {
    let read = 0;
    const endless = function* () {
      for (; read < 64; read++) yield Buffer.alloc(1024 * 1024, 'a');
    };

    const ended = await stack.runClients(['import', '-'], { input: Readable.from(endless()) });

    expect(ended).toMatchObject({ code: 1, errors: expect.stringContaining('more than 16777216 bytes') });
    expect(read).toBeLessThan(32);
  });

  const good = randomUUID();
  it.each([
    ['a client ID that is none', `nobody,token-x,,,`, 'line 3: clientId is not a UUID in lower case'],
    ['a new client without a token', `${randomUUID()},,Label,,`, 'line 3: the client is new and has no clientToken'],
    [
      'a state that is none',
      `${randomUUID()},token-x,,asleep,`,
      'line 3: state is not one of active, disabled, refused',
    ],
    ['a client that is there twice', `${good},token-x,,,`, 'line 3: the client of line 2 is there again'],
    [
      'a token that is too long',
      `${randomUUID()},${'token-x'.repeat(50)},,,`,
      'clientToken is not one line of 1 to 256',
    ],
    ['a token in the label', `${randomUUID()},token-x,my token-x,,`, 'the client token stands in its label'],
    [
      'a label that a spreadsheet would run',
      `${randomUUID()},token-x,=1+1,,`,
      'label must begin with a letter or a digit',
    ],
    [
      'a label that moves the cursor',
      `${randomUUID()},token-x,a\u001b[2J,,`,
      'label has a character that cannot be seen',
    ],
    ['a cell too many', `${randomUUID()},token-x,,,,more`, 'The file is not CSV from line 3 on'],
    ['a quote that does not end', `${randomUUID()},"token-x,,,`, 'The file is not CSV'],
  ])('refuses a file with %s, writes none of it and shows no token', async (_what, row, message) => {
    const ended = await importText(csv(`${good},good-token,,,`, row));

    expect(ended).toMatchObject({ code: 1, output: '', errors: expect.stringContaining(message) });
    expect(ended.errors).not.toContain('token-x');
    expect(await stack.tokenOf(good)).toBe('unknown');
  });

  it.each([
    [
      'a column that is unknown',
      'clientId,client_token\nx,token-x',
      'it has a column that is not one of clientId, clientToken',
    ],
    ['no heading', `${randomUUID()},token-x\n${randomUUID()},token-x`, 'it has a column that is not one of'],
    ['no client', 'clientId,clientToken\n', 'The file has no clients.'],
    ['nothing', '', 'The file has no clients.'],
    ['a line that is no JSON', `{"clientId":"x"}\n{token-x`, 'Line 2 is not JSON'],
    ['too many clients', csv(...Array(2001).fill('x,token-x,,,')), 'The file has more than 2000 clients'],
    ['far too many, which are not read', csv(...Array(2001).fill('x,token-x,,,'), '"'), 'more than 2000 clients'],
    ['far too many lines of JSON', `${'{"clientId":"x"}\n'.repeat(2001)}{token-x`, 'more than 2000 clients'],
    ['a row without an end', csv(`"${'token-x'.repeat(100_000)}`), 'from line 2 on (CSV_MAX_RECORD_SIZE)'],
    ['a column twice', 'clientId,clientToken,clientToken\nx,token-x,y', 'The heading has clientToken twice.'],
    ['a JSON array', '[{"clientId":"token-x"}]', 'give one object a line instead'],
    [
      'a number for a token',
      `{"clientId":"${randomUUID()}","clientToken":123456}`,
      'line 1: clientToken is not a text',
    ],
  ])('refuses a file with %s', async (_what, text, message) => {
    const ended = await importText(text);

    expect(ended).toMatchObject({ code: 1, output: '', errors: expect.stringContaining(message) });
    expect(ended.errors).not.toContain('token-x');
  });

  it('refuses what is not a text', async () => {
    const ended = await stack.runClients(['import', '-'], { input: Readable.from([Buffer.from([0xff, 0xfe, 0x00])]) });

    expect(ended).toMatchObject({ code: 1, errors: 'The file is not a text in UTF-8.\n' });
  });

  it('says how far it came when a write fails, and goes on from there when it is called again', async () => {
    const clientIds = Array.from({ length: 160 }, () => randomUUID());
    const rows = clientIds.map((clientId, index) => ({ line: index + 2, clientId, clientToken: `token-${index}` }));
    const table = openClientsTable(clientsTableName, { endpoint: stack.dynamodb.url });
    let writes = 0;
    const failing: ClientsTable = {
      ...table,
      async write(...changes) {
        if (++writes === 3) throw Object.assign(new Error('Slow down'), { name: 'ThrottlingException' });
        return await table.write(...changes);
      },
    };
    const author = { at: new Date().toISOString(), by: 'ann' };

    const stopped = applyImport(failing, await planImport(table, rows), author, () => {});
    const error = await stopped.catch((thrown: Error) => thrown);
    const left = (await planImport(table, rows)).filter(({ what }) => what.length > 0);
    await applyImport(table, await planImport(table, rows), author, () => {});

    expect(error).toMatchObject({
      name: 'ThrottlingException',
      message: `Slow down. ${160 - left.length} clients were written before that. Call it again: it goes on`,
    });
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(160);
    expect((await planImport(table, rows)).flatMap(({ what }) => what)).toEqual([]);
  });

  it('writes nothing of the clients beside one that somebody else changes at the same moment', async () => {
    const clientIds = Array.from({ length: 3 }, () => randomUUID());
    const rows = clientIds.map((clientId, index) => ({ line: index + 2, clientId, clientToken: `token-${index}` }));
    const table = openClientsTable(clientsTableName, { endpoint: stack.dynamodb.url });
    const author = { at: new Date().toISOString(), by: 'ann' };
    const planned = await planImport(table, rows);
    await table.add(clientIds[1] ?? '', { clientToken: 'token-of-another' }, author);

    const importing = applyImport(table, planned, author, () => {});

    await expect(importing).rejects.toThrow(`Client ${clientIds[1]} was changed by someone else in this moment.`);
    const listed = (await table.list()).map(({ clientId }) => clientId);
    expect(clientIds.filter((clientId) => listed.includes(clientId))).toEqual([clientIds[1]]);
    expect(await table.history(clientIds[0])).toEqual([]);
  });

  it('says that there is no such file', async () => {
    const ended = await stack.runClients(['import', 'no-such-file.csv']);

    expect(ended).toMatchObject({ code: 1, errors: 'no-such-file.csv cannot be read: ENOENT.\n' });
  });
});
