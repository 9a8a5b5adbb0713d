import { useEffect, useRef } from 'preact/hooks';
import type { TextForm } from '../../../model/text-form.ts';
import { problemOf } from './problem-of.ts';
import type { ActionForm } from './submit.ts';

interface PropertyFieldProps {
  property: ActionForm['properties'][number];
  /** Whether it is secret and keeps its value when nothing is entered. */
  isKept: boolean;
  value: string;
  set(value: string): void;
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The field for a property of the configuration, of the kind that fits the property. */
export function PropertyField({ property, isKept, value, set }: PropertyFieldProps) {
  const { name, description, required, secret, asks } = property;
  const element = useRef<Field>(null);
  const problem = secret ? '' : problemOf(asks, value);
  useEffect(() => element.current?.setCustomValidity(problem), [problem]);
  const field = {
    ref: (found: Field | null) => {
      element.current = found;
    },
    id: `property-${name}`,
    autocomplete: 'off',
    value,
    required: required && !isKept,
    placeholder: isKept ? 'stays as it is' : '',
    'aria-describedby': `about-${name}`,
    'aria-invalid': problem !== '',
    onInput: ({ currentTarget }: { currentTarget: Field }) => set(currentTarget.value),
  } as const;
  return (
    <div class="field">
      <label for={field.id}>
        {name} {required && <em>required</em>}
        {secret && <em>secret</em>}
      </label>
      <Control {...{ asks, secret, field, choices: choicesOf(property, value) }} />
      <small id={field['aria-describedby']}>
        {description}
        {problem !== '' && <b class="problem"> {problem}</b>}
      </small>
    </div>
  );
}

interface ControlProps {
  asks: TextForm | undefined;
  secret: boolean;
  field: object;
  choices: readonly string[];
}

function Control({ asks, secret, field, choices }: ControlProps) {
  if (secret) return <input type="password" {...field} />;
  switch (asks?.kind) {
    case 'choice':
      return (
        <select {...field}>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice === '' ? 'left out' : choice}
            </option>
          ))}
        </select>
      );
    case 'number':
      return <input type="number" step={1} min={asks.least ?? undefined} max={asks.most ?? undefined} {...field} />;
    case 'url':
      return <input type="url" inputMode="url" {...field} />;
    case 'json':
      return <textarea rows={3} {...field} />;
    default:
      return <input type="text" {...field} />;
  }
}

/** What may be chosen, to leave it out first; and what an earlier job had, which the action may not take. */
function choicesOf({ asks }: PropertyFieldProps['property'], value: string): string[] {
  const choices = asks?.kind === 'choice' ? asks.choices : [];
  return [...new Set(['', ...choices, value])];
}
