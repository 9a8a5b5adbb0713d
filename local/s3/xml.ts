import { ownValue } from '../../model/own-value.ts';
/** An element's content: text, child elements by name, or several elements of one name. */
export type XmlContent = string | number | boolean | undefined | XmlContent[] | { [name: string]: XmlContent };

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** An XML document in the namespace of S3. */
export const xmlDocument = (name: string, content: XmlContent) => documentOf(name, ` xmlns="${NAMESPACE}"`, content);

/** An error document, which S3 leaves outside its namespace. */
export const errorDocument = (content: XmlContent) => documentOf('Error', '', content);

const documentOf = (name: string, attributes: string, content: XmlContent) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${attributes}>${inner(content)}</${name}>`;

function element(name: string, content: XmlContent): string {
  if (content === undefined) return '';
  if (Array.isArray(content)) return content.map((item) => element(name, item)).join('');
  return `<${name}>${inner(content)}</${name}>`;
}

function inner(content: XmlContent): string {
  if (typeof content !== 'object') return escapeText(String(content ?? ''));
  return Object.entries(content)
    .map(([name, child]) => element(name, child))
    .join('');
}

const escapeText = (text: string) => text.replace(/[&<>"']|\p{Cc}/gu, (sign) => `&#${sign.charCodeAt(0)};`);

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The children called `childName` of the document's root `rootName`, each as its leaf elements by name: all the XML
 * that S3 clients send here. Undefined when the text has any other form.
 */
export function parseRows(text: string, rootName: string, childName: string): Map<string, string>[] | undefined {
  const root = new RegExp(`^\\s*(?:<\\?xml[^>]*\\?>\\s*)?<${rootName}(?:\\s[^>]*)?>(.*)</${rootName}>\\s*$`, 's').exec(
    text,
  );
  if (!root) return undefined;
  const rows: Map<string, string>[] = [];
  const row = new RegExp(`\\s*<${childName}>((?:\\s*<(\\w+)>[^<]*</\\2>)*)\\s*</${childName}>\\s*`, 'y');
  const body = root[1] ?? '';
  while (row.lastIndex < body.length) {
    const found = row.exec(body);
    if (!found) return undefined;
    rows.push(leavesOf(found[1] ?? ''));
  }
  return rows;
}

const leavesOf = (text: string) =>
  new Map([...text.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name = '', value = '']) => [name, unescapeText(value)]));

const unescapeText = (text: string) =>
  text.replace(/&(?:#(\d+)|#x([\da-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return ownValue(ENTITIES, name) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
