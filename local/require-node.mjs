// Plain JavaScript, so that an old Node can say what is wrong instead of stumbling over the first type.
const [major, minor] = process.versions.node.split('.').map(Number);
const recentEnough = major >= 24 || (major === 22 && minor >= 18);
if (!recentEnough) {
  console.error(
    `This project runs on Node 22.18 or 24 or newer (found ${process.versions.node}). ` +
      'On Linux x64 `npm ci` brings its own; elsewhere install a newer Node from https://nodejs.org.',
  );
  process.exit(2);
}
