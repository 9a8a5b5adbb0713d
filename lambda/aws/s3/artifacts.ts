import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { InputArtifact, OutputArtifact } from '../../../model/artifact.ts';
import type { Artifacts } from '../../job/ports.ts';
import type { Limited } from '../time-limits.ts';
import { s3Artifact } from './artifact.ts';
import { type S3Source, s3Source } from './source.ts';
import { type S3Upload, s3Upload } from './upload.ts';

/** How archives are read from and written to plain bytes. */
interface ArchiveFormat {
  openArchive(source: S3Source): InputArtifact;
  createArchive(sink: Pick<S3Upload, 'write'>): Omit<OutputArtifact, 'abort'>;
}

/** The artifacts of jobs, as archives in S3. */
export function s3Artifacts(
  { openArchive, createArchive }: ArchiveFormat,
  config: Limited<S3ClientConfig> = {},
): Artifacts {
  return {
    input: (location, access) => openArchive(s3Source(s3Artifact(location, access, config))),
    output(location, access) {
      const upload = s3Upload(s3Artifact(location, access, config));
      const archive = createArchive(upload);
      return {
        write: (path, content, options) => archive.write(path, content, options),
        copy: (entry) => archive.copy(entry),
        async finish() {
          await archive.finish();
          await upload.finish();
        },
        abort: () => upload.abort(),
      };
    },
  };
}
