import { mkdtemp } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { explainError, explainFully } from '../../command/explain-error.ts';

describe('the explanation of an error', () => {
  it('names what AWS answered, and leaves out the request that AWS sends back with it', () => {
    const message =
      "The signature does not match.\n\nThe Canonical String should have been\n'POST\nx-amz-security-token:secret";
    const error = Object.assign(new Error(message), {
      name: 'InvalidSignatureException',
      $metadata: { httpStatusCode: 400 },
    });

    expect(explainError(error)).toBe('AWS answered InvalidSignatureException: The signature does not match.');
  });

  it('asks whether npm start is running when nothing answers', () => {
    const error = Object.assign(new Error(''), { code: 'ECONNREFUSED' });

    expect(explainError(error)).toContain('is `npm start` running?');
  });

  it.each([
    ['for a user', explainError],
    ['for a developer', explainFully],
  ])('names the variable, %s, when there is no place for temporary files', async (_whom, explain) => {
    const error = await mkdtemp('/nonexistent/place/start-').catch((thrown: unknown) => thrown);

    expect(explain(error)).toMatch(
      /^No folder for temporary files can be made in \/nonexistent\/place \(ENOENT\): .*TMPDIR/,
    );
    expect(explain(error)).not.toContain('\n');
  });

  it('shows nothing of a value that is not an error', () => {
    expect(explainError('secret')).not.toContain('secret');
  });
});
