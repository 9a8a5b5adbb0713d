import { integrationVariables, localSealingSecret } from '../../model/integration.ts';
import { stackVariables } from '../../model/stack-variables.ts';
import { customJobs } from '../aws/codepipeline/custom-jobs.ts';
import { thirdPartyJobs } from '../aws/codepipeline/third-party-jobs.ts';
import { dynamodbClients } from '../aws/dynamodb/clients.ts';
import { type ReadSecret, secretsManagerSecret } from '../aws/secrets-manager/secret.ts';
import type { TimeLimits } from '../aws/time-limits.ts';
import { customSource } from '../sources/custom/custom-source.ts';
import { thirdPartySource } from '../sources/third-party/third-party-source.ts';
import { deployedIntegration, isLocal, requireVariable } from './environment.ts';

/** Where the jobs of this deployment come from. */
export const deployedSource = (limits: TimeLimits) =>
  deployedIntegration() === 'custom'
    ? customSource({ jobs: customJobs({ limits }), secret: sealingSecret() })
    : thirdPartySource({
        jobs: thirdPartyJobs({ limits }),
        clients: dynamodbClients(requireVariable(stackVariables.clientsTable), { limits }),
      });

/** A developer's machine has no Secrets Manager, and its state needs no protection. */
const sealingSecret = (): ReadSecret =>
  isLocal()
    ? async () => localSealingSecret
    : secretsManagerSecret(requireVariable(integrationVariables.sealingSecret));
