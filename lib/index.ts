/** What a deployer imports: the worker as a construct of the CDK, and a stack around it. */

export type { ActionCategory, ActionOwner, ActionTypeId } from '../model/action-type.ts';
export type { Integration } from '../model/integration.ts';
export { createStacks } from './app/create-stacks.ts';
export { defineDeployment } from './app/define-deployment.ts';
export type { DeploymentProps, RegionDeployment, WorkerDeployment, WorkerSettings } from './app/deployment-props.ts';
export { PartnerActionStack, type PartnerActionStackProps } from './app/partner-action-stack.ts';
export { refuseUnknownContext } from './app/settings.ts';
export type { BundleName } from './bundles/bundles.ts';
export type { Monitoring } from './monitoring/monitoring.ts';
export { type InPipelineProps, inPipeline, PipelineAction } from './pipeline/in-pipeline.ts';
export type { ActionLinks } from './worker/custom-action-types.ts';
export type { Network, NetworkIds } from './worker/network.ts';
export { createOutputs } from './worker/outputs.ts';
export { PartnerActionWorker } from './worker/partner-action-worker.ts';
export type { PartnerActionWorkerProps } from './worker/partner-action-worker-props.ts';
export type { Policies } from './worker/policies.ts';
export type { Queues } from './worker/queues.ts';
export type { ExistingTable, Tables } from './worker/tables.ts';
