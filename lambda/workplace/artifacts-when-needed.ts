import type { InputArtifact, OutputArtifact } from '../../model/artifact.ts';
import type { Artifacts } from '../job/ports.ts';

/** Artifacts whose code can be loaded ahead. */
export interface LaterArtifacts extends Artifacts {
  /** Loads the code. A failure shows where an artifact is used. */
  prepare(): void;
}

/**
 * The artifacts of jobs, with code that is loaded only for jobs that have artifacts: as soon as that is known, while the job is
 * still being claimed. To load it takes as long as all the rest of a thread.
 * @param load Imports the code that reads and writes artifacts.
 */
export function artifactsWhenNeeded(load: () => Promise<Artifacts>): LaterArtifacts {
  let loading: Promise<Artifacts> | undefined;
  const artifacts = () => {
    loading ??= load();
    return loading;
  };

  return {
    prepare: () => void artifacts().catch(() => undefined),
    input: (location, access) => openedLater(once(async () => (await artifacts()).input(location, access))),
    output: (location, access) => writtenLater(once(async () => (await artifacts()).output(location, access))),
  };
}

interface Once<Made> {
  make(): Promise<Made>;
  /** Undefined until somebody has asked for it. */
  made(): Promise<Made> | undefined;
}

function once<Made>(make: () => Promise<Made>): Once<Made> {
  let made: Promise<Made> | undefined;
  return {
    make() {
      made ??= make();
      return made;
    },
    made: () => made,
  };
}

const openedLater = ({ make }: Once<InputArtifact>): InputArtifact => ({
  async *entries() {
    yield* (await make()).entries();
  },
  read: async (path) => (await make()).read(path),
  extract: async (folder, options) => (await make()).extract(folder, options),
});

const writtenLater = ({ make, made }: Once<OutputArtifact>): OutputArtifact => ({
  write: async (path, content, options) => (await make()).write(path, content, options),
  copy: async (entry) => (await make()).copy(entry),
  finish: async () => (await make()).finish(),
  // An artifact that was never written to has nothing to drop.
  abort: async () => (await made())?.abort(),
});
