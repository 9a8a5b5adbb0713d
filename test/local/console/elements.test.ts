import { beforeEach, describe, expect, it, vi } from 'vitest';

/** As much of the DOM as it takes to make elements, written out as HTML. */
class FakeElement {
  readonly name: string;
  readonly attributes: string[] = [];
  readonly children: unknown[] = [];

  constructor(name: string) {
    this.name = name;
  }

  setAttribute(name: string, value: string): void {
    this.attributes.push(` ${name}="${value}"`);
  }

  append(...children: unknown[]): void {
    this.children.push(...children);
  }

  toString(): string {
    return `<${this.name}${this.attributes.join('')}>${this.children.map(String).join('')}</${this.name}>`;
  }
}

beforeEach(() => void vi.stubGlobal('document', { createElement: (name: string) => new FakeElement(name) }));

const load = async (module: string) => await import(new URL(`../../../local/console/${module}`, import.meta.url).href);

describe('an element of the console', () => {
  it('has no character in it that turns or hides what stands around it', async () => {
    const { element } = await load('elements.js');

    const made = element('p', { title: 'a\u202eb' }, 'txt.\u202egnp\u001b[2K', element('b', {}, '\u200bx'));

    expect(String(made)).toBe('<p title="a\\u202eb">txt.\\u202egnp\\u001b[2K<b>\\u200bx</b></p>');
  });
});

describe('the console', () => {
  const name = 'שלום\u202e';
  const shown = '<bdi>שלום\\u202e</bdi>';
  const job = {
    jobId: '0123456789',
    clientId: name,
    status: 'Failed',
    transitions: [{ status: 'Failed', at: '2026-01-01T00:00:00Z' }],
    pipelineName: name,
    stageName: name,
    actionName: name,
    inputArtifacts: [],
    outputArtifacts: [{ name, size: 1, path: name }],
  };

  it('isolates every name in its list of jobs', async () => {
    const { listJobs } = await load('job-list.js');

    const list = String(listJobs([job], undefined, 0));

    expect(list.split(shown)).toHaveLength(5);
    expect(list.replaceAll(shown, '').replace('title="Client שלום\\u202e"', '')).not.toContain('שלום');
  });

  it('isolates names and paths of artifacts', async () => {
    const { showArtifacts } = await load('artifact-table.js');

    expect(String(showArtifacts(job)).split(shown)).toHaveLength(3);
  });
});
