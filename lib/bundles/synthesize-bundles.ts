import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import { modulePath } from '../../model/module-path.ts';
import type { BundleName } from './bundles.ts';
import type { Definition } from './definitions.ts';

/** What the child is told. */
export interface ToSynthesize {
  /** The absolute path of the author's module. */
  readonly actions: string;
  /** Where the bundles are to lie. */
  readonly folder: string;
}

/** What the child answers. */
export interface Synthesized {
  readonly definitions: readonly Definition[];
  /** The folder of each function's bundle. */
  readonly folders: Readonly<Record<BundleName, string>>;
}

/** The file descriptor of the child's answer: what the author's module prints is not part of it. */
export const RESULT = 3;
/** What is said when nothing else was: nobody would look for a call of `process.exit` in what is imported. */
const ENDED = 'The process ended before they were read: a module that they import ends it when it is loaded.';
const MAX_ANSWER_BYTES = 2 ** 26;

/**
 * Bundles the functions and reads the actions while a construct waits, as constructs must. It happens in a process of its
 * own, which has no credentials of AWS: the author's module runs there. No service of esbuild stays behind.
 * @param module The path of the module that exports `actions`, from the working directory.
 * @throws Error naming the module, and why it cannot be bundled or run.
 */
export function synthesizeBundles(module: string, folder: string): Synthesized {
  const actions = resolve(module);
  if (!existsSync(actions)) {
    const counted = isAbsolute(module) ? '' : `. A relative path counts from the working directory, ${process.cwd()}`;
    throw new Error(`actions is "${module}": there is no file ${actions}${counted}`);
  }
  if (statSync(actions).isDirectory()) {
    throw new Error(
      `actions is "${module}": that is a folder; name the module in it that exports them, such as actions.ts`,
    );
  }
  const toSynthesize: ToSynthesize = { actions, folder };
  const { status, output, stderr, error } = spawnSync(
    process.execPath,
    [
      '--enable-source-maps',
      '--disable-warning=ExperimentalWarning',
      modulePath(import.meta.url, './synth-program'),
      JSON.stringify(toSynthesize),
    ],
    {
      env: withoutCredentials(process.env),
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      maxBuffer: MAX_ANSWER_BYTES,
      encoding: 'utf8',
    },
  );
  const answer = output?.[RESULT];
  if (error || status !== 0 || !answer) {
    throw new Error(`The actions of ${actions} cannot be deployed.\n${error?.message ?? (stderr.trim() || ENDED)}`);
  }
  return JSON.parse(answer);
}

/** Where the SDKs look for credentials is closed. What else belongs to this process, such as loaders, is not the child's. */
function withoutCredentials(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = Object.entries(environment).filter(([name]) => !/^AWS_|^NODE_OPTIONS$/i.test(name));
  return {
    ...Object.fromEntries(others),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
