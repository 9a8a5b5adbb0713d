import { expect, it } from 'vitest';
import { documents } from './documents.ts';

const pages = documents.filter(({ path }) => path.startsWith('docs/'));

it.each(pages)('$path says in its first sentence for whom it is', ({ text }) => {
  const [title, , first] = text.split('\n');

  expect(title).toMatch(/^# \S/);
  expect(first).toMatch(/^For (whoever|authors|operators|owners) [^.]*: /);
});

it('README.md leads to every page', () => {
  const { text } = documents.find(({ path }) => path === 'README.md') ?? { text: '' };

  expect(pages.filter(({ path }) => !text.includes(`](${path}`)).map(({ path }) => path)).toEqual([]);
});
