import { type S3Artifact, s3Artifact } from '../../../lambda/aws/s3/artifact.ts';

/** Where an artifact lies and what it is reached with. */
export interface ArtifactAddress {
  endpoint: string;
  location: { name: string; bucketName: string; objectKey: string };
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
}

/** The settings of an S3 client for it. */
export const clientSettings = ({ endpoint, credentials }: ArtifactAddress) => ({
  ...{ endpoint, credentials },
  region: 'us-east-1',
  forcePathStyle: true,
});

/** The artifact as the worker sees it. */
export function openArtifact(address: ArtifactAddress): S3Artifact {
  const { location, credentials, ...rest } = address;
  const access = {
    encryptionKeyId: undefined,
    signal: new AbortController().signal,
    transfers: { add: () => undefined },
    credentials: async () => credentials,
  };
  const { credentials: _, ...settings } = clientSettings({ location, credentials, ...rest });
  return s3Artifact(location, access, settings);
}

/** @throws SyntaxError when the text is not an address. */
export const parseAddress = (text: string): ArtifactAddress => JSON.parse(text);
