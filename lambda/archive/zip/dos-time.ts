/** The earliest moment that the format can express; it is the default time of entries. */
export const EARLIEST = new Date('1980-01-01T00:00:00Z');

/**
 * A moment as MS-DOS date and time, to two seconds, in UTC so that it does not depend on where it is made.
 * @throws RangeError outside the years 1980 to 2107.
 */
export function toDosTime(moment: Date): { date: number; time: number } {
  const year = moment.getUTCFullYear();
  if (!(year >= 1980 && year <= 2107)) {
    throw new RangeError(`Modification times are allowed from 1980 to 2107, got ${String(moment)}`);
  }
  return {
    date: ((year - 1980) << 9) | ((moment.getUTCMonth() + 1) << 5) | moment.getUTCDate(),
    time: (moment.getUTCHours() << 11) | (moment.getUTCMinutes() << 5) | (moment.getUTCSeconds() >> 1),
  };
}
