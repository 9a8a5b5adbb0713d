import { rename, writeFile } from 'node:fs/promises';
import { requireFolderOf, UsageError } from './command-line.ts';
import { drawArtifactSize } from './plot/draw-artifact-size.ts';
import { readReport } from './report.ts';
import { runCommand } from './run-command.ts';

/** Draws memory and time over artifact size, as `npm run bench -- --only artifact-size --json FILE` measured them. */
await runCommand(async () => {
  const [figures, target, ...more] = process.argv.slice(2);
  if (figures === undefined || target === undefined || more.length > 0)
    throw new UsageError('Usage: node proof/bench/plot.ts FIGURES.json PLOT.svg');
  await requireFolderOf(target);
  const svg = await drawArtifactSize(await readReport(figures));
  await writeFile(`${target}.part`, svg);
  await rename(`${target}.part`, target);
});
