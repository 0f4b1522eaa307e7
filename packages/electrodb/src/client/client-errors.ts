import { credentialSources, regionSources } from './aws-environment.ts'
import { dynamoDB, type ErrorRow, says } from './error-row.ts'

const signIn = 'Sign in again (aws sso login), or check the profile.'

/** What the SDK finds wrong before it sends anything. */
const setupErrors: readonly ErrorRow[] = [
  {
    names: ['AbortError'],
    code: 'aborted',
    message: says('The call was stopped by its caller.'),
  },
  {
    names: ['Error', 'ProviderError'],
    pattern: /^Region is missing/,
    code: 'not_configured',
    message: () => `No AWS region is set. ${regionSources(process.env)} Set one, or give an endpoint.`,
  },
  {
    names: ['Error'],
    pattern: /^Region not accepted/,
    code: 'not_configured',
    message: (_place, cause) => `The AWS region is none. Write it as eu-central-1. (${cause})`,
  },
  {
    names: ['CredentialsProviderError'],
    pattern: /^Could not load credentials from any providers/,
    code: 'not_configured',
    message: () =>
      `No AWS credentials were found. ${credentialSources(process.env)} Set them, or give an endpoint.`,
  },
  {
    names: [
      'CredentialsProviderError',
      'TokenProviderError',
      'ProviderError',
      'InstanceMetadataV1FallbackError',
    ],
    code: 'denied',
    message: (_place, cause) => `The AWS credentials could not be had. ${signIn} (${cause})`,
  },
  {
    names: ['EndpointError', 'ERR_INVALID_URL'],
    code: 'not_configured',
    message: (_place, cause) =>
      `The endpoint is no address of DynamoDB. Write it as http://localhost:8000, or leave it out for AWS. (${cause})`,
  },
]

/** Values that the SDK does not marshal, or does not read; their own messages hold the value. */
const valueErrors: readonly ErrorRow[] = [
  {
    names: ['Error'],
    pattern: /^Pass a non-empty set/,
    code: 'invalid',
    message: says('A value is an empty set, which DynamoDB does not store. Leave the attribute out.'),
  },
  {
    names: ['Error'],
    pattern: /^Pass options\.removeUndefinedValues/,
    code: 'invalid',
    message: says(
      'A value is undefined, which DynamoDB does not store. Leave it out, or use createDynamoClient, which does.',
    ),
  },
  {
    names: ['Error', 'TypeError'],
    pattern: /^(Unsupported type passed|No value defined|Only Number Set|Cannot convert a Symbol)/,
    code: 'invalid',
    message: says(
      'A value is of a kind that DynamoDB does not store (a class, a date, a function, a symbol). Store plain data.',
    ),
  },
  {
    names: ['Error'],
    pattern: /^(Special numeric value|Number .* is (greater|less) than|NumberValue should not)/,
    code: 'invalid',
    message: says(
      'A value is a number that DynamoDB does not store exactly (NaN, an infinity, one beyond ±(2^53 − 1)). Store it as text or a bigint.',
    ),
  },
  {
    names: ['Error'],
    pattern: /outside SAFE_INTEGER bounds|can't be converted to BigInt/,
    code: 'invalid',
    message: says(
      'An item holds a number that JavaScript does not read exactly. It was written past the store: correct it there.',
    ),
  },
]

/** Connections: of Node's sockets, of TLS, and of answers that are none of DynamoDB. */
const connectionErrors: readonly ErrorRow[] = [
  {
    names: ['EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME', 'ECONNREFUSED', 'ENOTFOUND'],
    code: 'unavailable',
    retry: 'safe',
    message: (place, cause) =>
      `${dynamoDB(place)} does not answer. Start it, or check the address. (${cause})`,
  },
  {
    names: ['TimeoutError'],
    pattern: /did not establish a connection/,
    code: 'unavailable',
    retry: 'safe',
    message: (place, cause) =>
      `${dynamoDB(place)} does not answer. Start it, or check the address. (${cause})`,
  },
  {
    names: [
      'ECONNABORTED',
      'ECONNRESET',
      'EHOSTDOWN',
      'EHOSTUNREACH',
      'ENETDOWN',
      'ENETRESET',
      'ENETUNREACH',
      'ENOTCONN',
      'EPIPE',
      'ERR_STREAM_PREMATURE_CLOSE',
      'ETIMEDOUT',
      'NetworkingError',
      'TimeoutError',
    ],
    code: 'unavailable',
    retry: 'idempotent',
    message: (place, cause) =>
      `${dynamoDB(place)} does not answer in time, or broke the connection off. Try again, or check the network. (${cause})`,
  },
  {
    names: ['EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'ENOBUFS'],
    code: 'unavailable',
    message: (_place, cause) =>
      `This machine has no more connections or files to open. Send fewer requests in parallel. (${cause})`,
  },
  {
    names: [
      'CERT_HAS_EXPIRED',
      'CERT_NOT_YET_VALID',
      'CERT_REVOKED',
      'CERT_UNTRUSTED',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    code: 'not_configured',
    message: (place, cause) =>
      `The certificate of ${dynamoDB(place)} is not trusted. Check the address and the clock, or add its authority with NODE_EXTRA_CA_CERTS. (${cause})`,
  },
  {
    names: ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'HPE_INVALID_CONSTANT'],
    code: 'not_configured',
    message: (place) =>
      `${dynamoDB(place)} speaks another protocol. Check whether its address begins with http: or https:.`,
  },
  {
    names: ['HTTP 301', 'HTTP 302', 'HTTP 307', 'HTTP 308', 'HTTP 404', 'UnreadableAnswer'],
    code: 'not_configured',
    message: ({ endpoint }) =>
      `What answers${endpoint === undefined ? '' : ` at ${endpoint}`} is not DynamoDB. Check the address.`,
  },
]

/** All that fails at this side of the connection, or in it. */
export const clientErrors: readonly ErrorRow[] = [...setupErrors, ...valueErrors, ...connectionErrors]
