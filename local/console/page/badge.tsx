/** A status with a mark, whose form tells it apart without colours. */
export function Badge({ status }: { status: string }) {
  return (
    <span class="badge" data-status={status}>
      <Mark status={status} />
      {status}
    </span>
  );
}

/** The mark alone. */
export function Mark({ status }: { status: string }) {
  return (
    <svg class="mark" data-status={status} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="7" />
      <path d={PATHS[status] ?? PATHS['Queued']} />
    </svg>
  );
}

const CROSS = 'M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4';
const PATHS: Readonly<Record<string, string>> = {
  Succeeded: 'M4.6 8.3l2.3 2.3 4.5-5',
  Failed: CROSS,
  TimedOut: CROSS,
  InProgress: 'M6.4 5l4.4 3-4.4 3z',
  Queued: 'M8 4.5V8l2.4 1.6',
};
