import { describe, expect, it } from 'vitest';
import { createCrc32, createCrc32c, createCrc64Nvme } from '../../../local/s3/crc.ts';

/** The check values of the CRC catalogue: of the text 123456789. */
describe.each([
  ['CRC32', createCrc32, 'cbf43926', '00000000'],
  ['CRC32C', createCrc32c, 'e3069283', '00000000'],
  ['CRC64NVME', createCrc64Nvme, 'ae8b14860a799888', '0000000000000000'],
])('%s', (_name, create, check, ofNothing) => {
  it('has its check value, in one piece or several', () => {
    const whole = create();
    whole.update(Buffer.from('123456789'));
    const pieces = create();
    for (const piece of ['1', '', '2345', '6789']) pieces.update(Buffer.from(piece));

    expect([whole.digest().toString('hex'), pieces.digest().toString('hex')]).toEqual([check, check]);
  });

  it('has the value of nothing', () => {
    expect(create().digest().toString('hex')).toBe(ofNothing);
  });
});
