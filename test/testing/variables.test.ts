import { expect, it } from 'vitest';
import { defineAction, succeeded } from '../../lambda/index.ts';
import { runAction } from '../../testing/index.ts';

it('the output variables and the revision of a success are told as CodePipeline is told them', async () => {
  const revision = { revision: '4f3c2a1', changeIdentifier: 'main', created: new Date('2026-11-30T12:00:00Z') };
  const action = defineAction({
    type: { category: 'Source', provider: 'Shelf', version: '1' },
    description: 'Takes a revision from the shelf.',
    configuration: {},
    inputs: { minimum: 0, maximum: 0 },
    outputs: { minimum: 0, maximum: 0 },
    run: async () => succeeded({ currentRevision: revision, variables: { CommitId: '4f3c2a1' } }),
  });

  const { outcome } = await runAction(action);

  expect(outcome).toEqual({ kind: 'succeeded', currentRevision: revision, variables: { CommitId: '4f3c2a1' } });
});
