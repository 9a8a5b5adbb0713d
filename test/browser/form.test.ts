import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { startPlane } from '../local/codepipeline/start-plane.ts';
import { describeInBrowser } from './console-page.ts';
import { everyProperty } from './every-property.ts';

/** A value of each kind that its parser refuses, and what the form says. */
const REFUSED = [
  ['Users', '101', 'Allowed is a whole number from 1 to 100.'],
  ['Patience', 'soon', 'Allowed is a length of time such as 90s, 15m, 2h or 1d12h.'],
  ['Branch', 'Main', 'Allowed is the name of a branch.'],
  ['Service', 'nowhere', 'Allowed is a whole URL.'],
  ['Labels', '{', 'Allowed is JSON.'],
] as const;

const dialog = (page: Page) => page.locator('dialog');
const submit = (page: Page) => dialog(page).getByRole('button', { name: 'Run', exact: true }).click();
const command = (page: Page) => dialog(page).locator('pre').textContent();

async function fillRequired(page: Page): Promise<void> {
  await page.getByLabel('Suite').fill('all');
  await page.getByLabel('Strict').selectOption('true');
  await page.getByLabel('Token').fill('open sesame');
}

/** Drops files and folders of this machine, as a person does with the mouse. */
async function drop(page: Page, onto: string, files: string[]): Promise<void> {
  const place = page.locator(onto).first();
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  const at = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 };
  const session = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data: { items: [], files, dragOperationsMask: 1 } });
  }
}

/** A control plane that knows the action, and the form for it on the page. */
async function openForm(open: Parameters<Parameters<typeof describeInBrowser>[1]>[0], options = {}) {
  const plane = await startPlane({ actions: [everyProperty] });
  const { page, trouble } = await open(plane.url, options);
  await page.getByRole('button', { name: 'Run…' }).click();
  await page.getByLabel('Suite').waitFor();
  const folder = join(plane.folder, 'my project');
  await mkdir(join(folder, 'src'), { recursive: true });
  await writeFile(join(folder, 'src/main.ts'), 'export const answer = 42;\n');
  await writeFile(join(folder, 'README.md'), '# A project\n');
  return { plane, page, trouble, folder };
}

