import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inflateTiny, MAX_TINY_BYTES } from '../../../../lambda/archive/zip/inflate-tiny.ts';

/** Few different bytes, so that they repeat, or any. */
const content = fc.oneof(
  fc.uint8Array({ maxLength: MAX_TINY_BYTES }),
  fc.array(fc.constantFrom(0, 97, 98, 255), { maxLength: MAX_TINY_BYTES }).map((bytes) => Uint8Array.from(bytes)),
);
const options = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(constants.Z_FIXED, constants.Z_DEFAULT_STRATEGY),
  memLevel: fc.integer({ min: 1, max: 9 }),
});

/** What zlib makes of it, when it is this many bytes out of all of the data. */
function inflateWhole(packed: Buffer, size: number): Buffer | undefined {
  try {
    const result: unknown = inflateRawSync(packed, { info: true, maxOutputLength: Math.max(1, size) });
    const { buffer, engine } = result as { buffer: Buffer; engine: { bytesWritten: number } };
    return engine.bytesWritten === packed.length && buffer.length === size ? buffer : undefined;
  } catch {
    return undefined;
  }
}

describe('tiny deflate data', () => {
  it('is unpacked as zlib packed it', () => {
    fc.assert(
      fc.property(content, options, (bytes, how) => {
        const packed = deflateRawSync(bytes, { ...how, strategy: constants.Z_FIXED });
        expect(inflateTiny(packed, bytes.length)?.equals(bytes)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('is unpacked in several blocks of both kinds', () => {
    const stored = Buffer.from([0, 2, 0, 0xfd, 0xff, 0x68, 0x69]);

    const unpacked = inflateTiny(Buffer.concat([stored, deflateRawSync('hihi')]), 6);

    expect(unpacked?.toString()).toBe('hihihi');
  });

  it('is unpacked as zlib would, or not at all, when anything in it is wrong', () => {
    const change = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(content, options, change, fc.nat(3), (bytes, how, changes, cut) => {
        const packed = deflateRawSync(bytes, how);
        for (const [at, value] of changes) packed[at % packed.length] = value;
        const damaged = packed.subarray(0, packed.length - cut);
        const unpacked = inflateTiny(damaged, bytes.length);
        if (unpacked !== undefined) expect(inflateWhole(damaged, bytes.length)?.equals(unpacked)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['a byte too little', 1],
    ['a byte too much', -1],
  ])('is not unpacked to %s', (_what, difference) => {
    expect(inflateTiny(deflateRawSync('some text'), 9 - difference)).toBeUndefined();
  });

  it.each([
    ['a byte follows', Buffer.concat([deflateRawSync('some text'), Buffer.alloc(1)])],
    ['its end is missing', deflateRawSync('some text').subarray(0, -1)],
    ['there is nothing', Buffer.alloc(0)],
    ['it copies what was not there yet', Buffer.from([0x03, 0x02, 0x00])],
  ])('is not unpacked when %s', (_what, packed) => {
    expect(inflateTiny(packed, 9)).toBeUndefined();
  });
});
