import { codeBlocksOf, type Document, proseOf } from './documents.ts';

const PROGRAMS = /^(npm|npx|aws) /;

/** A program as it follows another line; a block may also show what a file holds. */
const isCommand = (line: string) => PROGRAMS.test(line);

/** Every command of a page, once: each line of a block for a terminal, and each that stands in a sentence or a table. */
export function commandLinesOf(document: Document): string[] {
  const inBlocks = codeBlocksOf(document)
    .filter(({ language }) => language === '')
    .flatMap(({ code }) => code.split('\n'));
  const inProse = [...proseOf(document).matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  const lines = [...inBlocks, ...inProse].map((line) =>
    line
      .replace(/\s+#.*/, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
  return [...new Set(lines.filter(isCommand))];
}
