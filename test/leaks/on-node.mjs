// Serves one invocation and ends, without a runtime client.
import { handler } from './print-everything.ts';

process.send({ answer: JSON.stringify(await handler(JSON.parse(process.env.LEAKS_EVENT))) });
process.disconnect();
