import { ArtifactField } from './artifact-field.tsx';
import type { Dropped } from './dropped.ts';
import { type ArtifactFacts, inputName } from './submit.ts';
import { countOf } from './words.ts';

interface ArtifactFieldsProps {
  inputs: ArtifactFacts;
  artifacts: readonly Dropped[];
  set(artifacts: readonly Dropped[]): void;
}

/** A field for each input artifact that is there, that the action needs, and for one more if it takes more. */
export function ArtifactFields({ inputs, artifacts, set }: ArtifactFieldsProps) {
  const { minimum, maximum } = inputs;
  const count = Math.min(maximum, Math.max(minimum, artifacts.length + 1));
  const tooMany = artifacts.length - maximum;
  return (
    <>
      {Array.from({ length: count }, (_, index) => inputName(inputs, index)).map((name, index) => (
        <ArtifactField
          key={name}
          name={maximum > 1 ? name : undefined}
          dropped={artifacts[index]}
          choose={(chosen) => {
            if (chosen.length > 0) set(artifacts.toSpliced(index, chosen.length, ...chosen));
          }}
        />
      ))}
      {tooMany > 0 && (
        <p role="status" class="note">
          The action takes {countOf(maximum, 'input artifact')}: the last {tooMany} of what was dropped will be left
          out.
        </p>
      )}
    </>
  );
}
