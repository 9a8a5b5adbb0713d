import { defineDeployment } from './lib/index.ts';

/** What `npm run deploy` deploys: every setting that docs/operating.md tells one to turn has its place here. */
export default defineDeployment({
  actions: 'lambda/actions/index.ts',
});
