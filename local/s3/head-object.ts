import type { StoreCall } from './call.ts';
import { sendObject } from './get-object.ts';

/** HeadObject: what GetObject would answer, without the bytes. */
export const headObject = (call: StoreCall) => sendObject(call, false);
