/** The name of the stack and of the pipeline in it: by it alone a command finds the trial again. */
export const trialPipelineName = 'PartnerActionTrial';

/** The key of the object that the pipeline reads. */
export const trialSourceKey = 'source.zip';
