const REGION = /^[a-z]{2,}(-[a-z]+)+-\d$/;

/** Whether a text is written as the name of a Region, such as `eu-west-1`. */
export const isRegion = (text: string): boolean => REGION.test(text);
