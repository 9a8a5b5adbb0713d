interface ClosingStack extends AsyncDisposable {
  readonly disposed: boolean;
  /** Closes something that closes itself. */
  use<T extends AsyncDisposable | Disposable>(one: T): T;
  /** Closes something in this way. */
  adopt<T>(one: T, close: (one: T) => unknown): T;
  /** Does this when it is time to close. */
  defer(close: () => unknown): void;
  /** Hands everything to a new stack, so that this one closes nothing. */
  move(): ClosingStack;
  /** @throws The error of what could not be closed, after all else was closed; an AggregateError for more than one. */
  disposeAsync(): Promise<void>;
}

/** Closes together what is put on it, the last first. It stands in for `AsyncDisposableStack`, which Node 22 does not have. */
export function createClosingStack(closers: (() => unknown)[] = []): ClosingStack {
  let open: (() => unknown)[] | undefined = closers;
  const requireOpen = () => {
    if (!open) throw new ReferenceError('This stack was closed already');
    return open;
  };
  const disposeAsync = async () => {
    const left = open ?? [];
    open = undefined;
    await closeAll(left);
  };
  return {
    get disposed() {
      return open === undefined;
    },
    use(one) {
      requireOpen().push(() => (Symbol.asyncDispose in one ? one[Symbol.asyncDispose]() : one[Symbol.dispose]()));
      return one;
    },
    adopt(one, close) {
      requireOpen().push(() => close(one));
      return one;
    },
    defer: (close) => void requireOpen().push(close),
    move() {
      const moved = createClosingStack(requireOpen());
      open = undefined;
      return moved;
    },
    disposeAsync,
    [Symbol.asyncDispose]: disposeAsync,
  };
}

async function closeAll(closers: readonly (() => unknown)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const close of closers.toReversed()) {
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 1) throw new AggregateError(errors, 'Several things could not be closed');
  if (errors.length === 1) throw errors[0];
}
