import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces, platform } from 'node:os';

/** Addresses of this machine that a server on 127.0.0.1 alone does not answer on; Linux has all of 127.0.0.0/8 for its own. */
export function otherAddresses(): string[] {
  const outside = Object.values(networkInterfaces()).flatMap((all = []) =>
    all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address),
  );
  return platform() === 'linux' ? [...outside, '127.0.0.2'] : outside;
}

/** Whether nothing listens on the port of this address. */
export async function refusesConnections(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}
