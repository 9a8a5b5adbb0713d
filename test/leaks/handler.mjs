// Lambda's runtime client looks for JavaScript, and takes what it exports.
export { handler } from './print-everything.ts';
