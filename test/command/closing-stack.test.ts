import { describe, expect, it } from 'vitest';
import { createClosingStack } from '../../command/closing-stack.ts';

describe('a closing stack', () => {
  it('closes the last first, whatever way it is to be closed, and once', async () => {
    const closed: string[] = [];
    const note = (name: string) => () => void closed.push(name);
    const stack = createClosingStack();
    stack.use({ [Symbol.asyncDispose]: async () => note('asynchronous')() });
    stack.use({ [Symbol.dispose]: note('synchronous') });
    expect(stack.adopt('adopted', (name) => note(name)())).toBe('adopted');
    stack.defer(note('deferred'));

    await stack.disposeAsync();
    await stack.disposeAsync();

    expect(closed).toEqual(['deferred', 'adopted', 'synchronous', 'asynchronous']);
    expect(stack.disposed).toBe(true);
    expect(() => stack.defer(note('late'))).toThrow(ReferenceError);
  });

  it('closes nothing once its things were moved', async () => {
    const closed: string[] = [];
    const stack = createClosingStack();
    stack.defer(() => closed.push('moved'));

    const moved = stack.move();
    await stack.disposeAsync();
    expect(closed).toEqual([]);

    await moved.disposeAsync();
    expect(closed).toEqual(['moved']);
  });

  it('closes all of it when one cannot be closed, and says so afterwards', async () => {
    const closed: string[] = [];
    const stack = createClosingStack();
    stack.defer(() => closed.push('first'));
    stack.defer(() => Promise.reject(new Error('stuck')));

    await expect(stack.disposeAsync()).rejects.toThrow('stuck');
    expect(closed).toEqual(['first']);
  });

  it('tells of every one that cannot be closed', async () => {
    const stack = createClosingStack();
    for (const reason of ['one', 'two']) stack.defer(() => Promise.reject(new Error(reason)));

    const error = await stack.disposeAsync().catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ errors: [{ message: 'two' }, { message: 'one' }] });
  });
});
