/** Ends with a sentence when Node is too old for this project. */
// This is plain JavaScript, so that an old Node can say what is wrong and does not fail at the first type.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `This project runs on Node 24 or newer (found ${process.versions.node}). ` +
      'On Linux x64 `npm ci` brings its own; elsewhere install a newer Node from https://nodejs.org.',
  );
  process.exit(2);
}
