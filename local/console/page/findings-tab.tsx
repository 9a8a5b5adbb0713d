import { useState } from 'preact/hooks';
import type { JobEvent } from '../../events/event.ts';
import { Name, reachable } from './accessible.tsx';
import { useLoaded } from './load.ts';
import { useVirtualRows } from './virtual-list.tsx';
import { countOf } from './words.ts';

interface Finding {
  level: string;
  rule: string;
  message: string;
  file: string;
  line: number;
}

const ROW_HEIGHT = 32;
const LEVELS = ['error', 'warning', 'note', 'none'];
const COLUMNS = { level: 'Level', file: 'File', rule: 'Rule', message: 'Message' } as const;
type Column = keyof typeof COLUMNS;

/** The SARIF reports among the outputs as a table, of a failed job too. */
export function FindingsTab({ job }: { job: JobEvent }) {
  const { value, problem } = useLoaded<Finding[]>(`/_local/jobs/${job.jobId}/findings`);
  const [search, setSearch] = useState('');
  const [by, sortBy] = useState<Column>('level');
  if (problem !== undefined) return <p class="nothing">{problem}</p>;
  if (value === undefined) return <p class="nothing">Reading the reports…</p>;
  if (value.length === 0) return <p class="nothing">No output artifact has a SARIF report with findings.</p>;
  const words = search.toLowerCase();
  const shown = value
    .filter((finding) => Object.values(finding).join('\n').toLowerCase().includes(words))
    .sort((a, b) => compare(a, b, by));
  return (
    <>
      <div class="tools">
        <input
          type="search"
          aria-label="Filter the findings"
          placeholder="Filter"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <span class="faint">
          {shown.length === value.length
            ? countOf(value.length, 'finding')
            : `${shown.length.toLocaleString('en')} of ${countOf(value.length, 'finding')}`}
        </span>
      </div>
      <Table shown={shown} by={by} sortBy={sortBy} />
    </>
  );
}

function compare(a: Finding, b: Finding, by: Column): number {
  const byPlace = a.file.localeCompare(b.file) || a.line - b.line;
  if (by === 'level') return LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || byPlace;
  return (by === 'file' ? 0 : a[by].localeCompare(b[by])) || byPlace;
}

interface TableProps {
  shown: readonly Finding[];
  by: Column;
  sortBy(column: Column): void;
}

function Table({ shown, by, sortBy }: TableProps) {
  const { frame, rows, height } = useVirtualRows(shown.length, ROW_HEIGHT);
  const before = rows[0]?.start ?? 0;
  const after = height - before - rows.length * ROW_HEIGHT;
  return (
    <section class="findings scroller" ref={frame} {...reachable} aria-label="Findings">
      <table aria-rowcount={shown.length + 1}>
        <thead>
          <tr>
            {(Object.keys(COLUMNS) as Column[]).map((column) => (
              <th scope="col" key={column} aria-sort={by === column ? 'ascending' : 'none'}>
                <button type="button" onClick={() => sortBy(column)}>
                  {COLUMNS[column]}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={before} />
          {rows.map(({ index }) => {
            const finding = shown[index];
            return finding && <Row key={index} finding={finding} index={index} />;
          })}
          <Gap height={after} />
        </tbody>
      </table>
    </section>
  );
}

/** The space of the rows that are not drawn. */
const Gap = ({ height }: { height: number }) =>
  height > 0 ? <tr class="gap" style={{ height: `${height}px` }} /> : null;

function Row({ finding: { level, file, line, rule, message }, index }: { finding: Finding; index: number }) {
  return (
    <tr aria-rowindex={index + 2} data-level={level} style={{ height: `${ROW_HEIGHT}px` }}>
      <td class="level">{level}</td>
      <td title={file}>
        <Name>{file}</Name>
        {line > 0 ? `:${line}` : ''}
      </td>
      <td title={rule}>
        <Name>{rule}</Name>
      </td>
      <td title={message}>
        <Name>{message}</Name>
      </td>
    </tr>
  );
}
