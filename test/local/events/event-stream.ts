import { onTestFinished } from 'vitest';
import type { LocalEvent } from '../../../local/events/event.ts';
import type { HelloEvent } from '../../../local/events/recorder.ts';

/** A stream of events as a page reads it. */
interface EventStream {
  status: number;
  /** What has come so far, the hello included. */
  events: (LocalEvent | HelloEvent)[];
  /** The whole text so far. */
  text(): string;
  /** The id of the last event. */
  lastId(): string;
  /** Resolves once an event is there that satisfies the test. */
  until(test: (event: LocalEvent | HelloEvent) => boolean): Promise<LocalEvent | HelloEvent>;
  close(): void;
}

/** Opens `/_local/events` and reads until the end of the test. */
export async function openEvents(url: string, query = '', headers: Record<string, string> = {}): Promise<EventStream> {
  const closing = new AbortController();
  onTestFinished(() => closing.abort());
  const response = await fetch(`${url}/_local/events${query}`, { headers, signal: closing.signal });
  const events: EventStream['events'] = [];
  let text = '';
  let rest = '';
  const decoder = new TextDecoder();
  const waiting = new Set<() => void>();
  const read = async () => {
    for await (const chunk of response.body ?? []) {
      const piece = decoder.decode(chunk, { stream: true });
      text += piece;
      const blocks = `${rest}${piece}`.split('\n\n');
      rest = blocks.pop() ?? '';
      events.push(...blocks.flatMap((block) => /^data: (.*)$/m.exec(block)?.[1] ?? []).map((data) => JSON.parse(data)));
      for (const look of waiting) look();
    }
  };
  void read().catch(() => {});
  return {
    status: response.status,
    events,
    text: () => text,
    lastId: () => [...text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? '',
    until: (test) =>
      new Promise((resolve) => {
        const look = () => {
          const found = events.find(test);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    close: () => closing.abort(),
  };
}
