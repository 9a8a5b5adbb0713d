import { httpStatusOf, isThrottling } from '../errors.ts';

/** What an error of the S3 client tells. */
export interface S3Answer {
  /** S3's own name of the error. The answer to HeadObject has no body, so that it has no code either. */
  code: string | undefined;
  /** Undefined when no answer came. */
  status: number | undefined;
  /** S3 asked for fewer requests, in its own name or in that of KMS. */
  isThrottled: boolean;
  /** The Region that S3 sends the caller to. */
  region: string | undefined;
  /** What an AccessDenied is about, as far as S3 says it. */
  denied: { action?: string | undefined; keyArn?: string | undefined; isAboutKey: boolean; isExplicit: boolean };
}

/** What the SDK puts into an error beside its code: the elements of the XML body, and the answer as it came. */
interface S3Error extends Error {
  Region?: unknown;
  Endpoint?: unknown;
  $response?: { headers?: Record<string, string> };
}

/** The SDK's names for an answer without a body. */
const NAMELESS = ['Unknown', 'UnknownError', 'NotFound'];

const isRegion = (place: unknown): place is string =>
  typeof place === 'string' && /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(place);

/** Reads what an error that the S3 client threw tells. */
export function readAnswer(error: Error): S3Answer {
  return {
    code: NAMELESS.includes(error.name) ? undefined : error.name,
    status: httpStatusOf(error),
    isThrottled: isThrottling(error),
    region: readRegion(error),
    denied: readDenial(error.message),
  };
}

/** The Region is in the header or the body of a redirect, and in the answer to a request that was signed for another Region. */
function readRegion({ Region, Endpoint, $response, message }: S3Error): string | undefined {
  const header = $response?.headers?.['x-amz-bucket-region'];
  const expected = /expecting '([^']*)'/.exec(message)?.[1];
  const host = typeof Endpoint === 'string' ? /\.s3[.-]([a-z\d-]+)\.amazonaws/.exec(Endpoint)?.[1] : undefined;
  return [header, Region, expected, host].find(isRegion);
}

/** The code AccessDenied does not say what is missing; only the sentence beside it does, and not always. */
const readDenial = (message: string): S3Answer['denied'] => ({
  action: /not authorized to perform: ([a-z\d-]+:[A-Za-z]+)/.exec(message)?.[1],
  keyArn: /arn:aws[a-z-]*:kms:[\w:/-]+/.exec(message)?.[0],
  isAboutKey: /\bkms:|KMS|customer master key/.test(message),
  isExplicit: message.includes('explicit deny'),
});
