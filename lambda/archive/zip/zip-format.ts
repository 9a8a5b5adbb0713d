/** Numbers of the format, from PKWARE's APPNOTE.TXT 6.3.10 (section in brackets). */
export const LOCAL_HEADER = { signature: 0x04034b50, bytes: 30 }; // [4.3.7]
export const DATA_DESCRIPTOR = { signature: 0x08074b50, bytes: 16, leastBytes: 12, zip64Bytes: 24 }; // [4.3.9]
export const DIRECTORY_HEADER = { signature: 0x02014b50, bytes: 46 }; // [4.3.12]
export const ZIP64_END = { signature: 0x06064b50, bytes: 56 }; // [4.3.14]
export const ZIP64_LOCATOR = { signature: 0x07064b50, bytes: 20 }; // [4.3.15]
export const END = { signature: 0x06054b50, bytes: 22 }; // [4.3.16]

/** Values that mean "see the ZIP64 field". */
export const MAX_16 = 0xffff;
export const MAX_32 = 0xffffffff;

/** The longest comment and every record that ends an archive fit in. */
export const MAX_TAIL_BYTES = MAX_16 + END.bytes + ZIP64_LOCATOR.bytes + ZIP64_END.bytes;

/** General purpose bit flags [4.4.4]. */
export const FLAG = {
  encrypted: 1 << 0,
  compressionOption: (1 << 1) | (1 << 2),
  descriptor: 1 << 3,
  patch: 1 << 5,
  stronglyEncrypted: 1 << 6,
  utf8: 1 << 11,
  maskedHeaders: 1 << 13,
} as const;

/** Compression methods [4.4.5]. */
export const STORED = 0;
export const DEFLATED = 8;
/** The names of methods that other readers know. */
export const METHOD_NAMES: Readonly<Record<number, string>> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  10: 'PKWARE DCL Implode',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'xz',
  98: 'PPMd',
  99: 'AES encryption',
};

/** Headers' extra fields [4.5, 4.6]. */
export const EXTRA = { zip64: 0x0001, unicodePath: 0x7075 } as const;

/** Systems whose external attributes hold a POSIX mode in their upper half [4.4.2]. */
export const UNIX = 3;
export const DARWIN = 19;
/** Systems that separate folders by backslashes: MS-DOS, OS/2, NTFS and VFAT [4.4.2]. */
export const WITH_BACKSLASHES: readonly number[] = [0, 6, 10, 14];
/** The bit of MS-DOS attributes that marks a directory. */
export const DOS_DIRECTORY = 0x10;
/** File types of a POSIX mode. */
export const MODE = {
  type: 0o170000,
  pipe: 0o010000,
  characterDevice: 0o020000,
  folder: 0o040000,
  blockDevice: 0o060000,
  file: 0o100000,
  symlink: 0o120000,
  socket: 0o140000,
} as const;

/** A signature as it stands in the file. */
export function signatureBytes(signature: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return bytes;
}
