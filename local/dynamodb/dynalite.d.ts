declare module 'dynalite' {
  import type { IncomingHttpHeaders } from 'node:http';
  import type { Readable } from 'node:stream';

  /** What dynalite reads of a request, and what it does to an answer. */
  export type DynaliteRequest = Readable & { method: string; url: string; headers: IncomingHttpHeaders };
  export interface DynaliteResponse {
    statusCode: number;
    setHeader(name: string, value: string | number): void;
    end(body?: string): void;
  }

  export interface Dynalite {
    emit(event: 'request', request: DynaliteRequest, response: DynaliteResponse): boolean;
    removeAllListeners(event: 'request'): this;
    listen(port: number, host: string, listening: () => void): this;
    /** Closes the database too, but only that of a server that listens. */
    close(closed: (error?: Error | null) => void): void;
  }

  /** @param options.path Where LevelDB keeps the tables; in memory when left out. */
  export default function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
  }): Dynalite;
}
