import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ownValue } from '../../../model/own-value.ts';
import type { MadeEvent } from '../../events/event.ts';
import { reachable } from './accessible.tsx';
import { ArtifactFields } from './artifact-fields.tsx';
import { commandFor } from './command-for.ts';
import { CopyButton } from './copy-button.tsx';
import type { Dropped } from './dropped.ts';
import { useLoaded } from './load.ts';
import { onceCommand } from './once-command.ts';
import { PropertyField } from './property-field.tsx';
import { details, go, jobs } from './state.ts';
import { type ActionForm, hideSecrets, runAgain, shownValues, submitNew } from './submit.ts';
import { countOf, sizeOf } from './words.ts';

/** Whether the form is open, the job that it runs again, and what was dropped for it. */
const runForm = signal<{ again?: string; dropped?: readonly Dropped[] } | undefined>(undefined);

/** Opens the form: for a new job, or to run one again. */
export function openRunForm(again?: string, dropped?: readonly Dropped[]): void {
  runForm.value = { ...(again !== undefined && { again }), ...(dropped && { dropped }) };
}

/** The dialog that submits a job. */
export function RunForm() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = runForm.value;
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} aria-labelledby="run-title" onClose={() => (runForm.value = undefined)}>
      {open && <Fields key={open.again ?? 'new'} again={open.again} dropped={open.dropped} />}
    </dialog>
  );
}

interface FieldsProps {
  again: string | undefined;
  dropped: readonly Dropped[] | undefined;
}

function Fields({ again, dropped: first }: FieldsProps) {
  // After an author saves an action, its last job runs again: with a new job, the action may be a changed one.
  const { value: actions = [] } = useLoaded<ActionForm[]>(`/_local/actions?${jobs.value.size}`);
  const before = details.value.events.find(
    (event): event is MadeEvent => event.kind === 'made' && event.jobId === again,
  );
  const type = again === undefined ? undefined : jobs.value.get(again)?.actionTypeId;
  const [provider, setProvider] = useState<string | undefined>(type?.provider);
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() => shownValues(before));
  const [artifacts, setArtifacts] = useState<readonly Dropped[]>([]);
  // This also takes what is dropped beside the fields while the form is open.
  useEffect(() => first && setArtifacts((before) => [...before, ...first]), [first]);
  const [state, setState] = useState<{ busy: boolean; problem?: string }>({ busy: false });
  const action = actions.find((one) => one.type.provider === provider) ?? actions[0];
  const inputs = action?.inputs ?? { minimum: 0, maximum: 0 };
  const taken = artifacts.slice(0, inputs.maximum);
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (action === undefined) return;
    if (again === undefined && taken.length < inputs.minimum) {
      setState({ busy: false, problem: `The action needs ${countOf(inputs.minimum, 'input artifact')}.` });
      return;
    }
    setState({ busy: true });
    try {
      const jobId =
        again === undefined ? await submitNew(action, filled, taken) : await runAgain(again, values, before);
      runForm.value = undefined;
      go({ view: 'jobs', jobId, tab: 'log', filter: 'all', search: '' });
    } catch (error) {
      setState({ busy: false, problem: (error as Error).message });
    }
  };
  const command = commandFor(
    action?.type.provider ?? '',
    hideSecrets(action, filled),
    again === undefined ? taken.map(({ name }) => name) : ['PATH'],
    onceCommand(),
  );
  return (
    <form method="dialog" onSubmit={(event) => void submit(event as unknown as SubmitEvent)}>
      <h2 id="run-title">{again === undefined ? 'Run an action' : 'Run again'}</h2>
      <label class="field">
        <span>Action</span>
        <select
          value={action?.type.provider}
          disabled={again !== undefined}
          onChange={(event) => setProvider(event.currentTarget.value)}
        >
          {actions.map(({ type: { provider: name } }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <small>{action?.description}</small>
      </label>
      {again === undefined && <ArtifactFields inputs={inputs} artifacts={artifacts} set={setArtifacts} />}
      {action?.properties.map((property) => (
        <PropertyField
          key={property.name}
          property={property}
          isKept={before?.secrets.includes(property.name) ?? false}
          value={ownValue(values, property.name) ?? ''}
          set={(value) => setValues({ ...values, [property.name]: value })}
        />
      ))}
      <div class="command">
        <h3>The same from a terminal</h3>
        <pre {...reachable}>{command}</pre>
        <CopyButton text={command}>Copy</CopyButton>
      </div>
      {state.problem !== undefined && (
        <p role="alert" class="note" data-tone="bad">
          {state.problem}
        </p>
      )}
      <footer>
        <button type="button" class="quiet" onClick={() => (runForm.value = undefined)}>
          Cancel
        </button>
        <button type="submit" class="primary" disabled={state.busy}>
          {state.busy ? `Sending${taken.length > 0 ? ` ${sizeOf(bytesOf(taken))}` : ''}…` : 'Run'}
        </button>
      </footer>
    </form>
  );
}

const bytesOf = (artifacts: readonly Dropped[]) => artifacts.reduce((sum, { content }) => sum + content.size, 0);
