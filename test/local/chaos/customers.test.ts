import { expect, it } from 'vitest';
import { createCustomers } from '../../../local/chaos/customers.ts';
import { judgeSecrets } from '../../../local/chaos/judge.ts';
import { createDraw } from '../../../local/faults/chance.ts';
import { startServices } from '../../../local/program/services.ts';
import { localSealingSecret } from '../../../model/integration.ts';
import { anyFreePorts } from '../../../model/local/services.ts';

it('knows of every secret that a rehearsal gives out, and of the one that seals the state of custom actions', async () => {
  const services = await startServices({ ports: anyFreePorts });
  try {
    const customers = await createCustomers(services, createDraw(1));
    const given = customers.secretOf({} as never);

    const found = [given, localSealingSecret, 'nothing'].map((text) =>
      judgeSecrets(customers.secrets, { log: [text] }),
    );

    expect(found).toEqual([['1 times a secret was seen in log'], ['1 times a secret was seen in log'], []]);
  } finally {
    await services.close();
  }
});
