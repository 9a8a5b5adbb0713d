import type { InputArtifact, OutputArtifact } from '../../model/artifact.ts';

type UpTo10 = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/**
 * The number of artifacts that the action takes or makes: whole numbers from 0 to 10, where the minimum is not greater than
 * the maximum. Source of the limits: `ActionTypeArtifactDetails` of the service model; a custom action type has at most 5.
 *
 * @example
 * const upToThree: ArtifactCount = { minimum: 0, maximum: 3 };
 */
export interface ArtifactCount {
  minimum: number;
  maximum: number;
}

/**
 * The artifacts of an action in one direction, in one of three forms: an exact number, a range, or a list of names. The
 * pipeline has to give its artifacts exactly these names.
 *
 * @example
 * const exactlyOne: Artifacts = 1;
 * const oneOrNone: Artifacts = { minimum: 0, maximum: 1 };
 * const these: Artifacts = ['Report', 'Log'];
 */
export type Artifacts = UpTo10 | ArtifactCount | readonly string[];

type Maximum<A> = A extends readonly string[] ? A['length'] : A extends { maximum: infer M } ? M : A;
type Minimum<A> = A extends readonly string[] ? A['length'] : A extends { minimum: infer M } ? M : A;

/** The names by which an artifact may be opened. */
export type NameOf<A> = A extends readonly (infer Name extends string)[] ? Name : Maximum<A> extends 0 ? never : string;

/** They are methods because only methods let a job with known artifacts pass where any job is taken. */
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

/** What an action needs of the artifacts of its jobs, in one form for all three. */
export interface ArtifactNeed extends ArtifactCount {
  /** Exactly these names, when the author gave names. */
  names?: readonly string[];
}

/**
 * @param field Where the definition says it.
 * @throws TypeError for a value in none of the three forms, which JavaScript without types may give.
 */
export function needOf(field: 'inputs' | 'outputs', artifacts: Artifacts): ArtifactNeed {
  if (typeof artifacts === 'number') return { minimum: artifacts, maximum: artifacts };
  if (isNames(artifacts)) return { minimum: artifacts.length, maximum: artifacts.length, names: [...artifacts] };
  if (typeof artifacts?.minimum === 'number' && typeof artifacts.maximum === 'number') return { ...artifacts };
  const got = typeof artifacts === 'object' ? JSON.stringify(artifacts) : String(artifacts);
  throw new TypeError(`"${field}" is a number, { minimum, maximum } or a list of names, and 0 for none; got ${got}`);
}

const isNames = (artifacts: Artifacts): artifacts is readonly string[] => Array.isArray(artifacts);
