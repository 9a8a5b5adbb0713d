import { prices } from '../cost/prices.ts';

/** Counts the cost of reading a table. */
export interface ReadMeter {
  count(answer: { ConsumedCapacity?: { CapacityUnits?: number | undefined } | undefined }): void;
  /** Such as `Read in 2 requests: 1 read unit, about $0.000000125.` */
  tell(): string;
}

export function createReadMeter(): ReadMeter {
  let requests = 0;
  let units = 0;
  return {
    count({ ConsumedCapacity }) {
      requests += 1;
      units += ConsumedCapacity?.CapacityUnits ?? 0;
    },
    tell() {
      const dollars = (units * prices.dynamodbRead.dollars).toFixed(9).replace(/0+$/, '').replace(/\.$/, '');
      return `Read in ${requests} ${requests === 1 ? 'request' : 'requests'}: ${units} read ${units === 1 ? 'unit' : 'units'}, about $${dollars}.`;
    },
  };
}
