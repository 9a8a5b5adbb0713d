import { type Checked, checkShape, summarize, WrongType } from '../../model/codepipeline/check-shape.ts';
import { type OperationName, operations, shapes } from '../../model/codepipeline/shapes.ts';
import { ApiError } from './api-error.ts';

/**
 * The input of an operation out of its JSON. Members that the model does not have are left out, as AWS does.
 * @throws ApiError SerializationException for a value of the wrong JSON type, ValidationException for a broken constraint.
 */
export function checkInput<Input>(operation: OperationName, body: unknown): Input {
  const { value, violations } = checkTypes(operations[operation].input, body);
  if (violations.length > 0) throw new ApiError('ValidationException', summarize(violations));
  // The value has the shape of the model: this was just checked.
  return value as Input;
}

function checkTypes(shapeName: string, body: unknown): Checked {
  try {
    return checkShape(shapes, shapeName, body);
  } catch (error) {
    if (error instanceof WrongType) throw new ApiError('SerializationException', error.message);
    throw error;
  }
}
