/** Marks an error whose message is a sentence for the customer. A name could not: an author may give an error any name. */
export const CUSTOMER_SENTENCE: unique symbol = Symbol('customer sentence');
