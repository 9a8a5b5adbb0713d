import { useState } from 'preact/hooks';
import type { JobEvent, MadeEvent } from '../../events/event.ts';
import { Name, reachable } from './accessible.tsx';
import { useLoaded } from './load.ts';
import { placed, useVirtualRows } from './virtual-list.tsx';
import { countOf, sizeOf } from './words.ts';

interface Entry {
  path: string;
  type: string;
  size: number;
}
interface Contents {
  entries: Entry[];
  more: number;
  problem?: string;
}
interface Chosen {
  path: string;
  index: number;
  name: string;
}

const ROW_HEIGHT = 28;

/** The input and output artifacts, file by file. */
export function ArtifactsTab({ job, made }: { job: JobEvent; made: MadeEvent | undefined }) {
  const [chosen, choose] = useState<Chosen | undefined>();
  const { inputArtifacts = [], outputArtifacts = [] } = made ?? {};
  const artifacts = [
    ...inputArtifacts.map((name) => ({ name, direction: 'input' as const })),
    ...outputArtifacts.map((name) => ({ name, direction: 'output' as const })),
  ];
  if (artifacts.length === 0) return <p class="nothing">This job has no artifacts.</p>;
  return (
    <div>
      {artifacts.map(({ name, direction }) => (
        <Artifact key={`${direction} ${name}`} {...{ job, name, direction, chosen, choose }} />
      ))}
      {chosen && <FileText key={`${chosen.path} ${chosen.index}`} {...chosen} />}
    </div>
  );
}

interface ArtifactProps {
  job: JobEvent;
  name: string;
  direction: 'input' | 'output';
  chosen: Chosen | undefined;
  choose(chosen: Chosen): void;
}

function Artifact({ job: { jobId, status }, name, direction, chosen, choose }: ArtifactProps) {
  const path = `/_local/jobs/${jobId}/artifacts/${direction}/${encodeURIComponent(name)}`;
  const { value, problem } = useLoaded<Contents>(`${path}/contents?${status}`);
  return (
    <section class="artifact" aria-label={`${direction} artifact ${name}`}>
      <header>
        <h4>
          <Name>{name}</Name> <span class="faint">{direction}</span>
        </h4>
        {value && <span class="faint">{summarize(value)}</span>}
        {value && (
          <a href={path} download={`${name}.zip`}>
            Download
          </a>
        )}
      </header>
      {problem !== undefined && <p class="nothing">{direction === 'output' ? 'Nothing was uploaded.' : problem}</p>}
      {value?.problem !== undefined && <p class="nothing">{value.problem}</p>}
      {value && value.entries.length > 0 && (
        <Files
          entries={value.entries}
          label={`Files of ${name}`}
          chosen={chosen?.path === path ? chosen.index : -1}
          choose={(index) => choose({ path, index, name: value.entries[index]?.path ?? '' })}
        />
      )}
    </section>
  );
}

const summarize = ({ entries, more }: Contents) =>
  `${countOf(entries.length + more, 'entry', 'entries')}, ${sizeOf(entries.reduce((sum, { size }) => sum + size, 0))}`;

interface FilesProps {
  entries: readonly Entry[];
  label: string;
  chosen: number;
  choose(index: number): void;
}

/** A tree, drawn as the list that it is in the archive: folders by their depth. */
function Files({ entries, label, chosen, choose }: FilesProps) {
  const { frame, rows, height } = useVirtualRows(entries.length, ROW_HEIGHT);
  return (
    <section
      class="files scroller"
      ref={frame}
      {...reachable}
      aria-label={label}
      style={{ '--rows': Math.min(entries.length, 12) }}
    >
      <div style={{ height: `${height}px` }}>
        {rows.map(({ index, start }) => {
          const entry = entries[index];
          if (entry === undefined) return null;
          const parts = entry.path.split('/').filter(Boolean);
          return (
            <button
              key={index}
              type="button"
              style={{ ...placed(start, ROW_HEIGHT), '--depth': parts.length - 1 }}
              disabled={entry.type !== 'file'}
              aria-pressed={index === chosen}
              onClick={() => choose(index)}
              title={entry.path}
            >
              <Name>
                <span class="faint">
                  {parts.slice(0, -1).join('/')}
                  {parts.length > 1 ? '/' : ''}
                </span>
                {parts.at(-1)}
              </Name>
              <span class="number">{entry.type === 'file' ? sizeOf(entry.size) : entry.type}</span>
            </button>
          );
        })}
      </div>
    </section>
  );
}

function FileText({ path, index, name }: Chosen) {
  const { value, problem } = useLoaded<{ text: string; size: number; isText: boolean }>(`${path}/text?entry=${index}`);
  return (
    <section class="text" aria-label={`Text of ${name}`}>
      <h4>
        <Name>{name}</Name>
      </h4>
      {problem !== undefined && <p class="nothing">{problem}</p>}
      {value &&
        (value.isText ? (
          <pre {...reachable}>{value.text}</pre>
        ) : (
          <p class="nothing">This file is binary: {sizeOf(value.size)}.</p>
        ))}
    </section>
  );
}
