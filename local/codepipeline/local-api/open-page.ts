import { randomBytes } from 'node:crypto';
import type { LocalApiRoute } from './answer.ts';
import { createArtifactRoutes } from './artifact-routes.ts';
import { type Controls, noControls } from './controls.ts';
import { createDrops } from './drops.ts';
import { createPageRoutes, type PageRouteOptions } from './page-routes.ts';

/** The calls that the page is made of, and what they hold. */
interface Page {
  readonly routes: readonly LocalApiRoute[];
  /** Every change that the page makes carries it; a new one at every start. */
  readonly changeToken: string;
  attach(controls: Controls): void;
  close(): Promise<void>;
}

export function openPage(options: Omit<PageRouteOptions, 'drops' | 'controls'>): Page {
  const { jobs, recorder } = options;
  const drops = createDrops();
  let attached = noControls;
  return {
    routes: [
      ...createPageRoutes({ ...options, drops, controls: () => attached }),
      ...createArtifactRoutes(jobs, recorder),
    ],
    changeToken: randomBytes(24).toString('hex'),
    attach(controls) {
      attached = controls;
      recorder.record({ kind: 'controls', faults: [...controls.faultsOn()], clockAhead: 0 });
    },
    close: drops.close,
  };
}
