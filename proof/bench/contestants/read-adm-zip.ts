import AdmZip from 'adm-zip';
import { argument } from './argument.ts';
import { startDigest } from './content-digest.ts';

const digest = startDigest();
// Without sorting the entries come as the archive has them. It checks CRC-32 itself.
for (const entry of new AdmZip(argument(0), { noSort: true }).getEntries()) {
  if (!entry.isDirectory) digest.add(entry.getData());
}
digest.say();
