import { createCredentialIssuer } from '../../../local/http/credentials.ts';
import { startArtifactStore } from '../../../local/s3/artifact-store.ts';
import { systemClock } from '../../../model/clock.ts';

// Started with the folder and the master key: tells where it listens and, whenever it is asked, the most memory it ever had.
const [folder = '', masterKey = ''] = process.argv.slice(2);
const issuer = createCredentialIssuer(Buffer.from(masterKey, 'hex'), systemClock);
const store = await startArtifactStore({ port: 0, folder, issuer });
process.on('message', () => process.send?.({ maxRSS: process.resourceUsage().maxRSS }));
process.send?.({ url: store.url });
