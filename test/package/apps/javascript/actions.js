import { defineAction, JobFailure, required, succeeded, text } from 'codepipeline-partner-action';

const greeter = defineAction({
  type: { category: 'Test', owner: 'ThirdParty', provider: 'Greeter', version: '1' },
  description: 'Greets whom the customer names',
  configuration: { Name: required(text, { description: 'Whom to greet' }) },
  inputs: { minimum: 0, maximum: 0 },
  outputs: { minimum: 0, maximum: 0 },
  async run(job) {
    if (job.configuration.Name === 'nobody') throw new JobFailure('ConfigurationError', 'There is nobody to greet.');
    return succeeded({ summary: `Hello, ${job.configuration.Name}` });
  },
});

export const actions = [greeter];
