import type { buildApp } from 'fauxqs';

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;

interface Persistence {
  loadSqsAndSns(sqs: Stores['sqsStore'], sns: Stores['snsStore']): void;
  close(): void;
}

/** The state of a fauxqs server, and how to let go of the file it is kept in. */
interface FauxqsStores {
  stores: Stores;
  close(): void;
}

/**
 * Opens the queues of a fauxqs server. The package itself keeps them in a file only through `startFauxqs`, which listens
 * on every network interface; so its parts are put together here. They are no public interface: the version is pinned.
 * @param dataFolder Where the queues are kept; undefined means in memory.
 */
export async function openFauxqsStores(dataFolder: string | undefined): Promise<FauxqsStores> {
  const { SqsStore } = await load<{ SqsStore: new () => Stores['sqsStore'] }>('./sqs/sqsStore.js');
  const { SnsStore } = await load<{ SnsStore: new () => Stores['snsStore'] }>('./sns/snsStore.js');
  const { S3Store } = await load<{ S3Store: new () => Stores['s3Store'] }>('./s3/s3Store.js');
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  // Without a host of its own, fauxqs names queues by the host that a client used.
  stores.sqsStore.host = '';
  if (dataFolder === undefined) return { stores, close: () => {} };
  const persistence = await openPersistence(dataFolder, stores);
  return { stores, close: () => persistence.close() };
}

async function openPersistence(dataFolder: string, { sqsStore, snsStore }: Stores): Promise<Persistence> {
  type Kept = NonNullable<Stores['sqsStore']['persistence']> & Persistence;
  const { PersistenceManager } = await load<{ PersistenceManager: new (folder: string) => Kept }>('./persistence.js');
  const persistence = new PersistenceManager(dataFolder);
  persistence.loadSqsAndSns(sqsStore, snsStore);
  // Only after loading: storing what was just loaded would replace each queue and drop its messages.
  sqsStore.persistence = persistence;
  for (const queue of sqsStore.allQueues()) queue.persistence = persistence;
  return persistence;
}

async function load<Module>(file: string): Promise<Module> {
  return import(new URL(file, import.meta.resolve('fauxqs')).href);
}
