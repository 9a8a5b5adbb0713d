import type { InputArtifact, OutputArtifact } from '../../model/artifact.ts';
import type { Action } from '../action/action.ts';
import type { Artifacts } from '../job/ports.ts';

/**
 * The artifacts of jobs, with code that is loaded only for actions that take or make artifacts: at once, while the job is
 * still being claimed. Other actions wait for a person or ask a service, and never load it.
 * @param load Imports the code that reads and writes artifacts.
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
  // An artifact that was never written to has nothing to drop.
  abort: async () => (await made())?.abort(),
});
