import { ApiError } from '../api-error.ts';
import type { ArtifactDetails, ConfigurationProperty, CustomActionType, LinkTemplates } from './action-type.ts';

/** What the rules on properties need to know of one, of a custom action or a partner's. */
export type RuledProperty = Pick<ConfigurationProperty, 'name' | 'required' | 'secret' | 'queryable'>;

/** Checks what the shapes of the model cannot say. @throws ApiError ValidationException */
export function checkCustomActionType(custom: CustomActionType): void {
  const { settings = {}, configurationProperties = [], inputArtifactDetails, outputArtifactDetails } = custom;
  checkProperties(configurationProperties, 'configurationProperties');
  checkTemplates(settings, configurationProperties, 'settings');
  checkCounts(inputArtifactDetails, 'inputArtifactDetails');
  checkCounts(outputArtifactDetails, 'outputArtifactDetails');
}

/** @throws ApiError ValidationException */
export function checkProperties(properties: readonly RuledProperty[], path: string): void {
  const names = properties.map(({ name }) => name);
  if (new Set(names).size < names.length) refuse(path, 'must have names that differ');
  const queryable = properties.filter((property) => property.queryable);
  if (queryable.length > 1) refuse(path, 'may have one queryable property at most');
  if (queryable.some(({ required, secret }) => !required || secret)) {
    refuse(path, 'may have a queryable property only if it is required and not secret');
  }
}

/** @throws ApiError ValidationException */
export function checkTemplates(templates: LinkTemplates, properties: readonly RuledProperty[], path: string): void {
  const { entityUrlTemplate = '', executionUrlTemplate = '', revisionUrlTemplate = '' } = templates;
  const shown = new Set(properties.filter(({ required, secret }) => required && !secret).map(({ name }) => name));
  for (const template of [entityUrlTemplate, executionUrlTemplate, revisionUrlTemplate]) {
    const names = [...template.matchAll(/\{Config:([^}]*)\}/g)].map(([, name = '']) => name);
    if (!names.every((name) => shown.has(name))) {
      refuse(path, 'may have {Config:NAME} in a template only for a property that is required and not secret');
    }
  }
}

/** @throws ApiError ValidationException */
export function checkCounts({ minimumCount, maximumCount }: ArtifactDetails, path: string): void {
  if (minimumCount > maximumCount) refuse(path, 'must have a minimumCount that is not above its maximumCount');
}

function refuse(path: string, rule: string): never {
  throw new ApiError('ValidationException', `1 validation error detected: Value at '${path}' ${rule}`);
}
