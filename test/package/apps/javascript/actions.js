import { defineAction, JobFailure, required, succeeded, text } from 'codepipeline-partner-action';

const greeter = defineAction({
  type: { category: 'Test', provider: 'Greeter', version: '1' },
  description: 'Greets whom the customer names',
  configuration: { Name: required(text, { description: 'Whom to greet' }) },
  inputs: 0,
  outputs: 0,
  async run(job) {
    if (job.configuration.Name === 'nobody') throw new JobFailure('ConfigurationError', 'There is nobody to greet.');
    return succeeded({ summary: `Hello, ${job.configuration.Name}` });
  },
});

export const actions = [greeter];
