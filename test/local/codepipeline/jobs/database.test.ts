import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase, transact } from '../../../../local/codepipeline/jobs/database.ts';

describe('a transaction', () => {
  it('leaves nothing of work that throws', () => {
    const database = openDatabase(':memory:');
    onTestFinished(() => database.close());
    const count = () => database.prepare('SELECT count(*) AS clients FROM clients').get();
    const put = () => database.exec("INSERT INTO clients VALUES ('a', 'token')");

    const work = () =>
      transact(database, () => {
        put();
        throw new Error('halfway');
      });

    expect(work).toThrow('halfway');
    expect(count()).toEqual({ clients: 0 });
    transact(database, put);
    expect(count()).toEqual({ clients: 1 });
  });
});
