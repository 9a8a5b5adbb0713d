import { posix } from 'node:path';
import type { ArtifactEntry } from '../../lambda/job/artifact.ts';

/** @throws Error for a path that leads out of the folder that somebody joins it to, or that no file can have. */
export function requireSafePath(path: string): void {
  const climbs = path.split(/[\\/]/).includes('..');
  if (posix.resolve('/root', path) === `/root/${path}` && !climbs && !path.includes('\0')) return;
  throw new Error(`An unsafe path was handed out: ${JSON.stringify(path)}`);
}

/** @throws Error when the content has another size than the entry says, or is not the same however it is read. */
export async function compareReadings({ path, size, bytes, stream }: ArtifactEntry): Promise<void> {
  const whole = Buffer.from(await bytes());
  if (whole.length !== size) throw new Error(`${path} has ${whole.length} bytes and says ${size}`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream()) chunks.push(chunk);
  if (!whole.equals(Buffer.concat(chunks))) throw new Error(`${path} is not the same in one piece and as a stream`);
}

/** A message without the names and numbers in it, so that refusals of one kind are one. */
export const withoutDetails = (message: string): string =>
  message.replace(/"(\\.|[^"\\])*"/g, '""').replace(/\d+/g, '#');
