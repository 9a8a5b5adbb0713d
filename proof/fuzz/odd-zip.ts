import { crc32 } from 'node:zlib';
import { DIRECTORY_HEADER, END, LOCAL_HEADER, signatureBytes } from '../../lambda/archive/zip/zip-format.ts';

/** An entry that no writer of ours makes: of other systems, in other alphabets, of other kinds. */
interface OddEntry {
  name: string | Buffer;
  /** Host system and version. */
  madeBy?: number;
  mode?: number;
  content?: string;
}

const UNIX = 0x031e;
const DOS = 0x0014;

const ODD: readonly OddEntry[] = [
  { name: 'folder\\file', madeBy: DOS, content: 'x' },
  { name: Buffer.from('955c2e747874', 'hex'), madeBy: DOS, content: 'x' },
  { name: 'twin', content: 'first' },
  { name: 'twin', content: 'again' },
  { name: 'Twin', content: 'differs in case' },
  { name: 'empty' },
  { name: 'empty/below', content: 'x' },
  { name: 'pipe', mode: 0o010600 },
  { name: 'device', mode: 0o020600 },
  { name: 'away', mode: 0o120777, content: '../../outside' },
  { name: 'roundabout', mode: 0o120777, content: 'a/../b' },
  { name: 'there twice/' },
  { name: 'there twice/' },
  { name: `${'n'.repeat(260)}/${'m'.repeat(100)}`, content: 'x' },
];

/** A zip archive with these entries, stored as they are. */
export function writeOdd(): Buffer {
  const locals: Buffer[] = [];
  const headers: Buffer[] = [];
  let offset = 0;
  for (const entry of ODD) {
    const [local, header] = writeEntry(entry, offset);
    locals.push(local);
    headers.push(header);
    offset += local.length;
  }
  const directory = Buffer.concat(headers);
  const end = Buffer.alloc(END.bytes);
  signatureBytes(END.signature).copy(end);
  end.writeUInt16LE(ODD.length, 8);
  end.writeUInt16LE(ODD.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

function writeEntry({ name, madeBy = UNIX, mode = 0, content = '' }: OddEntry, offset: number): [Buffer, Buffer] {
  const [rawName, bytes] = [Buffer.from(name), Buffer.from(content)];
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(crc32(bytes), 10);
  common.writeUInt32LE(bytes.length, 14);
  common.writeUInt32LE(bytes.length, 18);
  common.writeUInt16LE(rawName.length, 22);
  const rest = Buffer.alloc(DIRECTORY_HEADER.bytes - 6 - common.length);
  rest.writeUInt16LE(mode, rest.length - 6);
  rest.writeUInt32LE(offset, rest.length - 4);
  const system = Buffer.from([madeBy & 0xff, madeBy >> 8]);
  return [
    Buffer.concat([signatureBytes(LOCAL_HEADER.signature), common, rawName, bytes]),
    Buffer.concat([signatureBytes(DIRECTORY_HEADER.signature), system, common, rest, rawName]),
  ];
}
