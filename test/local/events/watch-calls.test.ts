import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { watchCalls } from '../../../local/events/watch-calls.ts';
import type { Answer, Call } from '../../../local/faults/call.ts';
import { startPlane } from '../codepipeline/start-plane.ts';

it.each(['/bucket/%zz', '/bucket/a%e9', '/%'])(
  'a path that cannot be decoded is left for the store to refuse: %s',
  async (url) => {
    const plane = await startPlane();
    const jobId = await plane.submit();
    const subjects = {
      of: () => [jobId],
      begin: () => {},
      end: () => {},
      workerOf: () => undefined,
      jobOf: () => jobId,
    };
    const watch = watchCalls({
      ...{ recorder: plane.recorder, facts: plane.facts, subjects },
      faultOf: () => undefined,
      onQueue: () => {},
    });
    const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url });
    const refusal: Answer = { status: 400, headers: [], body: Readable.from([]) };
    const call: Call = {
      ...{ service: 's3', operation: 'GetObject', sender: 'one', request },
      body: async () => Buffer.alloc(0),
      forward: async () => refusal,
    };

    expect(await watch(call, call.forward)).toBe(refusal);
  },
);
