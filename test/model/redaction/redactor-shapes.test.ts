import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { printings, readable, secrets, shapes } from './secret-shapes.ts';

describe.each(Object.entries(secrets))('a redactor that knows of a secret (%s)', (_name, secret) => {
  const redactor = createRedactor();
  redactor.add(secret);

  it.each(Object.keys(shapes))('lets nobody read 16 characters of it in %s', (name) => {
    const value = shapes[name]?.(secret);

    const leaks = printings.flatMap((print) => {
      const shown = redactor.redact(print(value));
      return readable(shown, secret).length > 0 ? [shown.slice(0, 500)] : [];
    });

    expect(leaks).toEqual([]);
  });
});
