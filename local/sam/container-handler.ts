/**
 * The handler of a function in a container of sam-cli, in front of the function's own. It makes the services of the machine
 * around it answer on the container's own 127.0.0.1: so they listen to no other address, take no other Host header, and a
 * request is signed for the host that it arrives at. It is a handler and no module that NODE_OPTIONS names, because
 * `sam local invoke --debug-port` puts NODE_OPTIONS of its own in the place of the template's.
 */
import { LOCAL_REGION, localKeyPair } from '../../model/local/services.ts';
import { type Address, startRelay } from './relay.ts';

// Reserved names, which a template cannot set; sam hands the caller's own Region and credentials in.
Object.assign(process.env, {
  AWS_REGION: LOCAL_REGION,
  AWS_ACCESS_KEY_ID: localKeyPair.accessKeyId,
  AWS_SECRET_ACCESS_KEY: localKeyPair.secretAccessKey,
});
delete process.env['AWS_SESSION_TOKEN'];

const targets: Record<string, Address> = JSON.parse(process.env['LOCAL_SERVICES'] ?? '{}');

for (const [port, target] of Object.entries(targets)) {
  const relay = await startRelay({ host: '127.0.0.1', port: Number(port) }, target);
  relay.unref();
}

/** The function as it is deployed, whose module lies beside this one. */
export const { handler }: { handler: unknown } = await import(new URL('./index.mjs', import.meta.url).href);
