import { element } from './elements.js';

/** @typedef {import('./api.js').Rule} Rule */

/** @param {Rule[]} rules */
export const showRules = (rules) => [
  element('h2', { id: 'rules-title' }, 'Rules'),
  element('p', {}, 'What this control plane does, and how well each rule of the real service is known.'),
  element(
    'dl',
    { class: 'marks' },
    ...mark('documented', 'AWS says so.'),
    ...mark('model', 'It follows from the service model.'),
    ...mark('assumed', 'Nobody says so: a setting, changed with PUT /_local/settings.'),
  ),
  element(
    'table',
    {},
    element('thead', {}, row('th', ['Rule', 'Value', 'Mark', 'Source'])),
    element('tbody', {}, ...rules.map(describe)),
  ),
];

/** @param {string} name @param {string} meaning */
const mark = (name, meaning) => [element('dt', {}, markChip(name)), element('dd', {}, meaning)];

/** @param {string} name */
const markChip = (name) => element('span', { class: 'chip', 'data-mark': name }, name);

/** @param {Rule} rule */
function describe({ name, value, unit, mark, source, allowed }) {
  const shown = element('span', { class: allowed && 'set' }, `${value}`, unit && ` ${unit}`);
  const choice = allowed && element('small', {}, `may be ${allowed}`);
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, name),
    element('td', {}, shown, choice),
    element('td', {}, markChip(mark)),
    element('td', {}, source),
  );
}

/** @param {'th' | 'td'} tag @param {string[]} texts */
const row = (tag, texts) => element('tr', {}, ...texts.map((text) => element(tag, { scope: 'col' }, text)));
