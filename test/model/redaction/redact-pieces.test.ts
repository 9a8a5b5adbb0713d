import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactPieces } from '../../../model/redaction/redact-pieces.ts';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { pem } from './secret-shapes.ts';

const TOKEN = 'tok-9f8e7d6c5b4a3210';

function open() {
  const redactor = createRedactor();
  redactor.add(TOKEN);
  redactor.add(pem);
  redactor.add('schlüssel');
  return redactPieces(redactor.redact);
}

const shownOf = (pieces: readonly (string | Uint8Array)[]) => {
  const output = open();
  return pieces.map((piece) => output.take(piece)).join('') + output.end();
};

describe('text that comes in pieces', () => {
  it.each([
    ['a token', `token ${TOKEN}.\n`, /^token \*\*\*\.\n$/],
    ['a key', `key ${pem.trim()}.\n`, /^key (\*\*\*)+\.\n$/],
    ['signs of several bytes', 'der schlüssel.\n', /^der \*\*\*\.\n$/],
  ])('hides %s wherever it is split in two', (_what, text, expected) => {
    const bytes = Buffer.from(text);
    for (let at = 0; at <= bytes.length; at++) {
      expect(shownOf([bytes.subarray(0, at), bytes.subarray(at)]), `split at ${at}`).toMatch(expected);
    }
  });

  it('hides a secret in pieces of any size', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sizes) => {
        const pieces: string[] = [];
        for (let at = 0, turn = 0; at < 60; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pieces.push(`one\ntwo ${TOKEN} three ${TOKEN}\nfour`.slice(at, at + size));
          at += size;
        }
        expect(shownOf(pieces)).toBe('one\ntwo *** three ***\nfour');
      }),
    );
  });

  it('is shown when it is asked for, by line or all of it', () => {
    const output = open();

    expect([output.take('one'), output.lines(), output.take(' line\ntwo'), output.lines()]).toEqual([
      '',
      '',
      '',
      'one line\n',
    ]);
    expect([output.end(), output.end()]).toEqual(['two', '']);
  });

  it('keeps together the lines that a secret lies on', () => {
    const output = open();
    const [first = '', second = ''] = [TOKEN.slice(0, 10), TOKEN.slice(10)];

    expect([output.take(`${first}\n${second}`), output.lines(), output.take('.\n'), output.lines()]).toEqual([
      '',
      '',
      '',
      '***.\n',
    ]);
  });

  it('is shown in whole lines, however many come at once', () => {
    const output = open();
    const shown = Array.from({ length: 20_000 }, (_, line) => output.take(`line ${line}\n`)).filter(
      (text) => text !== '',
    );

    expect(shown.length).toBeGreaterThan(1);
    expect(shown.filter((text) => !text.endsWith('\n'))).toEqual([]);
  });

  it('is shown in parts where a line never ends, none of which cuts a secret', () => {
    const output = open();
    let shown = '';
    for (let turn = 0; turn < 20_000; turn++) shown += output.take(`${TOKEN} `);

    expect(shown.length).toBeGreaterThan(50_000);
    expect(shown + output.end()).toBe('*** '.repeat(20_000));
  });
});
