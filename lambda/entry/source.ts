import { integrationVariables, localSealingSecret } from '../../model/integration.ts';
import { customJobs } from '../aws/codepipeline/custom-jobs.ts';
import { thirdPartyJobs } from '../aws/codepipeline/third-party-jobs.ts';
import { dynamodbClients } from '../aws/dynamodb/clients.ts';
import { type Secret, secretsManagerSecret } from '../aws/secrets-manager/secret.ts';
import { customSource } from '../sources/custom/custom-source.ts';
import { thirdPartySource } from '../sources/third-party/third-party-source.ts';
import { deployedIntegration, isLocal, requireVariable } from './environment.ts';

/** Where the jobs of this deployment come from. */
export const deployedSource = () =>
  deployedIntegration() === 'custom'
    ? customSource({ jobs: customJobs(), secret: sealingSecret() })
    : thirdPartySource({ jobs: thirdPartyJobs(), clients: dynamodbClients(requireVariable('CLIENTS_TABLE')) });

/** On a developer's machine nothing is to be kept from anybody, and there is no Secrets Manager. */
const sealingSecret = (): Secret =>
  isLocal()
    ? async () => localSealingSecret
    : secretsManagerSecret(requireVariable(integrationVariables.sealingSecret));
