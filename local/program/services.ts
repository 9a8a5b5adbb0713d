import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClosingStack } from '../../command/closing-stack.ts';
import { otherPort } from '../../command/ports.ts';
import type { Action } from '../../lambda/index.ts';
import type { ActionTypeId } from '../../model/action-type.ts';
import { type Clock, systemClock } from '../../model/clock.ts';
import type { Ports } from '../../model/local/services.ts';
import type { CustomActionType } from '../codepipeline/action-types/action-type.ts';
import { type ControlPlane, startControlPlane } from '../codepipeline/control-plane.ts';
import type { Settings } from '../codepipeline/rules.ts';
import { type LocalDynamodb, startDynamodb } from '../dynamodb/dynamodb.ts';
import { createCertificate } from '../http/certificate.ts';
import { createCredentialIssuer } from '../http/credentials.ts';
import { PortInUse } from '../http/loopback.ts';
import { type ArtifactStore, startArtifactStore } from '../s3/artifact-store.ts';
import { type LocalSqs, type SqsOptions, startSqs } from '../sqs/sqs.ts';
import { openStateFolder } from './state-folder.ts';

export interface ServicesOptions {
  ports: Ports;
  /** Where everything is kept over a restart; in memory and a temporary folder when left out. */
  state?: string | undefined;
  settings?: Partial<Settings>;
  /** Settings of the job queue that differ from the stack. */
  queue?: Pick<SqsOptions, 'visibilitySeconds' | 'maxReceiveCount'>;
  /** Action types that can be polled from the start; the first is that of a job that names none. */
  actionTypes?: readonly ActionTypeId[];
  /** The actions behind the types, for the forms of the page and to know the secret properties. */
  actions?: readonly Action[];
  /** Custom action types that exist from the start. */
  customActionTypes?: readonly CustomActionType[];
  /** Whether control plane and artifact store take https beside http, with a certificate made here. */
  tls?: boolean;
  clock?: Clock;
  /** Gets errors inside the services, which their answers do not show. */
  onError?: (error: unknown) => void;
}

/** The services that stand in for AWS, on 127.0.0.1. */
export interface Services {
  readonly controlPlane: ControlPlane;
  readonly artifactStore: ArtifactStore;
  readonly sqs: LocalSqs;
  readonly dynamodb: LocalDynamodb;
  /** For files that need not outlive the services. */
  readonly temporaryFolder: string;
  /** The certificate that clients must trust for https; absent where there is none. */
  readonly certificateFile?: string;
  close(): Promise<void>;
}

/** Starts all four, or none. @throws PortInUse, NoCertificate */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const {
    ports,
    state,
    settings = {},
    actionTypes = [],
    customActionTypes = [],
    clock = systemClock,
    onError = () => {},
  } = options;
  const closing = createClosingStack();
  try {
    const temporaryFolder = await mkdtemp(join(tmpdir(), 'partner-action-'));
    closing.defer(() => rm(temporaryFolder, { recursive: true, force: true }));
    const folder = await openStateFolder(state ?? temporaryFolder);
    const certificate = options.tls ? await createCertificate() : undefined;
    const certificateFile = join(temporaryFolder, 'certificate.pem');
    if (certificate) await writeFile(certificateFile, certificate.certificate);
    const issuer = createCredentialIssuer(await loadMasterKey(folder.masterKey), clock);

    const closed = <T extends { close(): Promise<void> }>(server: T) =>
      closing.adopt(server, (started) => started.close());
    const artifactStore = closed(
      await startArtifactStore({
        port: ports.s3,
        folder: folder.artifacts,
        issuer,
        clock,
        certificate,
        onError,
      }),
    );
    const sqs = closed(
      await startSqs({ ...options.queue, port: ports.sqs, ...(state ? { dataFolder: folder.sqs } : {}) }),
    );
    const dynamodb = closed(
      await startDynamodb({ port: ports.dynamodb, ...(state ? { dataFolder: folder.dynamodb } : {}) }),
    );
    const controlPlane = closed(
      await startControlPlane({
        port: ports.codepipeline,
        ...(state ? { file: folder.codePipeline } : {}),
        clock,
        issuer,
        settings,
        actionTypes,
        actions: options.actions ?? [],
        customActionTypes,
        certificate,
        onError,
        artifacts: artifactStore,
        onClient: (clientId, clientToken) => dynamodb.putClient(clientId, clientToken),
      }),
    );
    const started = closing.move();
    return {
      controlPlane,
      artifactStore,
      sqs,
      dynamodb,
      temporaryFolder,
      ...(certificate && { certificateFile }),
      close: () => started.disposeAsync(),
    };
  } catch (error) {
    await closing.disposeAsync();
    throw error instanceof PortInUse ? new PortInUse(error.port, otherPort(error.port, ports)) : error;
  }
}

/** The key behind all artifact credentials: kept, so that credentials outlive a restart. */
async function loadMasterKey(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const key = randomBytes(32);
    await writeFile(file, key, { mode: 0o600 });
    return key;
  }
}
