import { ApiError } from '../api-error.ts';
import type { ActionTypeDeclaration, DeclaredProperty } from './action-type.ts';
import { checkCounts, checkProperties, checkTemplates, type RuledProperty } from './check-custom-action-type.ts';

/** Checks what the shapes of the model cannot say. @throws ApiError ValidationException */
export function checkDeclaration(declaration: ActionTypeDeclaration): void {
  const { executor, properties = [], urls = {}, inputArtifactDetails, outputArtifactDetails } = declaration;
  const { jobWorkerExecutorConfiguration: worker, lambdaExecutorConfiguration: lambda } = executor.configuration;
  const [fitting, other] = executor.type === 'JobWorker' ? [worker, lambda] : [lambda, worker];
  if (fitting === undefined || other !== undefined) {
    refuse('actionType.executor.configuration', 'must be the one that fits the type of the executor, and no other');
  }
  const ruled = properties.map(toRuled);
  checkProperties(ruled, 'actionType.properties');
  checkTemplates(urls, ruled, 'actionType.urls');
  checkCounts(inputArtifactDetails, 'actionType.inputArtifactDetails');
  checkCounts(outputArtifactDetails, 'actionType.outputArtifactDetails');
}

/** What pipelines that use a public action type rely on. @throws ApiError ValidationException */
export function checkUpdate(before: ActionTypeDeclaration, after: ActionTypeDeclaration): void {
  const required = (after.properties ?? []).filter(({ optional }) => !optional);
  for (const { name } of required) {
    const known = before.properties?.find((property) => property.name === name);
    if (known === undefined) refuse('actionType.properties', 'may have a new property only if it is optional');
    if (known.optional) refuse('actionType.properties', 'may not make an optional property required');
  }
}

const toRuled = ({ name, optional, noEcho, queryable = false }: DeclaredProperty): RuledProperty => ({
  name,
  required: !optional,
  secret: noEcho,
  queryable,
});

function refuse(path: string, rule: string): never {
  throw new ApiError('ValidationException', `1 validation error detected: Value at '${path}' ${rule}`);
}
