import { element, isolated } from './elements.js';

/** @typedef {import('./api.js').Job} Job @typedef {import('./api.js').Artifact} Artifact */

const ABSENT = { input: 'missing', output: 'not uploaded' };

/** @param {Job} job */
export function showArtifacts({ inputArtifacts, outputArtifacts }) {
  const rows = [
    ...inputArtifacts.map((artifact) => describe('input', artifact)),
    ...outputArtifacts.map((artifact) => describe('output', artifact)),
  ];
  if (rows.length === 0) return element('p', {}, 'This job has none.');
  const heads = ['Artifact', 'Kind', 'Size', 'Path'].map((text) => element('th', { scope: 'col' }, text));
  return element('table', {}, element('thead', {}, element('tr', {}, ...heads)), element('tbody', {}, ...rows));
}

/** @param {'input' | 'output'} kind @param {Artifact} artifact */
const describe = (kind, { name, size, path }) =>
  element(
    'tr',
    {},
    element('th', { scope: 'row' }, isolated(name)),
    element('td', {}, kind),
    element('td', { class: 'number' }, size === undefined ? ABSENT[kind] : sizeOf(size)),
    element('td', { class: 'path' }, path && isolated(path)),
  );

/** @param {number} bytes */
function sizeOf(bytes) {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  const step = bytes < 1024 ? 0 : Math.min(3, Math.floor(Math.log2(bytes) / 10));
  return `${step ? (bytes / 1024 ** step).toFixed(1) : bytes} ${units[step]}`;
}
