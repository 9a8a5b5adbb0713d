import { readAnswer, withBody } from './answers.ts';
import { type Answer, type Call, type Cut, cut } from './call.ts';
import { type Fault, sometimes } from './fault.ts';

/** SQS delivers at least once; the lost answer of a call that sends doubles a message too. */
export const sqsTwice: Fault = {
  name: 'sqs-twice',
  description: 'A message is in the queue twice',
  intercept: (context) =>
    sometimes(context, 'sqs-twice', { rate: 0.5, mayHit: isSend }, async (call, next) => {
      await call.body();
      const first = await call.forward();
      await readAnswer(first);
      return next();
    }),
};

const isSend = ({ operation }: Call) => operation === 'SendMessage' || operation === 'SendMessageBatch';

const HELD_RATE = 0.5;

/** Messages of one queue that were received and are still held back. */
type Held = Map<string, unknown[]>;

export const sqsOutOfOrder: Fault = {
  name: 'sqs-out-of-order',
  description: 'A message that was received first arrives after later ones',
  intercept: ({ draw, onStrike }) => {
    const held: Held = new Map();
    let count = 0;
    return async (call, next) => {
      if (call.operation !== 'ReceiveMessage') return next();
      const { QueueUrl: queue } = JSON.parse((await call.body()).toString());
      return await reorder(held, queue, await next(), () => {
        const holds = draw('sqs-out-of-order', ++count) < HELD_RATE;
        if (holds) onStrike(call);
        return holds;
      });
    };
  },
};

/** Keeps some of the messages back and hands those out, behind the others, that were kept back before. */
async function reorder(held: Held, queue: string, given: Answer | Cut, holds: () => boolean): Promise<Answer | Cut> {
  if (given === cut || given.status !== 200) return given;
  const { content, answer } = await readAnswer(given);
  const { Messages: received = [], ...rest }: { Messages?: unknown[] } = JSON.parse(content);
  const kept = received.filter(holds);
  const messages = [...received.filter((message) => !kept.includes(message)), ...(held.get(queue) ?? [])];
  held.set(queue, kept);
  return withBody(answer, JSON.stringify({ ...rest, Messages: messages }));
}
