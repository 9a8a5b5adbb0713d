import { UsageError } from './command-line.ts';
import { markdownTable } from './markdown-table.ts';
import { readReport } from './report.ts';
import { runCommand } from './run-command.ts';

/** Prints the figures that `npm run bench -- --json FILE` wrote as a table in Markdown. */
await runCommand(async () => {
  const [file, ...more] = process.argv.slice(2);
  if (file === undefined || more.length > 0 || file.startsWith('-'))
    throw new UsageError('Usage: node proof/bench/table.ts FIGURES.json');
  process.stdout.write(markdownTable(await readReport(file)));
});
