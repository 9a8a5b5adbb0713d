/** The rules of the artifact store that no public source settles. Each is a setting, beside those of the control plane. */
export const STORE_RULES = {
  outputsReadable: {
    default: true,
    allowed: 'true or false',
    meaning: "A job's credentials may read the output artifacts that they may write.",
    source: 'the reach of artifact credentials is not documented',
  },
  keyIdExact: {
    default: true,
    allowed: 'true or false',
    meaning:
      'An upload must name the very KMS key of the job in x-amz-server-side-encryption-aws-kms-key-id, and none when the job has none.',
    source: 'documented is what to send (CodePipeline User Guide, integrations), not what is refused',
  },
  missingKeyDenied: {
    default: false,
    allowed: 'true or false',
    meaning: 'Reading a key without an object is answered AccessDenied and not NoSuchKey.',
    source:
      'S3 does so for callers without s3:ListBucket (documented, GetObject); whether a job has it is not documented',
  },
} as const;

export type StoreRules = { [Name in keyof typeof STORE_RULES]: boolean };

/** The rules with the given ones changed. */
export const storeRules = (changed: Partial<StoreRules> = {}): StoreRules => ({
  outputsReadable: STORE_RULES.outputsReadable.default,
  keyIdExact: STORE_RULES.keyIdExact.default,
  missingKeyDenied: STORE_RULES.missingKeyDenied.default,
  ...changed,
});
