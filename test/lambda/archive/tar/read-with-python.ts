import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { SeenEntry } from '../../../../proof/bench/compare/seen-entry.ts';
import { pack } from '../zip/build-zip.ts';

/**
 * Each archive comes behind its length; each answer is one line. What tarfile does not know, volume labels and folders
 * of incremental archives, it takes for files.
 */
const PYTHON = `import hashlib, io, json, struct, sys, tarfile
def kind(member):
    if member.type == b'D': return 'directory'
    return 'symlink' if member.issym() else 'directory' if member.isdir() else 'file' if member.isreg() else 'other'
def content(archive, member):
    if kind(member) == 'symlink': return member.linkname.encode()
    return archive.extractfile(member).read() if kind(member) == 'file' else b''
while head := sys.stdin.buffer.read(4):
    data = sys.stdin.buffer.read(struct.unpack('<I', head)[0])
    with tarfile.open(fileobj=io.BytesIO(data), mode='r:*') as archive:
        print(json.dumps([{'path': member.name, 'kind': kind(member),
                           'digest': hashlib.sha256(content(archive, member)).hexdigest()}
                          for member in archive if member.type != b'V']))`;

/** What Python's tarfile reads from each of these archives, in one process. @throws Error with what it printed when it refuses one. */
export async function readWithPython(tars: readonly Buffer[]): Promise<SeenEntry[][]> {
  const child = spawn('python3', ['-c', PYTHON]);
  const [lines, errors] = [text(child.stdout), text(child.stderr)];
  child.stdin.on('error', () => undefined); // It ends early when it refuses an archive, which stderr explains.
  for (const tar of tars) child.stdin.write(Buffer.concat([pack([tar.length, 4]), tar]));
  child.stdin.end();
  const answers = (await lines).trimEnd().split('\n');
  if (answers.length !== tars.length)
    throw new Error(`Python read ${answers.length} of ${tars.length}: ${await errors}`);
  return answers.map((line) => JSON.parse(line) as SeenEntry[]);
}
