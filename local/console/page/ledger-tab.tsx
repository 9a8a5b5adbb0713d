import type { DetailEvent, LedgerEvent } from '../../events/event.ts';
import { pretty } from './calls-tab.tsx';
import { reachable } from './virtual-list.tsx';
import { timeOf } from './words.ts';

/** Every write of the job's entry, and the entry as it is now. */
export function LedgerTab({ events }: { events: readonly DetailEvent[] }) {
  const entries = events.filter((event): event is LedgerEvent => event.kind === 'ledger');
  const last = entries.at(-1);
  if (last === undefined) return <p class="nothing">The ledger has no entry for this job, or it was not seen.</p>;
  return (
    <div class="ledger">
      <table>
        <thead>
          <tr>
            {['Written at', 'Phase', 'Attempt', 'Runs', 'Lease until'].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, at, phase, attempt, runs, leaseUntil }) => (
            <tr key={id}>
              <td>{timeOf(at)}</td>
              <td>
                <b>{phase}</b>
              </td>
              <td class="number">{attempt}</td>
              <td class="number">{runs}</td>
              <td>{leaseUntil === 0 ? 'given back' : timeOf(leaseUntil)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <pre {...reachable}>{pretty(last.entry)}</pre>
    </div>
  );
}
