import type { TextForm } from '../../../model/text-form.ts';

/** What is wrong with the text of a property, in the words of its parser; empty when nothing is. */
export function problemOf(asks: TextForm | undefined, text: string): string {
  if (text === '' || asks === undefined) return '';
  switch (asks.kind) {
    case 'pattern':
      return new RegExp(`^(?:${asks.source})$`, asks.flags).test(text) ? '' : `Allowed is ${asks.allowed}.`;
    case 'json':
      return isJson(text) ? '' : 'Allowed is JSON.';
    case 'url':
      return URL.canParse(text) ? '' : 'Allowed is a whole URL.';
    case 'number':
      return isWithin(asks, text) ? '' : `Allowed is a whole number from ${asks.least} to ${asks.most}.`;
    case 'choice':
      return asks.choices.includes(text) ? '' : `Allowed are ${asks.choices.join(', ')}.`;
  }
}

/** JSON cannot carry an infinite bound, so null means that there is no bound. */
function isWithin({ least, most }: { least: number | null; most: number | null }, text: string): boolean {
  const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  return number >= (least ?? Number.NEGATIVE_INFINITY) && number <= (most ?? Number.POSITIVE_INFINITY);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
