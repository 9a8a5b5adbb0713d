import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAll } from '../lambda/workplace/job-folder.ts';

/**
 * Makes the folder for all temporary files of this run, and removes it when this process ends. Workers that a test kills leave
 * their folders in it, as those on Lambda do.
 */
export function makeTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'test-run-'));
  process.on('exit', () => removeAll(folder));
  return folder;
}
