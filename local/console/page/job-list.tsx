import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Name } from './accessible.tsx';
import { filters, writePlace } from './address.ts';
import { Mark } from './badge.tsx';
import { choose, countExecutions, type Execution } from './executions.ts';
import { chosen, executions, go, now, place } from './state.ts';
import { placed, useVirtualRows } from './virtual-list.tsx';
import { ageOf, countOf, shortId } from './words.ts';

const ROW_HEIGHT = 76;
const FILTER_NAMES = { all: 'All', running: 'Running', succeeded: 'Succeeded', failed: 'Failed' } as const;

/** Every run of an action, newest first, with search and filters. */
export function JobList() {
  const { filter, search } = place.value;
  const shown = choose(executions.value, filter, search);
  return (
    <nav id="jobs" aria-label="Jobs, newest first">
      <Search />
      <Filters />
      {shown.length > 0 ? <Rows shown={shown} /> : <p class="nothing">No job of that kind.</p>}
      <p class="count" role="status">
        {search || filter !== 'all'
          ? `${shown.length.toLocaleString('en')} of ${countOf(executions.value.length, 'job')}`
          : ''}
      </p>
    </nav>
  );
}

function Search() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, []);
  return (
    <div class="search">
      <input
        ref={field}
        type="search"
        aria-label="Search jobs"
        placeholder="Search jobs"
        value={place.value.search}
        onInput={({ currentTarget }) => go({ search: currentTarget.value })}
      />
      <kbd>/</kbd>
    </div>
  );
}

function Filters() {
  const counts = countExecutions(executions.value);
  return (
    <fieldset class="filters">
      <legend class="unseen">Which jobs are shown</legend>
      {filters.map((filter) => (
        <label key={filter}>
          <input
            type="radio"
            name="filter"
            class="unseen"
            checked={place.value.filter === filter}
            onChange={() => go({ filter })}
          />
          <span>
            {FILTER_NAMES[filter]} <b>{counts[filter].toLocaleString('en')}</b>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function Rows({ shown }: { shown: readonly Execution[] }) {
  const { frame, rows, height, scrollTo } = useVirtualRows(shown.length, ROW_HEIGHT);
  const toFocus = useRef<string>(undefined);
  const current = Math.max(
    0,
    shown.findIndex(({ id }) => id === chosen.value?.id),
  );
  const move = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, Home: -shown.length, End: shown.length };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(shown.length - 1, Math.max(0, current + step));
    const execution = shown[next];
    if (execution === undefined) return;
    toFocus.current = execution.id;
    go({ jobId: execution.latest.jobId });
    scrollTo(next);
  };
  // Only once it is drawn: a row that is far away is not there before the list has scrolled.
  useLayoutEffect(() => {
    if (toFocus.current === undefined || toFocus.current !== chosen.value?.id) return;
    const row = frame.current?.querySelector<HTMLElement>('[aria-current]');
    if (!row) return;
    toFocus.current = undefined;
    row.focus();
  });
  return (
    <div class="rows" ref={frame}>
      <ul style={{ height: `${height}px` }} onKeyDown={move}>
        {rows.map(({ index, start }) => {
          const execution = shown[index];
          if (execution === undefined) return null;
          return (
            <li
              key={execution.id}
              style={placed(start, ROW_HEIGHT)}
              aria-setsize={shown.length}
              aria-posinset={index + 1}
            >
              <Row execution={execution} isCurrent={execution.id === chosen.value?.id} isStop={index === current} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** @param isStop Whether the Tab key stops here: at one row of all; the arrow keys lead on. */
function Row({ execution, isCurrent, isStop }: { execution: Execution; isCurrent: boolean; isStop: boolean }) {
  const { latest, rounds } = execution;
  const { actionName, pipelineName, stageName, jobId, status, percent, said, deaths } = latest;
  return (
    <a
      href={writePlace({ ...place.value, view: 'jobs', jobId })}
      tabIndex={isStop ? 0 : -1}
      {...(isCurrent && { 'aria-current': 'page' as const })}
      data-status={status}
    >
      <Mark status={status} />
      <strong>
        <Name>{actionName}</Name>
      </strong>
      <time>{ageOf(now.value - (rounds[0]?.createdAt ?? 0))}</time>
      <span class="where">
        <Name>{pipelineName}</Name> › <Name>{stageName}</Name>
        {rounds.length > 1 && <em>round {rounds.length}</em>}
        {deaths !== undefined && <em>worker died {deaths === 1 ? 'once' : `${deaths} times`}</em>}
      </span>
      <code>{shortId(jobId)}</code>
      <span class="said">
        <span class="unseen">{status}. </span>
        {said === undefined ? status : <Name>{said}</Name>}
      </span>
      {status === 'InProgress' && <span class="bar" style={{ '--done': `${percent ?? 0}%` }} />}
    </a>
  );
}
