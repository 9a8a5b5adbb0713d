/** The name of the stack and of the pipeline in it: a command finds the trial by this name. */
export const trialPipelineName = 'PartnerActionTrial';

/** The key of the object that the pipeline reads. */
export const trialSourceKey = 'source.zip';
