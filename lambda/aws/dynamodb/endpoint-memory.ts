/**
 * Replaces, in the bundles, the cache in which DynamoDB's client keeps the endpoints that it has discovered. Discovery is off
 * unless AWS_ENABLE_ENDPOINT_DISCOVERY asks for it, and a function that has one table discovers one endpoint.
 */
export default class EndpointMemory<Key, Value> extends Map<Key, Value> {
  constructor(_capacity: number) {
    super();
  }

  peek(key: Key): Value | undefined {
    return this.get(key);
  }
}
