import { expect, it } from 'vitest';
import { textOfFrames } from './frames.ts';

function frame(text: string, moment: bigint): Buffer {
  const message = Buffer.from(text);
  const header = Buffer.alloc(16);
  header.writeUInt32BE(0xa55a0002);
  header.writeInt32BE(message.length, 4);
  header.writeBigInt64BE(moment, 8);
  return Buffer.concat([header, message]);
}

it('the text of frames holds nothing of their headers, whatever the moment', () => {
  const frames = [frame('@@one@@', 0x40_40_40_40n), frame('ä', 0n), frame('', 1n), frame('two', 0x0a_40_40n)];

  expect(textOfFrames(Buffer.concat(frames))).toBe('@@one@@\nä\n\ntwo\n');
});
