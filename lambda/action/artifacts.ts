import type { InputArtifact, OutputArtifact } from '../../model/artifact.ts';

type UpTo10 = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/**
 * The number of artifacts that the action takes or makes: whole numbers from 0 to 10, of which the first is not greater.
 * Source of the limits: `ActionTypeArtifactDetails` of the service model; a custom action type has 5 at most.
 *
 * @example
 * const upToThree: ArtifactCount = { minimum: 0, maximum: 3 };
 */
export interface ArtifactCount {
  minimum: number;
  maximum: number;
}

/**
 * The artifacts of an action in one direction, in any of three forms: exactly so many, a range, or exactly these names,
 * which the pipeline then has to give its artifacts.
 *
 * @example
 * const exactlyOne: Artifacts = 1;
 * const oneOrNone: Artifacts = { minimum: 0, maximum: 1 };
 * const these: Artifacts = ['Report', 'Log'];
 */
export type Artifacts = UpTo10 | ArtifactCount | readonly string[];

type Maximum<A> = A extends readonly string[] ? A['length'] : A extends { maximum: infer M } ? M : A;
type Minimum<A> = A extends readonly string[] ? A['length'] : A extends { minimum: infer M } ? M : A;

/** The names that an artifact may be asked for by. */
export type NameOf<A> = A extends readonly (infer Name extends string)[] ? Name : Maximum<A> extends 0 ? never : string;

/** Methods, because only these let a job with known artifacts pass where any job is taken. */
interface Openers<A, T> {
  any(name?: string): T;
  none(thisActionHasNone: never): never;
  only(name?: NameOf<A>): T;
  /** Nobody can call the second form. It lets the job pass where any job is taken. */
  onlyOrNone: { (name?: NameOf<A>): T | undefined; (none: never): T };
  named(name: NameOf<A>): T;
  namedOrNone: { (name: NameOf<A>): T | undefined; (none: never): T };
}

/**
 * How an artifact is opened: its name may be left out where there is only one, and one may be missing where the range
 * begins at 0.
 */
type Opener<A, T> =
  number extends Maximum<A>
    ? Openers<A, T>['any']
    : Maximum<A> extends 0
      ? Openers<A, T>['none']
      : Maximum<A> extends 1
        ? Openers<A, T>[Minimum<A> extends 0 ? 'onlyOrNone' : 'only']
        : Openers<A, T>[Minimum<A> extends 0 ? 'namedOrNone' : 'named'];

export type OpenInput<A> = Opener<A, InputArtifact>;
export type OpenOutput<A> = Opener<A, OutputArtifact>;

/** What an action asks of the artifacts of its jobs, whichever form its author chose. */
export interface ArtifactNeed extends ArtifactCount {
  /** Exactly these names, when the author gave names. */
  names?: readonly string[];
}

/** @throws TypeError for what has none of the forms, as an action that is not compiled may give. */
export function needOf(artifacts: Artifacts): ArtifactNeed {
  if (typeof artifacts === 'number') return { minimum: artifacts, maximum: artifacts };
  if (isNames(artifacts)) return { minimum: artifacts.length, maximum: artifacts.length, names: [...artifacts] };
  if (typeof artifacts === 'object' && artifacts !== null) return { ...artifacts };
  throw new TypeError(
    `inputs and outputs are a number, { minimum, maximum } or a list of names, not ${String(artifacts)}`,
  );
}

const isNames = (artifacts: Artifacts): artifacts is readonly string[] => Array.isArray(artifacts);
