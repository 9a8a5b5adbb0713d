import { checkShape, summarize, WrongType } from '../../../model/codepipeline/check-shape.ts';
import { type Shapes, shapes } from '../../../model/codepipeline/shapes.ts';

/** A client that AWS could not have. The message holds neither id nor token. */
export class InvalidClient extends Error {
  override readonly name = 'InvalidClient';
}

const clientShapes: Shapes = {
  ...shapes,
  Client: {
    type: 'structure',
    required: ['clientId', 'clientToken'],
    members: { clientId: 'ClientId', clientToken: 'ClientToken' },
  },
};

/** Checks a client's id, a UUID in lower case, and its token. @throws InvalidClient naming the member and what is allowed. */
export function checkClient(client: object): { clientId: string; clientToken: string } {
  try {
    const { value, violations, unknownMembers } = checkShape(clientShapes, 'Client', client);
    if (unknownMembers.length > 0) throw new InvalidClient('A client has the member clientToken and no other');
    if (violations.length > 0) throw new InvalidClient(summarize(violations));
    // The check of the shape above makes it a client.
    return value as { clientId: string; clientToken: string };
  } catch (error) {
    throw error instanceof WrongType ? new InvalidClient(error.message) : error;
  }
}
