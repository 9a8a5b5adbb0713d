/**
 * Imported by Node before a function that runs in a container: makes the services of the machine around it answer on the
 * container's own 127.0.0.1. So the services listen to no other address, take no other Host header, and a request is
 * signed for the host that it arrives at.
 */
import { type Address, startRelay } from './relay.ts';

const targets: Record<string, Address> = JSON.parse(process.env['LOCAL_SERVICES'] ?? '{}');

for (const [port, target] of Object.entries(targets)) {
  const relay = await startRelay({ host: '127.0.0.1', port: Number(port) }, target);
  relay.unref();
}
