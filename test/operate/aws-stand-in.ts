import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { vi } from 'vitest';

/** A call as it came over the wire. */
export interface Call {
  /** Out of the signature. */
  readonly region: string;
  readonly service: string;
  /** The operation where the protocol names one: `DescribeStacks`, `GetActionType`; otherwise method and path. */
  readonly operation: string;
  /** The body; that of the query protocol as its parameters. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What is answered: a status, a body, and headers. */
export interface Answer {
  readonly status?: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server in the place of AWS, for what no server of services can be made to answer: refusals, clocks that are wrong. */
export interface StandIn {
  readonly endpoint: string;
  readonly calls: Call[];
  close(): Promise<void>;
}

export async function startStandIn(answer: (call: Call) => Answer): Promise<StandIn> {
  const calls: Call[] = [];
  const server = await listenFor(async (request, response) => {
    const call = readCall(request, await text(request));
    calls.push(call);
    const { status = 200, body, headers = {} } = answer(call);
    response.writeHead(status, headers).end(body);
  });
  return { ...server, calls };
}

/** The same, and the SDK takes it for AWS until the environment is put back. */
export async function standInForAws(answer: (call: Call) => Answer): Promise<StandIn> {
  const standIn = await startStandIn(answer);
  pointSdkTo(standIn.endpoint);
  return standIn;
}

export function pointSdkTo(endpoint: string): void {
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
}

export async function listenFor(serve: RequestListener): Promise<Pick<StandIn, 'endpoint' | 'close'>> {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

export function readCall({ headers, method, url }: IncomingMessage, sent: string): Call {
  const { authorization = '', 'content-type': type = '', 'x-amz-target': target } = headers;
  const [, region = '', service = ''] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(authorization) ?? [];
  const body = parse(sent, type);
  const operation = target ? String(target).split('.').at(-1) : (body['Action'] ?? `${method} ${url}`);
  return { region, service, operation: String(operation), body };
}

function parse(body: string, type: string): Record<string, unknown> {
  if (body === '') return {};
  return type.includes('json') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
}

/** DescribeStacks with one stack that has these outputs. */
export const describedStack = (name: string, outputs: Record<string, string>, status = 'CREATE_COMPLETE'): Answer => ({
  headers: { 'content-type': 'text/xml' },
  body:
    `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>` +
    `<StackName>${name}</StackName><CreationTime>2030-01-01T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus><Outputs>` +
    Object.entries(outputs)
      .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
      .join('') +
    `</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
});

/** An error as the query protocol of CloudFormation and STS has it. */
export const queryError = (code: string, message: string, status = 400): Answer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

/** An error as the JSON protocols have it. */
export const jsonError = (code: string, message: string, status = 400): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
  body: JSON.stringify({ __type: code, message }),
});

export const jsonAnswer = (body: object): Answer => ({
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
});
