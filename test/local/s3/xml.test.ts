import { describe, expect, it } from 'vitest';
import { errorDocument, parseRows, xmlDocument } from '../../../local/s3/xml.ts';

const parse = (text: string) => parseRows(text, 'List', 'Item')?.map((row) => Object.fromEntries(row));

describe('parseRows', () => {
  it('gives the leaf elements of each row, their references resolved', () => {
    const rows = parse(
      '<?xml version="1.0"?>\n<List xmlns="http://example">\n <Item><A>1</A>\n<B>&quot;x&#34;&#x22;&amp;lt;</B></Item> <Item></Item>\n</List>\n',
    );

    expect(rows).toEqual([{ A: '1', B: '"x""&lt;' }, {}]);
  });

  it('leaves a reference as it is that XML does not have, also one called as something that every object has', () => {
    expect(parse('<List><Item><A>&other;&constructor;</A></Item></List>')).toEqual([{ A: '&other;&constructor;' }]);
  });

  it('gives no rows for an empty root', () => {
    expect(parse('<List></List>')).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['no XML', '{"List": []}'],
    ['another root', '<Other><Item></Item></Other>'],
    ['another row', '<List><Item></Item><Other></Other></List>'],
    ['text between the rows', '<List>text<Item></Item></List>'],
    ['a row without an end', '<List><Item><A>1</A></List>'],
    ['nested rows', '<List><Item><A><B>1</B></A></Item></List>'],
    ['a document type with entities', '<!DOCTYPE List [<!ENTITY a "b">]><List><Item><A>&a;</A></Item></List>'],
  ])('takes no %s', (_what, text) => {
    expect(parse(text)).toBeUndefined();
  });
});

describe('xmlDocument', () => {
  it('escapes what XML does not take as it is, repeats lists and leaves out what is undefined', () => {
    const text = xmlDocument('List', { Name: `<&>"'\u0001`, Item: [{ A: 1 }, { A: true }], None: undefined });

    expect(text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<List xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>&#60;&#38;&#62;&#34;&#39;&#1;</Name><Item><A>1</A></Item><Item><A>true</A></Item></List>',
    );
  });
});

describe('errorDocument', () => {
  it('has no namespace', () => {
    expect(errorDocument({ Code: 'NoSuchKey' })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>',
    );
  });
});
