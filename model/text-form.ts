/**
 * How a form asks for a property's text, so that a person enters what the parser takes. The parser says what is allowed.
 *
 * @example
 * const percentage: TextForm = { kind: 'number', least: 0, most: 100 };
 */
export type TextForm =
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** A whole number. */
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'url' }
  | { readonly kind: 'json' }
  /** A regular expression that the whole text matches, and what it allows in words. */
  | { readonly kind: 'pattern'; readonly source: string; readonly flags: string; readonly allowed: string };
