export type SignatureProblem =
  | 'MissingAuthenticationToken'
  | 'IncompleteSignature'
  | 'MalformedQuery'
  | 'UnrecognizedClient'
  | 'SignatureDoesNotMatch'
  | 'RequestExpired'
  | 'UrlExpired';

/** The request is not signed, or not by the signer that it names. The message has no secret. */
export class SignatureRefused extends Error {
  override readonly name = 'SignatureRefused';
  readonly code: SignatureProblem;

  constructor(code: SignatureProblem, message: string) {
    super(message);
    this.code = code;
  }
}
