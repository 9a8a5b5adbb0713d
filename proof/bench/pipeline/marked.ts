/** What every file gets in front. */
const MARK = Buffer.from('checked\n');

/** The content of a file as the output artifact has it. */
export async function* marked(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield MARK;
  yield* content;
}
