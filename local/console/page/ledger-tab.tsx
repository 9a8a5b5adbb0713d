import type { DetailEvent, LedgerEvent } from '../../events/event.ts';
import { reachable, TableHead } from './accessible.tsx';
import { pretty } from './calls-tab.tsx';
import { timeOf } from './words.ts';

/** Every write of the job's entry, and the entry as it is now. */
export function LedgerTab({ events }: { events: readonly DetailEvent[] }) {
  const entries = events.filter((event): event is LedgerEvent => event.kind === 'ledger');
  const last = entries.at(-1);
  if (last === undefined) return <p class="nothing">No ledger entry of this job was seen.</p>;
  return (
    <div class="ledger">
      <table>
        <TableHead columns={['Written at', 'Phase', 'Attempt', 'Runs', 'Lease until']} />
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
