import type { InputArtifact, OutputArtifact } from '../../model/artifact.ts';
import type { Action } from '../action/action.ts';
import type { Artifacts } from '../job/ports.ts';

/**
 * The artifacts of jobs, whose code is loaded for actions that take or make some: at once, while the job is still being
 * claimed. For others, which wait for a person or ask a service, it is never loaded.
 * @param load Imports what reads and writes them.
 */
export function artifactsWhenNeeded(actions: readonly Action[], load: () => Promise<Artifacts>): Artifacts {
  let loading: Promise<Artifacts> | undefined;
  const artifacts = () => {
    loading ??= load();
    return loading;
  };
  if (actions.some(({ inputs, outputs }) => inputs.maximum + outputs.maximum > 0)) void artifacts();

  return {
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
  // What was never written to has nothing that could be dropped.
  abort: async () => (await made())?.abort(),
});
