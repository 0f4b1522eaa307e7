/** The environment as the AWS SDK for JavaScript reads it; an empty variable is none. */
type Environment = Readonly<Record<string, string | undefined>>

const awsHost = /\.(amazonaws\.com(\.cn)?|api\.aws)$/

/** Whether a host is AWS's own: what is not gets no real credentials. */
export function isAwsHost(hostname: string): boolean {
  return awsHost.test(hostname)
}

/** Where a variable names the endpoint of DynamoDB; the first that is set, as the SDK orders its own. */
const endpointVariables = ['AWS_ENDPOINT_URL_DYNAMODB', 'DYNAMODB_ENDPOINT', 'AWS_ENDPOINT_URL'] as const

/** An address, and where it was written. */
export interface GivenEndpoint {
  readonly url: string
  readonly source: string
}

/** The endpoint that the environment gives; `undefined` for AWS itself, or what the profile in ~/.aws/config says. */
export function endpointOf(environment: Environment): GivenEndpoint | undefined {
  const ignoresAws = environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true'
  for (const source of endpointVariables) {
    const url = environment[source]
    if (url && !(ignoresAws && source.startsWith('AWS_'))) return { url, source }
  }
  return undefined
}

function profileText(environment: Environment): string {
  const profile = environment['AWS_PROFILE'] || 'default'
  const credentials = environment['AWS_SHARED_CREDENTIALS_FILE'] || '~/.aws/credentials'
  const config = environment['AWS_CONFIG_FILE'] || '~/.aws/config'
  return `the profile "${profile}" of ${credentials} and ${config}`
}

function metadataText(environment: Environment): string {
  const off = environment['AWS_EC2_METADATA_DISABLED']
  return `the machine's metadata service${off && off !== 'false' ? ' (switched off)' : ''}`
}

/** Where the SDK looks for a region, for messages. */
export function regionSources(environment: Environment): string {
  const other =
    environment['AWS_DEFAULT_REGION'] && !environment['AWS_REGION']
      ? ' AWS_DEFAULT_REGION is set, but the SDK for JavaScript does not read it.'
      : ''
  return `Looked at: the option \`region\`, AWS_REGION, ${profileText(environment)}, ${metadataText(environment)}.${other}`
}

/** Where the SDK looks for credentials, for messages. */
export function credentialSources(environment: Environment): string {
  return (
    'Looked at: the option `credentials`, AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, ' +
    `${profileText(environment)}, AWS_WEB_IDENTITY_TOKEN_FILE, the container's credentials, ${metadataText(environment)}.`
  )
}
