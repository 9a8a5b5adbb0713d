import model from './service-model.json' with { type: 'json' };

/** A shape of the service model, as botocore writes it. */
export interface Shape {
  readonly type: string;
  /** Members that must be given. */
  readonly required?: readonly string[];
  /** Only for a structure: the shape of each member. */
  readonly members?: Readonly<Record<string, string>>;
  /** Only for a list: the shape of its members. */
  readonly member?: string;
  /** Only for a map: the shapes of its keys and values. */
  readonly key?: string;
  readonly value?: string;
  readonly min?: number;
  readonly max?: number;
  /** A regular expression for the whole value. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

export type Shapes = Readonly<Record<string, Shape>>;

export type OperationName = keyof typeof model.operations;

/** What the model says of an operation. */
interface Operation {
  readonly input: string;
  /** Absent when the answer has no body. */
  readonly output?: string;
  readonly errors: readonly string[];
}

export const operations: Readonly<Record<OperationName, Operation>> = model.operations;
export const shapes: Shapes = model.shapes;
export const targetPrefix = model.targetPrefix;
/** Where the shapes and operations come from. */
export const modelSource = model.meta.generatedFrom;
