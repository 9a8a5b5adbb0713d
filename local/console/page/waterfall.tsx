import { Name } from './accessible.tsx';
import { writePlace } from './address.ts';
import type { Execution } from './executions.ts';
import { createScale, type Scale } from './scale.ts';
import { chosenId, details, now, place } from './state.ts';
import { type Chapter, leaseOf, type Span, tellStory } from './story.ts';
import { countdownOf, shortId, spanOf } from './words.ts';

/** In units of the picture, whose width is 1,000. */
const WIDTH = 1000;
const HEIGHT = 16;
const MIN_BAR = 5;

/** The life of a run as a picture: a row for each part, all rounds on one scale. */
export function Waterfall({ execution }: { execution: Execution }) {
  const { events } = details.value;
  const chapters = tellStory(events);
  const spans = chapters.flatMap((chapter) => chapter.spans);
  if (spans.length === 0) return null;
  const isOpen = spans.some(({ to }) => to === undefined);
  const end = isOpen ? now.value : Math.max(...spans.map(({ to = 0 }) => to));
  const scale = createScale(spans, end);
  const begin = Math.min(...spans.map(({ from }) => from));
  return (
    <section class="waterfall" aria-labelledby="waterfall-title">
      <h3 id="waterfall-title">
        {isOpen ? 'Life so far' : 'Life'} <span>{spanOf(end - begin)}</span>
      </h3>
      <Lease />
      {chapters.map((chapter, index) => (
        <ChapterRows
          key={chapter.jobId}
          chapter={chapter}
          scale={scale}
          end={end}
          title={execution.rounds.length > 1 ? `Round ${index + 1}` : undefined}
        />
      ))}
      {scale.folded.length > 0 && <p class="faint">≈ marks a wait that is drawn shorter than it was.</p>}
    </section>
  );
}

interface ChapterProps {
  chapter: Chapter;
  scale: Scale;
  end: number;
  title: string | undefined;
}

function ChapterRows({ chapter: { jobId, spans }, scale, end, title }: ChapterProps) {
  return (
    <>
      {title !== undefined && (
        <h4>
          <a href={writePlace({ ...place.value, jobId })} aria-current={jobId === chosenId.value ? 'true' : undefined}>
            {title} <code>{shortId(jobId)}</code>
          </a>
        </h4>
      )}
      <ol>
        {spans.map((span) => (
          <Row key={`${span.name} ${span.from}`} span={span} scale={scale} end={end} />
        ))}
      </ol>
    </>
  );
}

function Row({ span, scale, end }: { span: Span; scale: Scale; end: number }) {
  const { name, tone, from, to, note, kills } = span;
  const left = scale.at(from) * WIDTH;
  const width = Math.max(MIN_BAR, scale.at(to ?? end) * WIDTH - left);
  const isMoment = to === from;
  return (
    <li data-tone={tone} data-open={to === undefined ? '' : undefined}>
      <span class="name">
        <Name>{name}</Name>
      </span>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <line x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
        <rect x={Math.min(left, WIDTH - MIN_BAR)} y="2" width={isMoment ? MIN_BAR : width} height={HEIGHT - 4} rx="2" />
        {kills.map((kill) => (
          <rect key={kill} class="kill" x={scale.at(kill) * WIDTH - 3} y="0" width="6" height={HEIGHT} />
        ))}
      </svg>
      <span class="span">
        {isMoment ? '' : spanOf((to ?? end) - from)}
        {scale.folded.some((fold) => scale.at(from) <= fold.from && scale.at(to ?? end) >= fold.to) && tone === 'wait'
          ? ' ≈'
          : ''}
      </span>
      <span class="note-text" title={note}>
        {kills.length > 0 && <b>killed </b>}
        {note !== undefined && <Name>{note}</Name>}
      </span>
    </li>
  );
}

/** While a worker holds the job: for how long its lease lasts if it dies now. */
function Lease() {
  const lease = leaseOf(details.value.events.filter(({ jobId }) => jobId === chosenId.value));
  if (lease === undefined) return null;
  // Leases go by the clock of this machine, which nobody puts forward; the other one only ticks here.
  void now.value;
  const left = lease.leaseUntil - Date.now();
  if (left <= 0) return <p class="lease">The lease ran out.</p>;
  return (
    <p class="lease">
      A worker holds the lease for <b>{countdownOf(left)}</b> more; it is renewed while the worker lives.
    </p>
  );
}
