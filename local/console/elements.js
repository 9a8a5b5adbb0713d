import { escapeText } from '../../model/escape.ts';

/**
 * Elements are made and brought up to date here. All text becomes text nodes, escaped: nothing a job says is ever read as
 * HTML, or turns what stands around it.
 */

/**
 * @param {string} tag
 * @param {Record<string, string | number | undefined>} [attributes] Those that are undefined are left out.
 * @param {...(Node | string | undefined)} children Those that are undefined are left out.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, escapeText(String(value)));
  }
  const shown = children.filter((child) => child !== undefined);
  made.append(...shown.map((child) => (typeof child === 'string' ? escapeText(child) : child)));
  return made;
}

/**
 * A text of a job inside another: its letters may run from right to left and leave those around it where they are.
 * @param {string} text
 */
export const isolated = (text) => element('bdi', {}, text);

/**
 * Gives an element new children but keeps those that are alike, so that focus, selection and scroll position
 * survive. Children with an id are matched by it, all others by their place.
 * @param {Element} parent
 * @param {Iterable<Node | undefined>} children
 */
export function fill(parent, children) {
  const known = new Map(Array.from(parent.children, (child) => [child.id, child]));
  let place = parent.firstChild;
  for (const wanted of children) {
    if (wanted === undefined) continue;
    const present = idOf(wanted) ? known.get(idOf(wanted)) : place;
    if (present && isAlike(present, wanted)) {
      if (present !== place) parent.insertBefore(present, place);
      become(present, wanted);
      place = present.nextSibling;
    } else {
      parent.insertBefore(wanted, place);
    }
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

/** @param {Node} present @param {Node} wanted */
const isAlike = (present, wanted) => present.nodeName === wanted.nodeName && idOf(present) === idOf(wanted);

/** @param {Node} node */
const idOf = (node) => (node instanceof Element ? node.id : '');

/** @param {Node} present @param {Node} wanted */
function become(present, wanted) {
  if (!(present instanceof Element && wanted instanceof Element)) {
    if (present.nodeValue !== wanted.nodeValue) present.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...present.attributes]) if (!wanted.hasAttribute(name)) present.removeAttribute(name);
  for (const { name, value } of wanted.attributes) {
    if (present.getAttribute(name) !== value) present.setAttribute(name, value);
  }
  fill(present, [...wanted.childNodes]);
}
