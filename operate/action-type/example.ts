import type { Action } from '../../lambda/action/action.ts';
import type { Property } from '../../lambda/action/configuration.ts';

/** An action as an example in a pipeline, with words in capitals that the customer replaces. */
export interface Example {
  readonly provider: string;
  readonly properties: readonly ExampleProperty[];
  /** The names of the artifacts: as many as the action needs at least, and one if it takes any. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A property, with its description on one line. */
export interface ExampleProperty {
  readonly name: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly description: string;
}

/** The customer replaces it with a value. */
export const VALUE = 'VALUE';
/** The customer replaces it with the name of a secret in Secrets Manager. */
export const SECRET_NAME = 'NAME-OF-SECRET';

export const exampleOf = ({ type, configuration, inputs, outputs }: Action): Example => ({
  provider: type.provider,
  properties: Object.entries(configuration).map(([name, property]) => exampleProperty(name, property)),
  inputs: inputs.names ?? numbered('Input', Math.max(inputs.minimum, Math.min(inputs.maximum, 1))),
  outputs: outputs.names ?? numbered('Output', outputs.minimum),
});

const exampleProperty = (name: string, { required, secret, description }: Property<unknown>): ExampleProperty => ({
  name,
  required,
  secret,
  description: description.replace(/\s+/g, ' ').trim(),
});

const numbered = (word: string, count: number) => Array.from({ length: count }, (_, index) => `${word}${index + 1}`);
