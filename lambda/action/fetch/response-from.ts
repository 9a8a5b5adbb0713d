import type { IncomingMessage } from 'node:http';

/** Statuses that have no body ("null body status" of the Fetch Standard). */
const BODILESS = [204, 205, 304];

/**
 * An answer of node:http as the Fetch Standard has it, not decoded.
 * @param maxBytes The most bytes of the body; reading a longer one fails.
 * @param explain Turns an error of the connection into the one that the reader sees.
 * @throws RangeError for a status that the Fetch Standard does not know.
 */
export function responseFrom(
  answer: IncomingMessage,
  maxBytes: number,
  explain: (error: unknown) => unknown,
): Response {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(answer.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const { statusCode: status = 0 } = answer;
  const isBodiless = BODILESS.includes(status);
  try {
    const body = isBodiless ? null : bounded(answer, () => void answer.destroy(), { maxBytes, explain });
    return new Response(body, { status, headers });
  } catch (error) {
    answer.destroy();
    throw error;
  } finally {
    if (isBodiless) answer.resume();
  }
}

/** A body that ends with an error once it is too long, and whose errors are explained. */
export function bounded(
  body: AsyncIterable<Uint8Array>,
  drop: () => void,
  { maxBytes, explain }: { maxBytes: number; explain: (error: unknown) => unknown },
): ReadableStream {
  const chunks = body[Symbol.asyncIterator]();
  let size = 0;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done) return controller.close();
        size += value.length;
        if (size > maxBytes) throw new Error(`the answer has over ${maxBytes} bytes`);
        controller.enqueue(value);
      } catch (error) {
        drop();
        throw explain(error);
      }
    },
    cancel: () => drop(),
  });
}
