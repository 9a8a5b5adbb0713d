import { useEffect, useState } from 'preact/hooks';
import { read } from './answers.ts';

/** The state of a request: no answer yet, an answer, or a sentence on why it failed. */
interface Loaded<T> {
  value?: T;
  problem?: string;
}

/** Reads a path when a part of the page is shown, and again when the path changes; until then it shows what it has. */
export function useLoaded<T>(path: string | undefined): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({});
  useEffect(() => {
    let isWanted = true;
    if (path === undefined) return;
    const take = (next: Loaded<T>) => isWanted && setLoaded(next);
    read<T>(path).then(
      (value) => take({ value }),
      (error: Error) => take({ problem: error.message }),
    );
    return () => {
      isWanted = false;
    };
  }, [path]);
  return loaded;
}
