import type { Random } from '../../../../proof/fuzz/random.ts';

/** What a tool that makes zip archives writes into every header, right or wrong. */
export interface Maker {
  name: string;
  /** Host system in the upper byte, version in the lower one. */
  madeBy: number;
  /** The upper half of the external attributes, by kind of entry. */
  modes: { file: number[]; folder: number[]; link?: number };
  /** The DOS attributes of a folder. */
  folderAttributes: number;
  separator: '/' | '\\';
  /** In front of every name. */
  prefix: '' | './';
}

const plain = { folderAttributes: 0x10, separator: '/', prefix: '' } as const;
const unknownModes = { file: [0], folder: [0] };

/** Tools of many years. What they write is what reports about them and archives of theirs show. */
const makers: readonly Maker[] = [
  {
    ...plain,
    name: 'Info-ZIP on Unix',
    madeBy: 0x031e,
    modes: { file: [0o100644, 0o100755, 0o104711], folder: [0o040755, 0o041777], link: 0o120777 },
  },
  { ...plain, name: 'zip of standard input', madeBy: 0x031e, modes: { file: [0o010600], folder: [0o040755] } },
  {
    ...plain,
    name: 'plexus-archiver before 2.4',
    madeBy: 0x0314,
    modes: { file: [0o100644], folder: [0o177777, 0o040775] },
  },
  { ...plain, name: 'jar', madeBy: 0x0014, modes: unknownModes, folderAttributes: 0 },
  { ...plain, name: 'Python', madeBy: 0x0314, modes: { file: [0o600], folder: [0o040775] } },
  {
    ...plain,
    name: 'a library that knows only files',
    madeBy: 0x0314,
    modes: { file: [0o100644, 0], folder: [0o100644, 0] },
  },
  { ...plain, name: 'Windows Explorer', madeBy: 0x000b, modes: unknownModes, separator: '\\' },
  { ...plain, name: 'an old .NET', madeBy: 0x0014, modes: unknownModes, separator: '\\' },
  {
    ...plain,
    name: '7-Zip on Linux',
    madeBy: 0x033f,
    modes: { file: [0o100644], folder: [0o040755], link: 0o120777 },
    prefix: './',
  },
  {
    ...plain,
    name: 'Archive Utility of macOS',
    madeBy: 0x0315,
    modes: { file: [0o100644], folder: [0o040755], link: 0o120755 },
  },
  { ...plain, name: 'a tool on NTFS', madeBy: 0x0a3f, modes: unknownModes },
  { ...plain, name: 'a tool on Darwin', madeBy: 0x1315, modes: { file: [0o100644], folder: [0o040755] } },
];

export const pickMaker = (random: Random): Maker => random.pick(makers);
