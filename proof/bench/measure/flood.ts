import { type FloodReport, playFlood } from '../flood/play-flood.ts';
import {
  alarmAfterMinutes,
  assumed,
  bearable,
  MAX_ALARM_MINUTES,
  MAX_WAIT_SECONDS,
  unbearable,
} from '../flood/situations.ts';
import { atMost } from '../goal.ts';
import type { Bench, Measurement } from '../measurement.ts';

export const flood: Measurement = {
  name: 'flood',
  title: 'the job of one customer while another has thousands on offer, on an injected clock',
  async measure(bench) {
    const borne = await playAll(bench, bearable);
    const unborne = await playAll(bench, unbearable);
    const waits = borne.map(({ report }) => report.longestWait);
    const alarms = unborne.map(({ report }) => alarmAfterMinutes(report.minutesWith('PollsSaturated')));
    return {
      figures: [],
      table: {
        columns: ['longest wait, s', 'polls in 6 minutes', 'of them throttled'],
        rows: borne.map(({ what, report: { longestWait, polls, throttled } }) => ({
          name: what,
          cells: [Number(longestWait.toFixed(1)), polls, throttled],
        })),
      },
      facts: {
        'jobs on offer of the one, unless a row says otherwise': assumed.jobs,
        'seconds a poll takes, unless a row says otherwise': assumed.pollTakes,
        ...Object.fromEntries(
          unborne.map(({ what }, index) => [`minutes until an alarm where ${what}`, alarms[index] ?? Number.NaN]),
        ),
      },
      goals: [
        atMost('G18', `longest wait in ${waits.length} floods`, [Math.max(...waits), MAX_WAIT_SECONDS], ' s'),
        atMost(
          'G18',
          `until an alarm, in ${alarms.length} floods that no poller could serve`,
          [Math.max(...alarms), MAX_ALARM_MINUTES],
          ' minutes',
        ),
      ],
      skipped: [],
    };
  },
};

interface Played {
  what: string;
  report: FloodReport;
}

async function playAll({ tell }: Bench, situations: typeof bearable): Promise<Played[]> {
  const played: Played[] = [];
  for (const [index, [what, opposite]] of situations.entries()) {
    tell(`flood ${index + 1} of ${situations.length}: ${what}`);
    played.push({ what, report: await playFlood({ ...assumed, ...opposite }) });
  }
  return played;
}
