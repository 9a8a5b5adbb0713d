import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { ServiceName } from '../../model/local/services.ts';
import type { Answer, Call } from './call.ts';

/** An answer that no service gave. */
function makeAnswer(status: number, contentType: string, content: string): Answer {
  const headers = ['content-type', contentType, 'content-length', String(Buffer.byteLength(content))];
  return { status, headers, body: Readable.from([Buffer.from(content)]) };
}

const JSON_TYPES: Readonly<Record<Exclude<ServiceName, 's3'>, string>> = {
  codepipeline: 'application/x-amz-json-1.1',
  sqs: 'application/x-amz-json-1.0',
  dynamodb: 'application/x-amz-json-1.0',
};

/** A refusal in the form of the call's service: JSON with `__type`, for S3 XML with `Code`. The call is not sent on. */
export function refuse({ service, request }: Call, status: number, code: string, message: string): Answer {
  // The rest of the body is read and dropped, so that the caller reads the answer.
  request.resume();
  if (service === 's3') {
    const document = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
    return makeAnswer(status, 'application/xml', document);
  }
  return makeAnswer(status, JSON_TYPES[service], JSON.stringify({ __type: code, message }));
}

/** The whole body of an answer, and the answer with that body still to be read. */
export async function readAnswer(answer: Answer): Promise<{ content: string; answer: Answer }> {
  const content = await text(answer.body);
  return { content, answer: withBody(answer, content) };
}

/** The answer with another body of known length. */
export function withBody({ status, headers }: Answer, content: string): Answer {
  const kept = headers.filter(
    (_, index) => !/^(content-length|transfer-encoding)$/i.test(headers[index - (index % 2)] ?? ''),
  );
  const body = Readable.from([Buffer.from(content)]);
  return { status, headers: [...kept, 'content-length', String(Buffer.byteLength(content))], body };
}
