import type { LocalEvent } from '../events/event.ts';

/** What stands before an event in a stream; comments and the number of the event do not begin so. */
const DATA = /^data: (.*)$/m;

/** The events of a stream of server-sent events, as the control plane writes it. It ends when that breaks off. */
export async function* readEvents(url: string): AsyncGenerator<LocalEvent> {
  try {
    const { body } = await fetch(url, { redirect: 'manual' });
    let rest = '';
    for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = `${rest}${piece}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, data] = DATA.exec(block) ?? [];
        if (data !== undefined) yield JSON.parse(data);
      }
    }
  } catch {
    // The event was cut off when the other end stopped.
  }
}
