/**
 * The UUID of a schema, the same in every registry: the first 128 bits of its identity with the version 8 and the variant
 * of RFC 9562 §5.8 put in. `identity` is 64 hexadecimal digits.
 */
export function guidOf(identity: string): string {
  const variant = '89ab'.charAt(Number.parseInt(identity.charAt(16), 16) % 4);
  const parts = [
    identity.slice(0, 8),
    identity.slice(8, 12),
    `8${identity.slice(13, 16)}`,
    `${variant}${identity.slice(17, 20)}`,
    identity.slice(20, 32),
  ];
  return parts.join('-');
}
