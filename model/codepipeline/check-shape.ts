import type { Shape, Shapes } from './shapes.ts';

/** A value does not have the JSON type of its shape. */
export class WrongType extends Error {
  override readonly name = 'WrongType';

  constructor(path: string, expected: string) {
    super(`${path === '' ? 'The body' : `Value at '${path}'`} must be ${expected}`);
  }
}

/** The result of a check. */
export interface Checked {
  /** A copy with the members of the shape only, and without those that are null. */
  value: unknown;
  /** Broken constraints, in the service's own words; they name members and never their values. */
  violations: string[];
  /** Paths of members that the shape does not have. */
  unknownMembers: string[];
}

interface Visit {
  readonly shapes: Shapes;
  readonly violations: string[];
  readonly unknownMembers: string[];
}

/** The model's `integer` is a 32-bit one. */
const MAX_INTEGER = 2 ** 31 - 1;

/** Compares a value with a shape. @throws WrongType when a value in it has the wrong JSON type. */
export function checkShape(shapes: Shapes, shapeName: string, value: unknown): Checked {
  const visit: Visit = { shapes, violations: [], unknownMembers: [] };
  return { value: checkValue(visit, shapeName, value, ''), ...visit };
}

/** The violations as one message, counted as the service counts them. */
export function summarize(violations: readonly string[]): string {
  const errors = violations.length === 1 ? '1 validation error' : `${violations.length} validation errors`;
  return `${errors} detected: ${violations.join('; ')}`;
}

function checkValue(visit: Visit, shapeName: string, value: unknown, path: string): unknown {
  const shape = shapeOf(visit, shapeName);
  switch (shape.type) {
    case 'structure':
      return checkStructure(visit, shape, value, path);
    case 'list':
      return checkList(visit, shape, value, path);
    case 'map':
      return checkMap(visit, shape, value, path);
    case 'integer':
      return checkInteger(visit, shape, value, path);
    case 'boolean':
      if (typeof value !== 'boolean') throw new WrongType(path, 'true or false');
      return value;
    case 'timestamp':
      if (typeof value !== 'number') throw new WrongType(path, 'a number of epoch seconds');
      return value;
    case 'string':
      if (typeof value !== 'string') throw new WrongType(path, 'a string');
      violate(visit, path, stringConstraints(shape, value));
      return value;
    default:
      throw new Error(`Values of type ${shape.type} are not known here (shape ${shapeName})`);
  }
}

function checkStructure(visit: Visit, shape: Shape, value: unknown, path: string): unknown {
  const given = objectAt(value, path);
  const members = shape.members ?? {};
  for (const name of given.keys()) if (!Object.hasOwn(members, name)) visit.unknownMembers.push(join(path, name));
  const kept = Object.entries(members).flatMap(([name, shapeName]) => {
    const member = given.get(name);
    if (member !== undefined && member !== null) {
      return [[name, checkValue(visit, shapeName, member, join(path, name))]];
    }
    if (shape.required?.includes(name)) violate(visit, join(path, name), ['Member must not be null']);
    return [];
  });
  return Object.fromEntries(kept);
}

function checkList(visit: Visit, shape: Shape, value: unknown, path: string): unknown {
  if (!Array.isArray(value)) throw new WrongType(path, 'a list');
  violate(visit, path, boundConstraints(shape, value.length, 'length'));
  return value.map((item, index) => checkValue(visit, shape.member ?? '', item, `${path}.${index + 1}.member`));
}

function checkMap(visit: Visit, shape: Shape, value: unknown, path: string): unknown {
  const given = [...objectAt(value, path)];
  violate(visit, path, boundConstraints(shape, given.length, 'length'));
  const keyShape = shapeOf(visit, shape.key ?? '');
  const badKeys = new Set(given.flatMap(([key]) => stringConstraints(keyShape, key)));
  if (badKeys.size > 0) violate(visit, path, [`Map keys must satisfy constraint: [${[...badKeys].join(', ')}]`]);
  return Object.fromEntries(
    given.map(([key, item]) => [key, checkValue(visit, shape.value ?? '', item, join(path, key.slice(0, 50)))]),
  );
}

function checkInteger(visit: Visit, shape: Shape, value: unknown, path: string): unknown {
  if (!Number.isInteger(value) || Math.abs(Number(value)) > MAX_INTEGER) throw new WrongType(path, 'an integer');
  violate(visit, path, boundConstraints(shape, Number(value), 'value'));
  return value;
}

function stringConstraints(shape: Shape, value: string): string[] {
  // The length trait of Smithy, which the model is made from, counts Unicode scalar values.
  const constraints = boundConstraints(shape, [...value].length, 'length');
  if (shape.pattern !== undefined && !new RegExp(`^(?:${shape.pattern})$`, 'u').test(value)) {
    constraints.push(`Member must satisfy regular expression pattern: ${shape.pattern}`);
  }
  if (shape.enum !== undefined && !shape.enum.includes(value)) {
    constraints.push(`Member must satisfy enum value set: [${shape.enum.join(', ')}]`);
  }
  return constraints;
}

function boundConstraints({ min, max }: Shape, size: number, what: 'length' | 'value'): string[] {
  if (min !== undefined && size < min) return [`Member must have ${what} greater than or equal to ${min}`];
  if (max !== undefined && size > max) return [`Member must have ${what} less than or equal to ${max}`];
  return [];
}

function violate(visit: Visit, path: string, constraints: string[]): void {
  visit.violations.push(
    ...constraints.map((constraint) => `Value at '${path}' failed to satisfy constraint: ${constraint}`),
  );
}

function shapeOf(visit: Visit, shapeName: string): Shape {
  const shape = visit.shapes[shapeName];
  if (shape === undefined) throw new Error(`There is no shape ${shapeName}`);
  return shape;
}

/** The object's own members, because a JSON text may name one `__proto__`. */
function objectAt(value: unknown, path: string): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new WrongType(path, 'an object');
  return new Map(Object.entries(value));
}

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);
