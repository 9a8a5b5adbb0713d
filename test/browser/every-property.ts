import {
  boolean,
  defineAction,
  duration,
  json,
  oneOf,
  optional,
  pattern,
  required,
  secret,
  succeeded,
  text,
  url,
  wholeNumber,
} from '../../lambda/index.ts';

const about = { description: 'What it is for.' };
/** An action with a property of every kind, and up to three input artifacts. */
export const everyProperty = defineAction({
  type: { category: 'Test', owner: 'ThirdParty', provider: 'Acme-Scan', version: '1' },
  description: 'Takes everything that an action may take.',
  configuration: {
    Suite: required(text, about),
    Level: optional(oneOf('low', 'high'), about),
    Strict: required(boolean, about),
    Users: optional(wholeNumber(1, 100), about),
    Patience: optional(duration, about),
    Branch: optional(pattern(/[a-z/-]+/, 'the name of a branch'), about),
    Service: optional(url, about),
    Labels: optional(json, about),
    Token: required(secret, about),
  },
  inputs: { minimum: 1, maximum: 3 },
  outputs: 0,
  run: async () => succeeded(),
});
