import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { continues, failed, type Outcome, succeeded } from '../../../lambda/action/outcome.ts';
import { keyFrom } from '../../../lambda/job/continuation.ts';
import { decide } from '../../../lambda/job/decide.ts';
import { checkInput } from '../../../local/codepipeline/validate.ts';
import model from '../../../model/codepipeline/service-model.json' with { type: 'json' };
import { createRedactor } from '../../../model/redaction/redactor.ts';
import { unseal } from '../../../model/seal.ts';
import { memoryLog } from '../../../testing/memory-log.ts';

const JOB = { jobId: 'j-1', clientToken: 'client-token-4711' };
const most = (shape: 'ExecutionSummary' | 'ExecutionId' | 'Message' | 'ContinuationToken') => model.shapes[shape].max;

/** The input of the Put call that reports this outcome. */
function putInput(outcome: Outcome) {
  const key = keyFrom(JOB.clientToken, JOB.jobId);
  const message = { clientId: 'c-1', jobId: JOB.jobId };
  const { decided } = decide(
    outcome,
    { message, redactor: createRedactor(), log: memoryLog() },
    { key, takesVariables: true },
  );
  if (decided.kind === 'failed') return { ...JOB, failureDetails: decided.failure };
  const { executionDetails, sealedToken } = decided;
  const continuationToken = sealedToken && unseal(sealedToken, key);
  return { ...JOB, executionDetails, continuationToken };
}

/** As it goes over the wire: JSON leaves out what is undefined. */
const wire = (input: object) => JSON.parse(JSON.stringify(input));

describe('the worker', () => {
  it('puts texts whole up to the lengths of the service model, and cuts what is longer', () => {
    const whole = putInput(
      continues('t'.repeat(most('ContinuationToken')), {
        summary: 's'.repeat(most('ExecutionSummary')),
        externalExecutionId: 'i'.repeat(most('ExecutionId')),
      }),
    );
    const cut = putInput(succeeded({ summary: 's'.repeat(most('ExecutionSummary') + 1) }));
    const cutFailure = putInput(failed('JobFailed', 'm'.repeat(most('Message') + 1)));

    expect(whole).toMatchObject({
      continuationToken: 't'.repeat(most('ContinuationToken')),
      executionDetails: {
        summary: 's'.repeat(most('ExecutionSummary')),
        externalExecutionId: 'i'.repeat(most('ExecutionId')),
      },
    });
    expect(cut).toMatchObject({ executionDetails: { summary: `${'s'.repeat(most('ExecutionSummary') - 1)}…` } });
    expect(cutFailure).toMatchObject({ failureDetails: { message: `${'m'.repeat(most('Message') - 1)}…` } });
  });

  it('puts nothing that the service model refuses, whatever an action says', () => {
    const text = fc.string({ unit: 'binary', maxLength: 6000, size: 'max' });
    const details = fc.record({ summary: text, externalExecutionId: text, percentComplete: fc.double() });
    const good = fc.oneof(
      details.map(succeeded),
      fc.tuple(text, details).map(([token, rest]) => continues(token, rest)),
    );

    fc.assert(
      fc.property(good, text, (outcome, message) => {
        const put = putInput(outcome);
        const operation = 'failureDetails' in put ? 'PutThirdPartyJobFailureResult' : 'PutThirdPartyJobSuccessResult';
        expect(() => checkInput(operation, wire(put))).not.toThrow();
        expect(() =>
          checkInput('PutThirdPartyJobFailureResult', wire(putInput(failed('JobFailed', message)))),
        ).not.toThrow();
      }),
    );
  });
});
