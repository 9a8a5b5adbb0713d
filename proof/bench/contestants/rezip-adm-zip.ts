import AdmZip from 'adm-zip';
import { argument } from './argument.ts';
import { changedContent, isChanged } from './changed-content.ts';

const archive = new AdmZip(argument(0), { noSort: true });
for (const [index, entry] of archive.getEntries().entries()) {
  if (isChanged(index)) archive.updateFile(entry, changedContent(entry.entryName));
}
archive.writeZip(argument(1));
