import type { LeftOut } from './zip-folder.ts';

/** A sentence on the parts of a folder that are not in its archive; undefined when all are. */
export function tellLeftOut(what: string, { folders, ignored, links, others }: LeftOut): string | undefined {
  const parts = [
    folders > 0 && `${counted(folders, 'folder')} named .git or node_modules`,
    ignored > 0 && `${counted(ignored, 'file or folder', 'files and folders')} that git ignores (--all takes them)`,
    links > 0 && `${counted(links, 'link')} that would lead out of the folder`,
    others > 0 && `${counted(others, 'entry', 'entries')} that no archive holds, such as a socket or a pipe`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? undefined : `${what} leaves out ${parts.join(', ')}.`;
}

const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
