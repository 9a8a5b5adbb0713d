import { quote } from '../../../model/escape.ts';
import { pace } from '../pacer.ts';
import { type ByteStream, PIECE_BYTES } from './byte-stream.ts';
import { paddedSize } from './header-block.ts';
import { refuseCutOff } from './read-member.ts';

/** The bytes behind a header, which can be read once, before the archive is read on. */
interface EntryBody {
  chunks(): AsyncGenerator<Uint8Array>;
  /** Goes to the next header; a read that is under way then ends with an error. */
  pass(): Promise<void>;
}

/** Takes the next `size` bytes, and what pads them to blocks, from the stream. */
export function openBody(stream: ByteStream, path: string, size: number): EntryBody {
  let left = paddedSize(size);
  let isPassed = false;
  let pull: Promise<Buffer> | undefined;

  const next = async (mostBytes: number): Promise<Buffer> => {
    const piece = await stream.piece(mostBytes);
    if (piece === undefined) return refuseCutOff(path);
    left -= piece.length;
    return piece;
  };
  const read = (mostBytes: number): Promise<Buffer> => {
    if (isPassed) {
      const problem = 'was still being read when the next one was asked for, which ends its content';
      throw new Error(`Entry ${quote(path)} ${problem}`);
    }
    pull = next(mostBytes);
    return pull;
  };
  return {
    chunks: () => readChunks(size, read),
    async pass() {
      isPassed = true;
      await pull?.catch(() => undefined);
      while (left > 0) {
        await next(Math.min(PIECE_BYTES, left));
        await pace();
      }
    },
  };
}

// Not inside of `openBody`: a generator function for each entry would outlive it by far.
async function* readChunks(size: number, read: (mostBytes: number) => Promise<Buffer>): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < size; ) {
    const piece = await read(Math.min(PIECE_BYTES, size - done));
    done += piece.length;
    yield piece;
    await pace();
  }
}
