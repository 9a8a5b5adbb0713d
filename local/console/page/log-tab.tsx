import { useEffect, useState } from 'preact/hooks';
import type { DetailEvent, LogEvent } from '../../events/event.ts';
import { Name, reachable } from './accessible.tsx';
import { details } from './state.ts';
import { placed, useVirtualRows } from './virtual-list.tsx';
import { countOf, timeOf } from './words.ts';

const ROW_HEIGHT = 26;
const LEVELS = ['info', 'warn', 'error'] as const;

/** What the functions wrote about the job, live. */
export function LogTab({ events }: { events: readonly DetailEvent[] }) {
  const [search, setSearch] = useState('');
  const [level, setLevel] = useState(0);
  const [follows, setFollows] = useState(true);
  const words = search.toLowerCase();
  const lines = events.filter(
    (event): event is LogEvent =>
      event.kind === 'log' &&
      LEVELS.indexOf(event.level) >= level &&
      `${event.message}\n${event.fields}`.toLowerCase().includes(words),
  );
  const { frame, rows, height, scrollTo } = useVirtualRows(lines.length, ROW_HEIGHT);
  useEffect(() => {
    if (follows && lines.length > 0) scrollTo(lines.length - 1);
  }, [lines.length, follows]);
  return (
    <>
      <div class="tools">
        <input
          type="search"
          aria-label="Filter the log"
          placeholder="Filter"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <select
          aria-label="Least level"
          value={level}
          onChange={(event) => setLevel(Number(event.currentTarget.value))}
        >
          <option value={0}>every level</option>
          <option value={1}>warnings and errors</option>
          <option value={2}>errors</option>
        </select>
        <label>
          <input type="checkbox" checked={follows} onChange={(event) => setFollows(event.currentTarget.checked)} />{' '}
          follow
        </label>
        <span class="faint">
          {countOf(lines.length, 'line')}
          {details.value.dropped > 0 && `; ${countOf(details.value.dropped, 'older event')} no longer kept`}
        </span>
      </div>
      {lines.length === 0 ? (
        <p class="nothing">
          {words === '' && level === 0
            ? 'No function has written anything about this job.'
            : 'No line is of that kind.'}
        </p>
      ) : (
        // It scrolls, so the keyboard must reach it.
        <div class="log scroller" ref={frame} role="log" aria-label="Log" aria-live="off" {...reachable}>
          <div style={{ height: `${height}px` }}>
            {rows.map(({ index, start }) => {
              const line = lines[index];
              return line && <Line key={line.id} line={line} start={start} />;
            })}
          </div>
        </div>
      )}
    </>
  );
}

function Line({ line: { at, level, message, fields, ...line }, start }: { line: LogEvent; start: number }) {
  return (
    <div class="line" data-level={level} style={placed(start, ROW_HEIGHT)} title={`${message} ${fields}`}>
      <time>{timeOf(at)}</time>
      <span class="faint">{line.function}</span>
      <Name>{message}</Name> <code>{fields}</code>
    </div>
  );
}
