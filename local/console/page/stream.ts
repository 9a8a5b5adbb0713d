import type { LocalEvent } from '../../events/event.ts';
import type { HelloEvent } from '../../events/recorder.ts';
import { readAnswer } from './answers.ts';

interface StreamListener {
  /** A stream began, the first one or a later one. */
  hello(event: HelloEvent): void;
  /** Everything that has come since the last picture was drawn. */
  take(events: LocalEvent[]): void;
  /** The control plane does not answer. */
  lost(): void;
}

/**
 * Reads events until it is closed. While the tab is hidden no connection is held, for a browser has six of them for all
 * tabs together; what was missed comes when the tab is shown again.
 */
export function openStream(path: string, listener: StreamListener): () => void {
  let source: EventSource | undefined;
  let cursor = '';
  let waiting: LocalEvent[] = [];
  let frame = 0;
  let isClosed = false;
  const hand = () => {
    frame = 0;
    const events = waiting;
    waiting = [];
    listener.take(events);
  };
  const receive = ({ data, lastEventId }: MessageEvent<string>) => {
    const event = readAnswer(data) as LocalEvent | HelloEvent;
    if (event.kind === 'hello') {
      listener.hello(event);
      return;
    }
    cursor = lastEventId;
    waiting.push(event);
    frame ||= requestAnimationFrame(hand);
  };
  const close = () => {
    source?.close();
    source = undefined;
  };
  const open = () => {
    if (source || isClosed || document.hidden) return;
    const mark = path.includes('?') ? '&' : '?';
    source = new EventSource(cursor === '' ? path : `${path}${mark}after=${cursor}`);
    source.onmessage = receive;
    source.onerror = () => {
      listener.lost();
      // The browser tries again by itself, except after an answer that is not a stream.
      if (source?.readyState === EventSource.CLOSED) {
        close();
        setTimeout(open, 1000);
      }
    };
  };
  const follow = () => (document.hidden ? close() : open());
  document.addEventListener('visibilitychange', follow);
  open();
  return () => {
    isClosed = true;
    document.removeEventListener('visibilitychange', follow);
    cancelAnimationFrame(frame);
    close();
  };
}
