/** Kind, length and moment: bytes of which any may be a sign of a mark. */
const FRAME_HEADER_BYTES = 16;

/** The texts that Lambda's runtime client puts into frames when it does not write to standard output. */
export function textOfFrames(frames: Buffer): string {
  let text = '';
  for (let at = 0; at < frames.length; ) {
    const begin = at + FRAME_HEADER_BYTES;
    at = begin + frames.readInt32BE(at + 4);
    text += `${frames.toString('utf8', begin, at)}\n`;
  }
  return text;
}
