import type { IncomingMessage, ServerResponse } from 'node:http';
import type { S3Error } from './s3-error.ts';
import { errorDocument, type XmlContent, xmlDocument } from './xml.ts';

/** Answers 200 with an XML document. */
export function answerXml(
  response: ServerResponse,
  name: string,
  content: XmlContent,
  headers: Record<string, string> = {},
): void {
  const document = xmlDocument(name, content);
  response
    .writeHead(200, { ...headers, 'content-type': 'application/xml', 'content-length': Buffer.byteLength(document) })
    .end(document);
}

/** Answers with an S3 error. Node leaves the body out where the request was HEAD. */
export function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  error: S3Error,
  requestId: string,
): void {
  // The rest of the body is read and dropped, so that the connection can be used again.
  request.resume();
  const [path] = (request.url ?? '').split('?');
  const document = errorDocument({
    Code: error.code,
    Message: error.message,
    ...error.details,
    Resource: path,
    RequestId: requestId,
  });
  response
    .writeHead(error.status, {
      'content-type': 'application/xml',
      'content-length': Buffer.byteLength(document),
      ...(error.code === 'InvalidRange' ? { 'content-range': `bytes */${error.details['ActualObjectSize']}` } : {}),
    })
    .end(document);
}
