import { gnuLong, pax, type TarPlan } from './build-tar.ts';

const good: TarPlan = { name: 'good.txt', content: 'good' };
const link = (name: string, target: string): TarPlan => ({ name, target, flag: '2' });

/** Archives that are read as they are, and have an entry that must not be written: what, the blocks, what is said. */
export const hostileExtractions: [what: string, plans: TarPlan[], message: RegExp][] = [
  ['a line break in a name', [{ name: 'a\nb' }], /control character/],
  ['folders that go too deep', [gnuLong(`${'d/'.repeat(64)}f`), good], /65 levels deep; at most 64/],
  ['a path that is there twice', [good, good], /"good.txt".* is there twice/],
  ['a path that is there twice with ./', [good, { name: './good.txt' }], /is there twice/],
  ['paths that differ only in case', [good, { name: 'GOOD.txt' }], /differs from "good.txt" only in case/],
  ['paths that differ only in Unicode form', [{ name: 'é' }, { name: 'e\u0301' }], /only in case or Unicode form/],
  ['a link that climbs out', [link('a/l', '../../etc')], /symbolic link to "..\/..\/etc".*outside/],
  ['a link behind ./ that climbs out', [link('./l', '../etc')], /outside/],
  ['a link that climbs out in a pax header', [pax({ linkpath: '../../etc' }), link('a/l', 'b')], /outside/],
  ['a link that climbs out in a GNU header', [gnuLong('../../etc', 'K'), link('a/l', 'b')], /outside/],
  ['an absolute link', [link('l', '/etc/passwd')], /which is absolute/],
  ['an empty link', [link('l', '')], /which is nowhere/],
  ['a link to a name that is not UTF-8', [{ name: 'l', flag: '2', target: Buffer.from([0xff]) }], /not UTF-8/],
  ['a character device', [{ flag: '3' }], /is a device; only files/],
  ['a block device', [{ flag: '4' }], /is a device; only files/],
  ['a pipe', [{ flag: '6' }], /is a pipe; only files/],
  [
    'a hard link to what is outside',
    [{ name: 'h', flag: '1', target: '../../etc/passwd' }],
    /hard link to "..\/..\/etc/,
  ],
  ['a hard link to an absolute path', [{ name: 'h', flag: '1', target: '/etc/passwd' }], /hard link to "\/etc/],
  ['a hard link to itself', [{ name: 'h', flag: '1', target: 'h' }], /not a file that was written before it/],
  [
    'a hard link to a symbolic link',
    [link('l', 'd'), { name: 'h', flag: '1', target: 'l' }],
    /not a file that was written/,
  ],
  ['a hard link to what comes later', [{ name: 'h', flag: '1', target: 'last' }], /not a file that was written before/],
];
