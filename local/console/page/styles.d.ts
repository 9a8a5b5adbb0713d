/** The bundler takes a stylesheet that is imported into the one of the page. */
declare module '*.css';
