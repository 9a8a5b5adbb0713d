import type { Server } from 'node:http';
import { createServer, type Server as Door, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import type { Certificate } from './certificate.ts';

/** The first byte of every TLS connection, the type of a handshake record (RFC 8446, 5.1); no HTTP request begins with it. */
const HANDSHAKE = 0x16;

/**
 * Puts a door before an HTTP server that takes https as well, on the same port: who uses http goes on as before.
 * @returns What listens; to close it ends the connections that it holds.
 */
export function acceptTls(server: Server, { key, certificate }: Certificate): Door {
  const secure = createSecureServer({ key, cert: certificate, ALPNProtocols: ['http/1.1'] }, (socket) => {
    socket.on('error', () => socket.destroy());
    server.emit('connection', socket);
  });
  // A client that does not trust the certificate breaks off: that is its right.
  secure.on('tlsClientError', (_error, socket) => socket.destroy());
  const open = new Set<Socket>();
  const door = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first: Buffer | null = socket.read();
      if (first === null) return;
      socket.unshift(first);
      (first[0] === HANDSHAKE ? secure : server).emit('connection', socket);
    });
  });
  const close = door.close.bind(door);
  door.close = (done) => {
    close(done);
    for (const socket of open) socket.destroy();
    return door;
  };
  return door;
}
