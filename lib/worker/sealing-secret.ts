import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/**
 * What seals the continuation state of custom actions. A third-party job is sealed with the token of its client, and needs
 * none.
 */
export function createSealingSecret(scope: Construct, removalPolicy: RemovalPolicy, encryptionKey?: IKey): Secret {
  const secret = new Secret(scope, 'SealingSecret', {
    description: 'Seals what jobs of custom actions hand from round to round',
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy,
    ...(encryptionKey && { encryptionKey }),
  });
  acknowledge(secret, 'SMG4', 'A new secret makes actions run again and counts rounds anew: it is put in by hand.');
  return secret;
}
