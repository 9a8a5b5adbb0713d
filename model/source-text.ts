/** What the modules around an action import or declare by themselves: an action of that name could not stand beside it. */
const TAKEN = ['defineAction', 'wholeNumber', 'runAction', 'inPipeline'];

/**
 * The name of the constant of an action, in camel case. It ends in `Action` where it might be a word that the language or a
 * module around it has for something else.
 * @param name Words with hyphens or underscores between them.
 */
export function identifierOf(name: string): string {
  const words = name.split(/[-_]+/).filter((word) => word !== '');
  const joined = words.map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).join('');
  const camel = `${joined[0]?.toLowerCase() ?? ''}${joined.slice(1)}`.replace(/^(?=\d|$)/, 'action');
  // Each word that TypeScript keeps for itself is a single one.
  return words.length === 1 || TAKEN.includes(camel) ? `${camel}Action` : camel;
}

/** A text as a module in TypeScript or JavaScript has it, in single quotes. */
export function quoteForSource(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return `'${escaped.replaceAll("'", "\\'")}'`;
}
