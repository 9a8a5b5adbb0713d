import { escapeLine } from '../../index.ts';

/** A path is chosen by whoever made the artifact: in a table it must not become markup, or show as another path. */
export const escapeMarkdown = (text: string): string =>
  escapeLine(text).replace(/[\\`*_{}[\]()#+!|<>&~$]/g, (character) => `&#${character.charCodeAt(0)};`);
