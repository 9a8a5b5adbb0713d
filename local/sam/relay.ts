import { connect, createServer, type Socket } from 'node:net';

/** An end of a relay, which carries bytes between two addresses: a TCP port, or a Unix socket. */
export type Address = { readonly host: string; readonly port: number } | { readonly path: string };

interface Relay {
  /** Lets the process end although the relay still listens. */
  unref(): void;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** Takes connections at one address and carries their bytes to another and back, unread. @throws Error of `node:net` when it cannot listen. */
export async function startRelay(from: Address, to: Address): Promise<Relay> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ ...to, allowHalfOpen: true });
    join(near, far);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(from, resolve);
  });
  return {
    unref: () => server.unref(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function join(near: Socket, far: Socket): void {
  near.pipe(far);
  far.pipe(near);
  // The pipes pass an end on; when one connection breaks, the other is closed too.
  near.on('error', () => far.destroy());
  far.on('error', () => near.destroy());
}
