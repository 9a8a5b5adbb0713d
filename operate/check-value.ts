import { checkShape, summarize, WrongType } from '../model/codepipeline/check-shape.ts';
import type { Shapes } from '../model/codepipeline/shapes.ts';

/**
 * What breaks the service model's constraints in a value, as one sentence that shows none of its contents; undefined
 * when nothing does.
 */
export function findViolations(shapes: Shapes, shapeName: string, value: unknown): string | undefined {
  try {
    const { violations, unknownMembers } = checkShape(shapes, shapeName, value);
    if (unknownMembers.length > 0) return `${shapeName} has no member ${unknownMembers.join(', ')}`;
    return violations.length > 0 ? summarize(violations) : undefined;
  } catch (error) {
    if (error instanceof WrongType) return error.message;
    throw error;
  }
}
