import { clients, connection, controls, functions, now, packing, pause, poll, queue } from './state.ts';
import { ageOf, countOf, sizeOf, spanOf } from './words.ts';

/** Milliseconds without a poll after which something is wrong: the poller asks every two seconds here, and every minute at the least. */
const SILENT = 65_000;

/** Whether all functions work, and how many jobs wait. */
export function Health() {
  const { waiting = 0, hidden = 0, dead = 0 } = queue.value ?? {};
  const { faults = [], clockAhead = 0 } = controls.value ?? {};
  const polled = poll.value?.at;
  return (
    <dl class="health" aria-label="State of the control plane">
      <Fact name="Last polled" value={polled === undefined ? 'never' : ageOf(now.value - polled)} />
      <Fact name="Queue" value={`${waiting} waiting, ${hidden} at work`} />
      <Fact name="Dead letters" value={String(dead)} bad={dead > 0} />
      <Fact name="Clients" value={String(clients.value.size)} />
      {packing.value && (
        <Fact
          name="Packing"
          value={`${packing.value.name}: ${countOf(packing.value.files, 'file')}, ${sizeOf(packing.value.bytes)}`}
        />
      )}
      {faults.length > 0 && (
        <Fact name="Faults" value={faults.length > 2 ? `${faults.length} on` : faults.join(', ')} bad />
      )}
      {clockAhead > 0 && <Fact name="Clock" value={`${spanOf(clockAhead)} ahead`} />}
    </dl>
  );
}

function Fact({ name, value, bad = false }: { name: string; value: string; bad?: boolean }) {
  return (
    <div data-bad={bad ? '' : undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** What is wrong, in words; empty when nothing is. */
export function Troubles() {
  const { goneSince, restarted } = connection.value;
  const { state, said } = functions.value ?? {};
  const polled = poll.value?.at;
  const { since: pausedSince, deployed: isPausedByDeployment = false } = pause.value ?? {};
  const isPaused = pausedSince !== undefined || isPausedByDeployment;
  const silent = polled === undefined ? undefined : now.value - polled;
  return (
    <div id="troubles">
      <p id="gone" role="alert" hidden={goneSince === undefined} class="note" data-tone="bad">
        {goneSince !== undefined &&
          `The control plane has not answered since ${new Date(goneSince).toLocaleTimeString('en-GB')}. Below is its last answer; the page asks again every second.`}
      </p>
      {goneSince === undefined && restarted && (
        <p class="note">
          The control plane was restarted. <a href={location.pathname}>Reload the page</a> to change anything here.
        </p>
      )}
      {state === 'starting' && (
        <p class="note">The functions are starting: poller, worker and last word are bundled as they are deployed.</p>
      )}
      {state === 'failed' && (
        <p class="note" data-tone="bad">
          {said ?? 'The functions could not be started.'}
        </p>
      )}
      {state === 'none' && polled === undefined && (
        <p class="note">Only the services run here. Start a worker of your own to poll them.</p>
      )}
      {state !== 'starting' && state !== 'none' && connection.value.ready && polled === undefined && !isPaused && (
        <p class="note">No worker has polled yet. Jobs wait until one does.</p>
      )}
      {isPausedByDeployment && (
        <p class="note">
          Polling is paused by the deployment (<code>paused: true</code>). Jobs wait until it polls again.
        </p>
      )}
      {pausedSince !== undefined && (
        <p class="note">
          Polling is paused since {new Date(pausedSince).toLocaleTimeString('en-GB')}. Jobs wait until{' '}
          <code>jobs resume --local</code> ends that.
        </p>
      )}
      {silent !== undefined && silent > SILENT && !isPaused && goneSince === undefined && (
        <p class="note" data-tone="bad">
          No worker has polled for {spanOf(silent)}. Jobs wait until one does.
        </p>
      )}
      {(queue.value?.dead ?? 0) > 0 && (
        <p class="note" data-tone="bad">
          {countOf(queue.value?.dead ?? 0, 'message')} could not be processed and went to the dead-letter queue; the
          last word ends their jobs.
        </p>
      )}
    </div>
  );
}
