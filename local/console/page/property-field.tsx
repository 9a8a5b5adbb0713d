import type { ActionForm } from './submit.ts';

interface PropertyFieldProps {
  property: ActionForm['properties'][number];
  /** Whether it is secret and keeps its value when nothing is entered. */
  isKept: boolean;
  value: string;
  set(value: string): void;
}

/** A property of the configuration to fill in. */
export function PropertyField({
  property: { name, description, required, secret },
  isKept,
  value,
  set,
}: PropertyFieldProps) {
  const field = {
    id: `property-${name}`,
    autocomplete: 'off',
    value,
    required: required && !isKept,
    placeholder: isKept ? 'stays as it is' : '',
    onInput: (event: InputEvent & { currentTarget: HTMLInputElement }) => set(event.currentTarget.value),
  } as const;
  return (
    <label class="field" for={`property-${name}`}>
      <span>
        {name} {required && <em>required</em>}
        {secret && <em>secret</em>}
      </span>
      {secret ? <input type="password" {...field} /> : <input type="text" {...field} />}
      <small>{description}</small>
    </label>
  );
}
