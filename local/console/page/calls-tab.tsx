import { useState } from 'preact/hooks';
import type { CallEvent, DetailEvent } from '../../events/event.ts';
import { reachable } from './accessible.tsx';
import { cliLine } from './cli-line.ts';
import { CopyButton } from './copy-button.tsx';
import { placed, useVirtualRows } from './virtual-list.tsx';
import { spanOf, timeOf } from './words.ts';

const ROW_HEIGHT = 34;

/** Every call between functions and services about the job, with its answer. */
export function CallsTab({ events }: { events: readonly DetailEvent[] }) {
  const calls = events.filter((event): event is CallEvent => event.kind === 'call');
  const [openId, setOpen] = useState<number | undefined>();
  const { frame, rows, height } = useVirtualRows(calls.length, ROW_HEIGHT);
  const open = calls.find(({ id }) => id === openId);
  if (calls.length === 0)
    return (
      <p class="nothing">
        No call about this job was seen. A worker of your own is seen once it goes through the proxies.
      </p>
    );
  return (
    <>
      <section class="scroller" ref={frame} {...reachable} aria-label="Calls">
        <div style={{ height: `${height}px` }}>
          {rows.map(({ index, start }) => {
            const call = calls[index];
            return (
              call && (
                <div key={call.id} style={placed(start, ROW_HEIGHT)}>
                  <Call
                    call={call}
                    isOpen={call.id === openId}
                    toggle={() => setOpen(call.id === openId ? undefined : call.id)}
                  />
                </div>
              )
            );
          })}
        </div>
      </section>
      {open && <Answer call={open} />}
    </>
  );
}

function Call({ call, isOpen, toggle }: { call: CallEvent; isOpen: boolean; toggle(): void }) {
  const { at, service, operation, status, milliseconds, attempt, fault, environment = 'another program' } = call;
  const isBad = status === 0 || status >= 400;
  return (
    <button type="button" class="call" aria-expanded={isOpen} onClick={toggle} data-bad={isBad ? '' : undefined}>
      <time>{timeOf(at)}</time>
      <span class="service" data-service={service}>
        {service}
      </span>
      <strong>{operation}</strong>
      <span class="faint">{environment.replace(/-\w+$/, '')}</span>
      <span class="tags">
        {attempt > 1 && <em>try {attempt}</em>}
        {fault !== undefined && <em data-tone="bad">{fault}</em>}
      </span>
      <span class="status">{status === 0 ? 'broke' : status}</span>
      <span class="span">{spanOf(milliseconds)}</span>
    </button>
  );
}

function Answer({ call }: { call: CallEvent }) {
  const line = cliLine(call, location.origin);
  return (
    <section class="exchange" aria-label={`${call.operation}, request and answer`}>
      <div>
        <h4>Request</h4>
        <pre {...reachable}>{pretty(call.request)}</pre>
      </div>
      <div>
        <h4>Answer</h4>
        <pre {...reachable}>{pretty(call.answer) || '(empty)'}</pre>
      </div>
      {line !== undefined && <CopyButton text={line}>Copy as AWS CLI line</CopyButton>}
    </section>
  );
}

/** JSON with a line for each member; a text that was cut stays as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
