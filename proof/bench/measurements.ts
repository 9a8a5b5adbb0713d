import { artifactSize } from './measure/artifact-size.ts';
import { calls } from './measure/calls.ts';
import { coldStart } from './measure/cold-start.ts';
import { createLarge } from './measure/create-large.ts';
import { createManySmall } from './measure/create-many-small.ts';
import { extract } from './measure/extract.ts';
import { flood } from './measure/flood.ts';
import { idle } from './measure/idle.ts';
import { page } from './measure/page.ts';
import { pickup } from './measure/pickup.ts';
import { pipelineMemory } from './measure/pipeline-memory.ts';
import { readFewLarge } from './measure/read-few-large.ts';
import { readManySmall } from './measure/read-many-small.ts';
import { readTiny } from './measure/read-tiny.ts';
import { remoteFewLarge, remoteManySmall } from './measure/remote.ts';
import { rezip } from './measure/rezip.ts';
import { throughput } from './measure/throughput.ts';
import { upload } from './measure/upload.ts';
import { zip64 } from './measure/zip64.ts';
import type { Measurement } from './measurement.ts';

/** All measurements, in the order in which they are taken. */
export const measurements: readonly Measurement[] = [
  readManySmall,
  readFewLarge,
  readTiny,
  extract,
  createManySmall,
  createLarge,
  rezip,
  remoteManySmall,
  remoteFewLarge,
  upload,
  pipelineMemory,
  artifactSize,
  zip64,
  calls,
  idle,
  pickup,
  throughput,
  flood,
  coldStart,
  page,
];
