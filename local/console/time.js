import { element } from './elements.js';

const clockFace = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** The time of day on this machine; the whole instant is in its tooltip. @param {string} at ISO 8601 */
export const timeOf = (at) => element('time', { datetime: at, title: at }, clockFace.format(new Date(at)));

/** A span of time to about three digits. @param {number} milliseconds */
export function spanOf(milliseconds) {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return roughSpanOf(milliseconds);
}

/** A span of time in its two largest units, of seconds and more. @param {number} milliseconds */
export function roughSpanOf(milliseconds) {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  const [minutes, hours, days] = [60, 3600, 86_400].map((unit) => Math.floor(seconds / unit));
  if (days) return `${days} d ${hours % 24} h`;
  if (hours) return `${hours} h ${minutes % 60} min`;
  if (minutes) return `${minutes} min ${seconds % 60} s`;
  return `${seconds} s`;
}
