declare module 'yazl' {
  import type { EventEmitter } from 'node:events';

  export interface YazlOptions {
    mtime?: Date;
    mode?: number;
    compress?: boolean;
    compressionLevel?: number;
    forceZip64Format?: boolean;
  }

  export class ZipFile extends EventEmitter {
    readonly outputStream: NodeJS.ReadableStream;
    addFile(realPath: string, metadataPath: string, options?: YazlOptions): void;
    addBuffer(content: Buffer, metadataPath: string, options?: YazlOptions): void;
    addReadStream(content: NodeJS.ReadableStream, metadataPath: string, options?: YazlOptions): void;
    end(options?: { forceZip64Format?: boolean; comment?: string }): void;
  }
}

declare module 'archiver' {
  import type { Transform } from 'node:stream';

  export class ZipArchive extends Transform {
    constructor(options: { zlib: { level: number } });
    file(path: string, entry: { name: string }): this;
    finalize(): Promise<void>;
  }
}

declare module 'unzip-stream' {
  import type { Transform } from 'node:stream';

  export interface StreamedEntry extends AsyncIterable<Buffer> {
    path: string;
  }

  /** Takes an archive's bytes and gives its entries in the event `entry`. */
  export function Parse(): Transform & { on(event: 'entry', listener: (entry: StreamedEntry) => void): unknown };
}
