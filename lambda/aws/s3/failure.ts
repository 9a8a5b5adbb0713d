import { quote } from '../../../model/escape.ts';
import { ownValue } from '../../../model/own-value.ts';
import { type FailureType, JobFailure } from '../../action/failure.ts';
import type { ArtifactLocation } from '../../action/job.ts';
import { readAnswer, type S3Answer } from './answer.ts';

type ArtifactAction = 's3:GetObject' | 's3:PutObject';

/** What a sentence for the customer may name. */
interface Request {
  action: ArtifactAction;
  /** As it stands in a sentence. */
  artifact: string;
  /** As it stands in a sentence; undefined where neither CodePipeline nor S3 tells the key. */
  key: string | undefined;
}

type Explain = (request: Request, answer: S3Answer) => [FailureType, string];

const AWS_MANAGED_KEY = 'the AWS managed key aws/s3';

const unreachable: Explain = ({ artifact }) => ['SystemUnavailable', `S3 could not be reached for ${artifact}.`];

const gone: Explain = ({ artifact }, { code }) => [
  'RevisionUnavailable',
  `There is no ${artifact}: ${code ?? 'S3 answered 404'}.`,
];

const replaced: Explain = ({ artifact }) => [
  'RevisionOutOfSync',
  `The ${artifact} was replaced while it was being read.`,
];

const inAnotherRegion: Explain = ({ artifact }, { region }) => [
  'ConfigurationError',
  `The bucket of ${artifact} lies in ${region === undefined ? 'another Region' : `the Region ${region}`}; ` +
    'this action reads and writes only in its own Region.',
];

const refusedCredentials: Explain = ({ artifact }, { code }) => [
  'SystemUnavailable',
  `S3 did not take the credentials of the job for ${artifact}: ${code}.`,
];

const keyIs =
  (state: string): Explain =>
  ({ artifact, key = AWS_MANAGED_KEY }, { code }) => [
    'ConfigurationError',
    `The key of ${artifact}, ${key}, ${state}: ${code}.`,
  ];

const denied: Explain = ({ action, artifact, key }, { denied: { action: named, isAboutKey, isExplicit } }) => {
  const isKey = named?.startsWith('kms:') ?? isAboutKey;
  const kmsAction = action === 's3:GetObject' ? 'kms:Decrypt' : 'kms:GenerateDataKey';
  const what = isKey
    ? `${named ?? kmsAction} on ${key ?? AWS_MANAGED_KEY}`
    : `${named ?? action}${key === undefined || named ? '' : `, or access to its key ${key}`}`;
  return [
    'PermissionError',
    `Access denied to ${artifact}: ${what} is ${isExplicit ? 'denied by a policy' : 'missing'}.`,
  ];
};

/** "List of error codes" in the Amazon S3 API Reference; those of KMS are its own ("Errors" of its API), behind "KMS.". */
const BY_CODE: Readonly<Record<string, Explain>> = {
  NoSuchKey: gone,
  NoSuchBucket: gone,
  NoSuchVersion: gone,
  PreconditionFailed: replaced,
  PermanentRedirect: inAnotherRegion,
  AuthorizationHeaderMalformed: inAnotherRegion,
  IllegalLocationConstraintException: inAnotherRegion,
  AccessDenied: denied,
  AccessDeniedException: denied,
  'KMS.AccessDeniedException': denied,
  InvalidObjectState: ({ artifact }) => [
    'RevisionUnavailable',
    `The ${artifact} is archived, in a storage class that cannot be read before it is restored: InvalidObjectState.`,
  ],
  RequestTimeTooSkewed: ({ artifact }) => [
    'SystemUnavailable',
    `The clock of the worker differs from that of S3, which refused ${artifact}: RequestTimeTooSkewed.`,
  ],
  ExpiredToken: refusedCredentials,
  ExpiredTokenException: refusedCredentials,
  TokenRefreshRequired: refusedCredentials,
  InvalidToken: refusedCredentials,
  InvalidAccessKeyId: refusedCredentials,
  SignatureDoesNotMatch: refusedCredentials,
  TemporaryRedirect: unreachable,
  OperationAborted: unreachable,
  RequestTimeout: unreachable,
  IncompleteBody: unreachable,
  BadDigest: unreachable,
  'KMS.DependencyTimeoutException': unreachable,
  'KMS.KeyUnavailableException': unreachable,
  'KMS.KMSInternalException': unreachable,
  'KMS.DisabledException': keyIs('is disabled'),
  'KMS.KMSInvalidStateException': keyIs('cannot be used: it is disabled, or on its way to being deleted'),
  'KMS.NotFoundException': keyIs('is not there; a key of another account must be given by its ARN'),
  'KMS.InvalidKeyUsageException': keyIs('is not a key for encryption'),
  'KMS.IncorrectKeyException': keyIs('is not the one that it was encrypted with'),
};

/** For an answer without a code. */
const BY_STATUS: Readonly<Record<number, Explain>> = {
  301: inAnotherRegion,
  307: unreachable,
  401: denied,
  403: denied,
  404: gone,
  412: replaced,
};

const refused: Explain = ({ artifact }, { code, status }) => [
  status === 401 || status === 403 ? 'PermissionError' : 'JobFailed',
  `S3 refused the ${artifact}: ${code ?? `it answered ${status}`}.`,
];

function explanationOf({ code, status, isThrottled }: S3Answer): Explain {
  if (isThrottled || status === undefined || status >= 500) return unreachable;
  if (code === undefined) return BY_STATUS[status] ?? refused;
  return ownValue(BY_CODE, code) ?? (code.startsWith('KMS.') ? keyIs('was refused by KMS') : refused);
}

/** The failure that a customer can act on, for an error that S3 gave. It goes by the code, and throttling comes first. */
export function s3Failure(
  error: unknown,
  action: ArtifactAction,
  { name, bucketName, objectKey }: ArtifactLocation,
  encryptionKeyId: string | undefined,
): unknown {
  if (error instanceof JobFailure || !(error instanceof Error)) return error;
  const artifact = `artifact ${quote(name)} (s3://${bucketName}/${objectKey})`;
  const answer = readAnswer(error);
  const key = answer.denied.keyArn ?? encryptionKeyId;
  const [type, message] = explanationOf(answer)({ action, artifact, key }, answer);
  return new JobFailure(type, message, { cause: error });
}
