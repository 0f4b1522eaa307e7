/** The version of what goes over the wire; a change of its shape is a new one, which `protocol-version.test.ts` sees to. */
export const protocolVersion = 1

/** The header that every mutation over HTTP carries, with {@link protocolVersion}. */
export const protocolHeader = 'x-throughline'
