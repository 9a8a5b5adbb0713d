import { useRef } from 'preact/hooks';
import { Name } from './accessible.tsx';
import { type Dropped, fromDrop, fromFiles } from './dropped.ts';
import { countOf, sizeOf } from './words.ts';

interface ArtifactFieldProps {
  /** The artifact's name in the pipeline, if there are several. */
  name: string | undefined;
  dropped: Dropped | undefined;
  /** Takes what was chosen for this artifact, and for those after it. */
  choose(dropped: readonly Dropped[]): void;
}

/** Takes an archive or a folder, dropped or picked. */
export function ArtifactField({ name, dropped, choose }: ArtifactFieldProps) {
  const archive = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const pickFolders = (field: HTMLInputElement | null) => {
    folder.current = field;
    if (field) field.webkitdirectory = true;
  };
  const take = ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
    choose(fromFiles([...(currentTarget.files ?? [])]));
  const called = name === undefined ? '' : ` ${name}`;
  return (
    <fieldset
      class="drop"
      data-full={dropped ? '' : undefined}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        if (event.dataTransfer) void fromDrop(event.dataTransfer).then(choose);
      }}
    >
      <legend class={name === undefined ? 'unseen' : undefined}>Input artifact{called}</legend>
      <p>
        {dropped ? (
          <>
            <b>
              <Name>{dropped.name}</Name>
            </b>{' '}
            {dropped.files === undefined ? '' : `${countOf(dropped.files, 'file')}, `}
            {sizeOf(dropped.content.size)}
            {(dropped.leftOut?.length ?? 0) > 0 && `, without ${dropped.leftOut?.join(' and ')}`}
          </>
        ) : (
          'Drop a folder or an archive here: zip, tar or tar.gz'
        )}
      </p>
      <button type="button" class="quiet" onClick={() => archive.current?.click()}>
        Choose an archive
      </button>
      <button type="button" class="quiet" onClick={() => folder.current?.click()}>
        Choose a folder
      </button>
      <input ref={archive} type="file" hidden aria-label={`Archive${called}`} onChange={take} />
      <input ref={pickFolders} type="file" hidden aria-label={`Folder${called}`} onChange={take} />
    </fieldset>
  );
}
