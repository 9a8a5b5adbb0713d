import { element } from './elements.js';
import { spanOf, timeOf } from './time.js';

/** @typedef {import('./api.js').Transition} Transition */

const FINAL = ['Succeeded', 'Failed', 'TimedOut'];

/** Every status a job entered, when, and for how long it stayed in it. @param {Transition[]} transitions @param {number} now */
export function timelineOf(transitions, now) {
  const starts = transitions.map(({ at }) => Date.parse(at));
  const isOver = FINAL.includes(transitions.at(-1)?.status ?? '');
  const end = isOver ? starts[starts.length - 1] : Math.max(now, ...starts);
  const whole = end - starts[0];
  const steps = transitions.map(({ status, at }, index) => {
    const stayed = (starts[index + 1] ?? end) - starts[index];
    const isLast = index === transitions.length - 1;
    return element(
      'li',
      { 'data-status': status },
      element('strong', {}, status),
      timeOf(at),
      isLast && isOver
        ? element('span', { class: 'span' }, `${spanOf(whole)} in all`)
        : element('span', { class: 'span' }, `${spanOf(stayed)}${isLast ? ' so far' : ''}`),
      isLast && isOver ? undefined : share(stayed, whole),
    );
  });
  return element('ol', { class: 'timeline' }, ...steps);
}

/** A bar as long as a span's part of the whole; the figures beside it say the same. @param {number} span @param {number} whole */
const share = (span, whole) => element('progress', { max: Math.max(1, whole), value: span, 'aria-hidden': 'true' });
