import { join } from 'node:path';
import { bundleAll, bundleBudget } from '../lib/bundles/bundles.ts';
import { actionsModule } from './actions.ts';

/** `npm run build`: bundles the functions into build/, and prints their sizes. */
const bundles = Object.values(await bundleAll(join(import.meta.dirname, '../build'), actionsModule));
const rows = bundles.map(({ name, bytes }) => `${name.padEnd(12)}${(bytes / 1000).toFixed(1).padStart(7)} kB`);
process.stdout.write(`${rows.join('\n')}\nbudget      ${(bundleBudget / 1000).toFixed(1).padStart(7)} kB each\n`);
