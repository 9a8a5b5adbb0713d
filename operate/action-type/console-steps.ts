import type { Example } from './example.ts';

/**
 * The steps in the CodePipeline console.
 * Source: AWS CodePipeline User Guide, "Create and add a custom action"; what the console calls things may have changed.
 */
export const consoleSteps = (version: string, { provider, properties, inputs, outputs }: Example): string =>
  [
    'Open the pipeline, and choose Edit.',
    'Choose Edit stage at a stage after the source, and there Add action group.',
    `Enter an action name. Choose the action provider ${provider} (version ${version}).`,
    ...(inputs.length > 0 ? [`Choose ${amount(inputs.length, 'input artifact')} of earlier actions.`] : []),
    ...(outputs.length > 0 ? [`Name ${amount(outputs.length, 'output artifact')}: ${outputs.join(', ')}.`] : []),
    ...properties.map(
      ({ name, required, description }) =>
        `${required ? 'Enter' : 'Enter, if you like,'} ${onOneLine(name)}: ${onOneLine(description)}`,
    ),
    'Choose Done twice, and Save. Choose Release change to run the pipeline.',
  ]
    .map((step, index) => `${index + 1}. ${step}`)
    .join('\n');

/** A step of a list stays one step, and what looks like HTML is shown as it was written. */
const onOneLine = (text: string) => text.replace(/\s+/g, ' ').replace(/[<&]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const amount = (count: number, what: string) => (count === 1 ? `one ${what}` : `${count} ${what}s`);
