import { hkdfSync, randomBytes } from 'node:crypto';
import { seal, unseal } from '../../model/seal.ts';
import { JobFailure } from '../action/failure.ts';
import type { LedgerReader } from './ports.ts';
import { unavailable } from './unavailable.ts';

/** The longest continuation token that the API takes, in characters. */
export const MAX_TOKEN_LENGTH = 2048;
/** The longest continuation state that an action may hand on, in UTF-8 bytes: a DynamoDB item holds 400 KB. */
export const MAX_STATE_BYTES = 200 * 1024;

const SPILLED = 'ledger:v1:';

/** A key for one use, such as one job's continuation token, that only holders of the secret can make. */
export const keyFrom = (secret: string, use: string) =>
  Buffer.from(hkdfSync('sha256', secret, use, 'continuation token', 32));

/**
 * What to put in place of continuation state that is too long for a token: a reference that holds the key, and the
 * state under that key for the ledger.
 * @throws JobFailure JobFailed when the state is too long for the ledger as well, is not valid Unicode, or looks like such a
 * reference.
 */
export function spill(state: string, jobId: string): { token: string; spilled?: string } {
  if (state.startsWith(SPILLED)) {
    throw new JobFailure('JobFailed', `The action's continuation token starts with "${SPILLED}", which is reserved.`);
  }
  // Sealing would put another character in its place, and the next round would have another state and no count of rounds.
  if (!state.isWellFormed()) {
    throw new JobFailure(
      'JobFailed',
      "The action's continuation token is cut in the middle of a character: half of a surrogate pair stands alone in it.",
    );
  }
  if (state.length > 0 && state.length <= MAX_TOKEN_LENGTH) return { token: state };
  const size = Buffer.byteLength(state);
  if (size === 0 || size > MAX_STATE_BYTES) {
    throw new JobFailure(
      'JobFailed',
      `The action's continuation token has ${size} bytes, allowed are 1 to ${MAX_STATE_BYTES}.`,
    );
  }
  const key = randomBytes(32);
  return { token: `${SPILLED}${jobId}:${key.toString('base64url')}`, spilled: seal(state, key) };
}

/**
 * The continuation state behind a token.
 * @throws JobFailure SystemUnavailable when the ledger no longer holds it.
 */
export async function unspill(token: string, ledger: LedgerReader): Promise<string> {
  if (!token.startsWith(SPILLED)) return token;
  const [jobId = '', key = ''] = token.slice(SPILLED.length).split(':');
  const spilled = (await ledger.read(jobId).catch(unavailable('its ledger')))?.spilled;
  const state = spilled && unseal(spilled, Buffer.from(key, 'base64url'));
  if (state === undefined || state === '') {
    throw new JobFailure('SystemUnavailable', `The state that round ${jobId} of this action left is no longer there.`);
  }
  return state;
}
