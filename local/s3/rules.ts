/** The rules of the store that no public source settles. Each is a setting. */
export const STORE_RULES = {
  outputsReadable: {
    standard: true,
    meaning: "A job's credentials may read the output artifacts that they may write.",
    source: 'assumed: the reach of artifact credentials is not documented',
  },
  keyIdExact: {
    standard: true,
    meaning:
      'An upload must name the very KMS key of the job in x-amz-server-side-encryption-aws-kms-key-id, and none when the job has none.',
    source: 'assumed: documented is what to send (CodePipeline User Guide, integrations), not what is refused',
  },
  missingKeyDenied: {
    standard: false,
    meaning: 'Reading a key without an object is answered AccessDenied and not NoSuchKey.',
    source:
      'assumed: S3 does so for callers without s3:ListBucket (documented, GetObject); whether a job has it is not documented',
  },
} as const;

export type StoreRules = { [Name in keyof typeof STORE_RULES]: boolean };

/** The rules with the given ones changed. */
export const storeRules = (changed: Partial<StoreRules> = {}): StoreRules => ({
  outputsReadable: STORE_RULES.outputsReadable.standard,
  keyIdExact: STORE_RULES.keyIdExact.standard,
  missingKeyDenied: STORE_RULES.missingKeyDenied.standard,
  ...changed,
});
