import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './command.ts';

type Values<O extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>
>['values'];

/**
 * The flags and operands of a command line.
 * @param operandNames What must be given besides flags, such as `JOBID`; `any` leaves it to the caller.
 * @param whyNoMore Said to whoever gives more than that.
 * @throws UsageError, which names flags and never shows a value.
 */
export function parseFlags<const O extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: O,
  operandNames: readonly string[] | 'any' = [],
  whyNoMore?: string,
): { values: Values<O>; operands: string[] } {
  const { values, positionals, tokens } = parse(args, options);
  refuseRepeated(tokens, options);
  if (operandNames === 'any') return { values, operands: positionals };
  if (whyNoMore && positionals.length > operandNames.length) throw new UsageError(whyNoMore);
  if (positionals.length !== operandNames.length) {
    const expected = operandNames.join(' ') || 'none';
    throw new UsageError(`Expected besides flags: ${expected}; got ${positionals.length} words. See --help.`);
  }
  return { values, operands: positionals };
}

function parse<const O extends ParseArgsOptionsConfig>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, tokens: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/[.\n]/)[0]}. See --help.`);
  }
}

/** The last one would win, and whoever gave both would not learn it. */
function refuseRepeated(tokens: readonly { kind: string; name?: string }[], options: ParseArgsOptionsConfig): void {
  const given = tokens.flatMap(({ kind, name }) => (kind === 'option' && name !== undefined ? [name] : []));
  const isOnce = (name: string) => options[name]?.type === 'string' && options[name].multiple !== true;
  const repeated = given.find((name, index) => isOnce(name) && given.indexOf(name) !== index);
  if (repeated !== undefined) throw new UsageError(`--${repeated} may be given only once. See --help.`);
}

/** Names that are separated by commas, in flags that may be repeated. @throws UsageError for one that is not known. */
export function readNames<N extends string>(what: string, lists: readonly string[], known: readonly N[]): N[] {
  return lists
    .flatMap((list) => list.split(','))
    .map((name) => {
      const found = known.find((one) => one === name);
      if (found !== undefined) return found;
      throw new UsageError(`There is no ${what} "${name}"; there are ${known.join(', ')}.`);
    });
}

/** A whole number given as a flag. @throws UsageError */
export function readWholeNumber(flag: string, text: string, least: number, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`--${flag} must be a whole number from ${least} to ${most}, got "${text.slice(0, 50)}".`);
}
