import { expect, it } from 'vitest';

it('lets no character into the page that turns or hides what stands around it, in texts and in names', async () => {
  // By its address: the type check of the page is another one.
  const { readAnswer } = await import(new URL('../../../local/console/page/answers.ts', import.meta.url).href);

  const answer = readAnswer(
    JSON.stringify({ 'na\u202eme': ['txt.\u202egnp', { deep: '\u001b[2K' }], number: 7, none: null }),
  );

  expect(answer).toEqual({ 'na\\u202eme': ['txt.\\u202egnp', { deep: '\\u001b[2K' }], number: 7, none: null });
});
