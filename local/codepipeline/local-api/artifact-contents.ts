import { fileSource } from '../../../lambda/archive/bytes.ts';
import { openArtifact } from '../../../lambda/archive/open-artifact.ts';
import type { InputArtifact } from '../../../model/artifact.ts';
import { escapeText } from '../../../model/escape.ts';
import { MAX_HALF_SECRET } from '../../../model/redaction/redact-value.ts';

/** The most entries that the page gets. */
const MAX_ENTRIES = 5_000;
/** The most bytes of a file that the page shows. */
const MAX_TEXT = 256 * 1024;
/** The most bytes of all reports in an archive; the rest is not read. */
const MAX_REPORTS = 64 * 1024 * 1024;

/** An entry of an archive as the page shows it. */
interface EntryView {
  path: string;
  type: string;
  /** In bytes. */
  size: number;
}

/** What an artifact holds: its entries, or a sentence on why they cannot be read. */
interface ContentsView {
  entries: EntryView[];
  /** The number of entries that are left out. */
  more: number;
  problem?: string;
}

async function withArchive<T>(path: string, work: (archive: InputArtifact) => Promise<T>): Promise<T> {
  const source = fileSource(path);
  try {
    return await work(openArtifact(source));
  } finally {
    await source.close();
  }
}

/** Every entry of an archive in this file, up to a bound. Never throws for what is in it. */
export async function listContents(path: string): Promise<ContentsView> {
  const entries: EntryView[] = [];
  let count = 0;
  try {
    await withArchive(path, async (archive) => {
      for await (const entry of archive.entries()) {
        count += 1;
        if (count <= MAX_ENTRIES) entries.push({ path: entry.path, type: entry.type, size: entry.size });
      }
    });
    return { entries, more: count - entries.length };
  } catch (error) {
    return { entries, more: 0, problem: (error as Error).message };
  }
}

interface TextView {
  text: string;
  /** The size of the whole file, in bytes. */
  size: number;
  /** False for a file with a NUL at its beginning. */
  isText: boolean;
}

/**
 * The beginning of a file in an archive as text.
 * @param index Which entry it is: its name may be one that is not shown as it is.
 * @param redact Hides what is secret about the job.
 * @throws ArchiveError for an archive or a file in it that cannot be read.
 */
export async function readText(
  path: string,
  index: number,
  redact: (text: string) => string,
): Promise<TextView | undefined> {
  return await withArchive(path, async (archive) => {
    let at = 0;
    for await (const entry of archive.entries()) {
      if (at++ !== index) continue;
      if (entry.type !== 'file') return undefined;
      const bytes = await readUpTo(entry.stream(), MAX_TEXT + MAX_HALF_SECRET);
      const isText = !bytes.includes(0);
      return { text: isText ? escapeText(showText(bytes, redact)) : '', size: entry.size, isText };
    }
    return undefined;
  });
}

function showText(bytes: Buffer, redact: (text: string) => string): string {
  const text = redact(bytes.toString('utf8'));
  return bytes.length > MAX_TEXT ? text.slice(0, -MAX_HALF_SECRET) : text;
}

/** The texts of the files in an archive whose names have this ending, up to a limit. Empty for a file that is not an archive. */
export async function readReports(path: string, ending: string): Promise<string[]> {
  const reports: string[] = [];
  let left = MAX_REPORTS;
  await withArchive(path, async (archive) => {
    for await (const entry of archive.entries()) {
      if (entry.type !== 'file' || !entry.path.endsWith(ending) || entry.size > left) continue;
      left -= entry.size;
      reports.push(Buffer.from(await entry.bytes()).toString('utf8'));
    }
  }).catch(() => {});
  return reports;
}

async function readUpTo(stream: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= most) break;
  }
  return Buffer.concat(chunks).subarray(0, most);
}
