import { chmod, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const OWNER_ONLY = 0o700;
const OWNER_FILE = 0o600;
/** A folder with this file is one of ours. */
const MASTER_KEY = 'master.key';

/** Where the services keep what outlives a restart: client tokens, nonces and configurations, in clear. */
interface StateFolder {
  readonly masterKey: string;
  readonly artifacts: string;
  readonly sqs: string;
  readonly dynamodb: string;
  readonly codePipeline: string;
}

/**
 * Makes a folder that its owner alone can read. One that was there before and holds other things keeps its mode, for it
 * may be anybody's; what the services put into it is for the owner alone all the same.
 */
export async function openStateFolder(folder: string): Promise<StateFolder> {
  const state: StateFolder = {
    masterKey: join(folder, MASTER_KEY),
    artifacts: join(folder, 'artifacts'),
    sqs: join(folder, 'sqs'),
    dynamodb: join(folder, 'dynamodb'),
    codePipeline: join(folder, 'codepipeline.sqlite'),
  };
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
  const present = await readdir(folder);
  if (present.length === 0 || present.includes(MASTER_KEY)) await chmod(folder, OWNER_ONLY);
  for (const part of [state.artifacts, state.sqs, state.dynamodb]) {
    await mkdir(part, { recursive: true });
    await chmod(part, OWNER_ONLY);
  }
  // An empty file is an empty database; the database gives its mode to the files beside it.
  await (await open(state.codePipeline, 'a', OWNER_FILE)).close();
  await chmod(state.codePipeline, OWNER_FILE);
  return state;
}
