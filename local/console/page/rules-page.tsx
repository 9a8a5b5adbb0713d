import { useState } from 'preact/hooks';
import { Name, TableHead } from './accessible.tsx';
import { change } from './answers.ts';
import { useLoaded } from './load.ts';
import { controls } from './state.ts';
import { spanOf } from './words.ts';

/** A rule of the control plane, as its API tells it. */
interface Rule {
  name: string;
  value: string | number | boolean;
  unit?: string;
  mark: 'assumed' | 'documented' | 'model';
  source: string;
  allowed?: string;
}

const FORWARD = [1, 10, 60] as const;

/** What can be set: faults, the clock, and the rules that are assumed. */
export function RulesPage() {
  const [problem, setProblem] = useState('');
  const attempt = (work: Promise<unknown>) => {
    setProblem('');
    work.catch((error: Error) => setProblem(error.message));
  };
  return (
    <section id="rules" aria-labelledby="rules-title">
      <h2 id="rules-title" tabIndex={-1}>
        Faults and rules
      </h2>
      {problem !== '' && (
        <p role="alert" class="note" data-tone="bad">
          {problem}
        </p>
      )}
      <Clock attempt={attempt} />
      <Faults attempt={attempt} />
      <Rules attempt={attempt} />
    </section>
  );
}

interface PartProps {
  attempt(work: Promise<unknown>): void;
}

function Clock({ attempt }: PartProps) {
  const { clockAhead = 0 } = controls.value ?? {};
  return (
    <section aria-labelledby="clock-title">
      <h3 id="clock-title">Clock</h3>
      <p class="faint">
        Moves the clock of CodePipeline and S3 forward, so that timeouts, redelivery and the end of credentials come
        sooner. It is {clockAhead === 0 ? 'that of this machine' : `${spanOf(clockAhead)} ahead`}.
      </p>
      <div class="tools">
        {FORWARD.map((minutes) => (
          <button key={minutes} type="button" onClick={() => attempt(change('POST', '/_local/clock', { minutes }))}>
            {minutes === 1 ? '1 minute' : `${minutes} minutes`} forward
          </button>
        ))}
      </div>
    </section>
  );
}

function Faults({ attempt }: PartProps) {
  const { value: faults, problem } = useLoaded<{ name: string; description: string }[]>('/_local/faults');
  const on = controls.value?.faults ?? [];
  const toggle = (name: string) =>
    attempt(
      change('PUT', '/_local/faults', { on: on.includes(name) ? on.filter((one) => one !== name) : [...on, name] }),
    );
  return (
    <section aria-labelledby="faults-title">
      <h3 id="faults-title">Faults</h3>
      <p class="faint">Each makes something go wrong between the functions and the services, until you turn it off.</p>
      {problem !== undefined && <p class="nothing">{problem}</p>}
      {faults?.length === 0 && <p class="nothing">There are no functions here that a fault could strike.</p>}
      <div class="faults">
        {faults?.map(({ name, description }) => (
          <label key={name} class="toggle">
            <input
              type="checkbox"
              role="switch"
              checked={on.includes(name)}
              aria-checked={on.includes(name)}
              onChange={() => toggle(name)}
            />
            <span>
              <b>{name}</b> <small>{description}</small>
            </span>
          </label>
        ))}
      </div>
    </section>
  );
}

function Rules({ attempt }: PartProps) {
  const [version, setVersion] = useState(0);
  const { value: rules = [], problem } = useLoaded<Rule[]>(`/_local/settings?${version}`);
  const set = (name: string, value: Rule['value']) =>
    attempt(change('PUT', '/_local/settings', { [name]: value }).finally(() => setVersion(version + 1)));
  return (
    <section aria-labelledby="assumed-title">
      <h3 id="assumed-title">Rules</h3>
      <p class="faint">
        Rules from AWS's documentation or its service model are fixed. The others are assumed, and you can set them.
      </p>
      {problem !== undefined && <p class="nothing">{problem}</p>}
      <table>
        <TableHead columns={['Rule', 'Value', 'Mark', 'Source']} />
        <tbody>
          {rules.map((rule) => (
            <tr key={rule.name}>
              <th scope="row">{rule.name}</th>
              <td>
                <Value rule={rule} set={(value) => set(rule.name, value)} />
              </td>
              <td>
                <span class="chip" data-mark={rule.mark}>
                  {rule.mark}
                </span>
              </td>
              <td class="source">
                <Name>{rule.source}</Name>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Value({
  rule: { name, value, unit, mark, allowed = '' },
  set,
}: {
  rule: Rule;
  set(value: Rule['value']): void;
}) {
  if (mark !== 'assumed') return <>{String(value)}</>;
  const choices =
    typeof value === 'boolean' ? ['true', 'false'] : typeof value === 'string' ? allowed.split(' or ') : [];
  if (choices.length === 0) {
    return (
      <label>
        <input
          type="number"
          aria-label={name}
          title={allowed}
          value={Number(value)}
          onChange={(event) => set(event.currentTarget.valueAsNumber)}
        />{' '}
        {unit}
      </label>
    );
  }
  const choose = (chosen: string) => set(typeof value === 'boolean' ? chosen === 'true' : chosen);
  return (
    <select aria-label={name} value={String(value)} onChange={(event) => choose(event.currentTarget.value)}>
      {choices.map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </select>
  );
}
