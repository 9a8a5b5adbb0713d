import { ArchiveError } from '../zip/archive-error.ts';
import { BLOCK_BYTES, paddedSize } from './header-block.ts';

/** Two blocks of zeros end an archive. */
const END_BYTES = 2 * BLOCK_BYTES;

/** Cuts a stream of any chunks into headers and what belongs to them. */
export interface BlockGatherer {
  /** @throws ArchiveError when something else than zeros follows the end. */
  push(bytes: Buffer): void;
  /** Next come so many bytes and what pads them to blocks, and are needed in one piece. */
  whole(size: number, then: (data: Buffer) => void): void;
  /** Next come so many bytes, and what pads them, that need not be seen. */
  pass(size: number): void;
  /** Whether both blocks that end an archive were there. */
  isAtEnd(): boolean;
}

/** Hands every block that stands where a header is expected to `readHeader`, until one is all zeros. */
export function gatherBlocks(readHeader: (block: Buffer) => void, onEnd: () => void): BlockGatherer {
  let parts: Buffer[] = [];
  let missing = BLOCK_BYTES;
  let passing = 0;
  let zeros = 0;
  let read = readBlock;

  function readBlock(block: Buffer): void {
    if (!isZero(block)) readHeader(block);
    else {
      zeros = BLOCK_BYTES;
      onEnd();
    }
  }
  function take(part: Buffer): void {
    parts.push(part);
    missing -= part.length;
    if (missing > 0) return;
    const whole = parts.length === 1 ? part : Buffer.concat(parts);
    const then = read;
    parts = [];
    missing = BLOCK_BYTES;
    read = readBlock;
    then(whole);
  }
  function takeEnd(rest: Buffer): void {
    if (!isZero(rest)) throw new ArchiveError('has something behind its end; only zeros are allowed there');
    zeros += rest.length;
  }
  return {
    push(bytes) {
      for (let at = 0; at < bytes.length; ) {
        if (zeros > 0) return takeEnd(bytes.subarray(at));
        const part = bytes.subarray(at, at + (passing || missing));
        at += part.length;
        if (passing > 0) passing -= part.length;
        else take(part);
      }
    },
    whole(size, then) {
      missing = paddedSize(size);
      read = (padded) => then(padded.subarray(0, size));
    },
    pass(size) {
      passing = paddedSize(size);
    },
    isAtEnd: () => zeros >= END_BYTES,
  };
}

/** Compares the bytes with themselves, one further on. */
const isZero = (bytes: Buffer) => bytes[0] === 0 && bytes.subarray(1).equals(bytes.subarray(0, -1));
