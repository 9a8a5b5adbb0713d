import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCertificate } from '../../../local/http/certificate.ts';
import { createCredentialIssuer } from '../../../local/http/credentials.ts';
import { startArtifactStore } from '../../../local/s3/artifact-store.ts';
import { systemClock } from '../../../model/clock.ts';
import { timeLimit } from '../../time-limit.ts';
import { bucketName, inputKey, keyId, outputKey, scope } from './started-store.ts';

/** Ends what hangs, so that nothing outlives the test. */
const run = (command: string, args: string[]) => promisify(execFile)(command, args, { timeout: timeLimit(180_000) });
const here = (name: string) => new URL(`java/${name}`, import.meta.url).pathname;
const isThere = (command: string, flag: string) =>
  run(command, [flag]).then(
    () => true,
    () => false,
  );
const tools = [await isThere('java', '-version'), await isThere('mvn', '-version'), await isThere('keytool', '-help')];

/** The jars of both SDKs in a folder, or why there are none. */
async function fetchSdks(folder: string): Promise<string | undefined> {
  const goal = ['-q', '-B', '-f', here('pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
  const fetched = run('mvn', ['-o', ...goal]).catch(() => run('mvn', goal));
  return await fetched.then(
    () => undefined,
    ({ stdout }: { stdout?: string }) => stdout?.split('\n')[0] ?? 'mvn failed',
  );
}

describe.skipIf(tools.includes(false))('(needs java, keytool and mvn) the AWS SDK for Java', () => {
  it.for([
    ['2', 'get the input', 'put 300000', 'copy the input'],
    ['1', 'get the input', 'put 300000', 'parts 20971520', 'presigned 20971520'],
  ])(
    '%s.x reads and writes artifacts as it comes, over https',
    { timeout: timeLimit(400_000) },
    async ([version, ...lines], context) => {
      const folder = await mkdtemp(join(tmpdir(), 'java-sdks-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      const problem = await fetchSdks(join(folder, 'jars'));
      if (problem !== undefined) return context.skip(`Maven could not fetch the SDKs: ${problem}`);
      const certificate = await createCertificate();
      const issuer = createCredentialIssuer(randomBytes(32), systemClock);
      const store = await startArtifactStore({ port: 0, folder: join(folder, 'store'), issuer, certificate });
      onTestFinished(() => store.close());
      await writeFile(join(folder, 'certificate.pem'), certificate.certificate);
      await writeFile(join(folder, 'input'), 'the input');
      await store.seed(bucketName, inputKey, join(folder, 'input'));
      const trust = join(folder, 'trust.p12');
      const entry = ['-importcert', '-noprompt', '-alias', 'store', '-file', join(folder, 'certificate.pem')];
      await run('keytool', [...entry, '-keystore', trust, '-storetype', 'PKCS12', '-storepass', 'changeit']);
      const { accessKeyId, secretAccessKey, sessionToken } = issuer.issue(scope, 900);

      const { stdout } = await run('java', [
        `-Djavax.net.ssl.trustStore=${trust}`,
        '-Djavax.net.ssl.trustStorePassword=changeit',
        '-cp',
        join(folder, 'jars', '*'),
        here('Artifacts.java'),
        version ?? '',
        store.url.replace('http:', 'https:'),
        ...[accessKeyId, secretAccessKey, sessionToken, bucketName, inputKey, outputKey, keyId],
      ]);

      expect(stdout.trim().split('\n')).toEqual(lines);
    },
  );
});
