import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { LOCAL_REGION, localKeyPair } from '../../model/local/services.ts';
import type { FaultContext } from './fault.ts';

type Sdk = typeof import('@aws-sdk/client-codepipeline');

/** Calls CodePipeline as somebody else's worker does: past the functions, and past the faults between them and the services. */
export async function callAsOther<T>(
  { controlPlane }: FaultContext['services'],
  calls: (client: CodePipelineClient, sdk: Sdk) => Promise<T>,
): Promise<T> {
  // Every help text reads the names of the faults, and the SDK would be half of what that loads.
  const sdk = await import('@aws-sdk/client-codepipeline');
  const client = new sdk.CodePipelineClient({
    endpoint: controlPlane.url,
    region: LOCAL_REGION,
    credentials: localKeyPair,
  });
  try {
    return await calls(client, sdk);
  } finally {
    client.destroy();
  }
}