describeInBrowser('the form of an action', (open) => {
  it('asks for each property in the way that its parser takes it', async () => {
    const { page, trouble } = await openForm(open);

    const fields = `[...document.querySelectorAll('[id^="property-"]')]`;
    const kinds = await page.evaluate(`${fields}.map(({ id, type }) => [id.replace('property-', ''), type])`);

    expect(Object.fromEntries(kinds as [string, string][])).toEqual({
      ...{ Suite: 'text', Level: 'select-one', Strict: 'select-one', Users: 'number', Patience: 'text' },
      ...{ Branch: 'text', Service: 'url', Labels: 'textarea', Token: 'password' },
    });
    expect(await page.getByLabel('Level').locator('option').allTextContents()).toEqual(['left out', 'low', 'high']);
    expect(await page.getByLabel('Strict').locator('option').allTextContents()).toEqual(['left out', 'true', 'false']);
    expect(await page.getByLabel('Users').getAttribute('max')).toBe('100');
    expect(await page.getByLabel('Strict').getAttribute('required')).not.toBeNull();
    expect(trouble).toEqual([]);
  });

  it('says at once what is wrong with a value, and sends nothing before it is mended', async () => {
    const { plane, page, trouble, folder } = await openForm(open);
    await page.getByLabel('Folder Source', { exact: true }).setInputFiles(folder);
    await fillRequired(page);

    for (const [name, value, said] of REFUSED) {
      await page.getByLabel(name).fill(value);
      await dialog(page).getByText(said).waitFor();
      await submit(page);
      expect(await page.getByLabel(name).getAttribute('aria-invalid')).toBe('true');
      expect(await plane.jobs.list()).toEqual([]);
      await page.getByLabel(name).fill('');
    }
    await submit(page);
    await expect.poll(async () => (await plane.jobs.list()).length).toBe(1);
    expect(trouble).toEqual([]);
  });

  it('sends a folder and an archive that are dropped, each as an artifact, and shows the command that does the same', async () => {
    const { plane, page, trouble, folder } = await openForm(open);
    const archive = join(plane.folder, 'tools.zip');
    await writeFile(archive, 'the bytes of a zip');
    await mkdir(join(folder, 'src/node_modules'));
    // Of what lies elsewhere, a browser reads nothing through a link.
    await writeFile(join(plane.folder, 'secret'), 'outside');
    await symlink('../secret', join(folder, 'leads-out'));
    await symlink('..', join(folder, 'leads-up'));

    await drop(page, '.drop', [folder, archive]);
    await page.getByText('my project', { exact: true }).waitFor();
    await page.getByText('2 files, ').waitFor();
    await page.getByText(', without node_modules').waitFor();
    await page.getByText('tools.zip', { exact: true }).waitFor();
    await page.getByText('Input artifact Source3').waitFor();
    await page.getByLabel('Suite').fill('all of it');
    await page.getByLabel('Strict').selectOption('false');
    await page.getByLabel('Users').fill('12');
    await page.getByLabel('Token').fill('open sesame');

    expect(await command(page)).toBe(
      "npm start -- --once --action acme-scan --artifact 'my project' --artifact tools.zip " +
        "--set 'Suite=all of it' --set Strict=false --set Users=12 --set 'Token=***'",
    );
    await submit(page);
    await page.locator('#job-title').waitFor();
    const [job] = await plane.jobs.list();
    const { inputArtifacts } = await plane.jobs.show(job?.jobId ?? '');
    expect(inputArtifacts.map(({ name }) => name)).toEqual(['Source', 'Source2']);
    await page.getByRole('tab', { name: 'Artifacts' }).click();
    await page.locator('.files').getByText('main.ts').waitFor();
    expect(await page.locator('.files').allTextContents()).not.toContain('leads-');
    expect(trouble).toEqual([]);
  });

  it('opens for an archive that is dropped anywhere, and sends its bytes', async () => {
    const plane = await startPlane({ actions: [everyProperty] });
    const { page, trouble } = await open(plane.url);
    await page.getByRole('button', { name: 'Run…' }).waitFor();
    const archive = join(plane.folder, 'dropped.zip');
    await writeFile(archive, 'the bytes of a zip');

    await drop(page, 'h1', [archive]);
    await dialog(page).getByText('dropped.zip', { exact: true }).waitFor();
    await fillRequired(page);
    await submit(page);
    await page.locator('#job-title').waitFor();

    const [job] = await plane.jobs.list();
    const { inputArtifacts } = await plane.jobs.show(job?.jobId ?? '');
    expect(await readFile(inputArtifacts[0]?.path ?? '', 'utf8')).toBe('the bytes of a zip');
    expect(trouble).toEqual([]);
  });

  it('says how many artifacts are missing, and takes what is dropped beside its fields', async () => {
    const { plane, page, trouble, folder } = await openForm(open);
    await fillRequired(page);
    await submit(page);
    await dialog(page).getByText('The action needs 1 input artifact.').waitFor();

    const others = ['b.zip', 'c.zip', 'd.zip'].map((name) => join(plane.folder, name));
    for (const other of others) await writeFile(other, 'the bytes of a zip');
    await drop(page, '#run-title', [folder, ...others]);

    await dialog(page).getByText('the last 1 of what was dropped will be left out').waitFor();
    expect(await page.getByLabel('Suite').inputValue()).toBe('all');
    expect((await command(page))?.match(/--artifact/g)).toHaveLength(3);
    await submit(page);
    await page.locator('#job-title').waitFor();
    expect(await plane.jobs.list()).toHaveLength(1);
    expect(trouble).toEqual([]);
  });
});
