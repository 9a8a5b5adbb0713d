interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}
export interface Role {
  AssumeRolePolicyDocument: { Statement: unknown[] };
  ManagedPolicyArns?: unknown;
  Policies?: { PolicyDocument: { Statement: Statement[] } }[];
}

/** What a role may do, one line for each action: `action on resource`, with its condition where it has one. */
export function grantsOf(role: Role | undefined): string[] {
  const statements = role?.Policies?.flatMap(({ PolicyDocument }) => PolicyDocument.Statement) ?? [];
  return statements
    .flatMap(({ Effect, Action, Resource, Condition }) =>
      [Action].flat().map((action) => {
        const condition = Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`;
        return `${Effect === 'Allow' ? '' : `${Effect} `}${action} on ${Resource}${condition}`;
      }),
    )
    .toSorted();
}
