import { rename, writeFile } from 'node:fs/promises';
import type { Command } from '../../command/command.ts';
import { parseFlags } from '../../command/flags.ts';
import { requireFolderOf } from './command-line.ts';
import { markdownTable } from './markdown-table.ts';
import { readReport } from './report.ts';

/** Prints the figures that `npm run bench -- --json FILE` wrote as a table in Markdown. */
export const tableCommand: Command = async (args, { printText }) => {
  const [file = ''] = parseFlags(args, {}, ['FIGURES.json']).operands;
  printText(markdownTable(await readReport(file)));
};

/** Draws memory and time over artifact size, as `npm run bench -- --only artifact-size --json FILE` measured them. */
export const plotCommand: Command = async (args) => {
  const [figures = '', target = ''] = parseFlags(args, {}, ['FIGURES.json', 'PLOT.svg']).operands;
  await requireFolderOf(target);
  // Vega takes long to load, and nothing else needs it.
  const { drawArtifactSize } = await import('./plot/draw-artifact-size.ts');
  const svg = await drawArtifactSize(await readReport(figures));
  await writeFile(`${target}.part`, svg);
  await rename(`${target}.part`, target);
};
