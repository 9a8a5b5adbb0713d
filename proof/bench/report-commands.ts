import { rename, writeFile } from 'node:fs/promises';
import type { Command } from '../../command/command.ts';
import { parseFlags, readNames } from '../../command/flags.ts';
import { requireFolderOf } from './command-line.ts';
import { markdownTable } from './markdown-table.ts';
import { readReport } from './report.ts';

/** Prints the figures that `npm run bench -- --json FILE` wrote as a table in Markdown. */
export const tableCommand: Command = async (args, { printText }) => {
  const [file = ''] = parseFlags(args, {}, ['FIGURES.json']).operands;
  printText(markdownTable(await readReport(file)));
};

/** Draws one of the plots of what `npm run bench -- --json FILE` measured. */
export const plotCommand: Command = async (args) => {
  const { operands, values } = parseFlags(args, { of: { type: 'string', default: 'artifact-size' } }, [
    'FIGURES.json',
    'PLOT.svg',
  ]);
  const [figures = '', target = ''] = operands;
  const [name] = readNames('plot', [values.of], ['artifact-size', 'pickup']);
  await requireFolderOf(target);
  const report = await readReport(figures);
  // Vega takes long to load, and nothing else needs it.
  const svg =
    name === 'pickup'
      ? await (await import('./plot/draw-pickup.ts')).drawPickup(report)
      : await (await import('./plot/draw-artifact-size.ts')).drawArtifactSize(report);
  await writeFile(`${target}.part`, svg);
  await rename(`${target}.part`, target);
};
