#!/usr/bin/env node
// Before the AWS SDK is loaded, since it prints a notice about Node 20 while it is.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

const { main } = await import('./main.ts')
process.exitCode = await main(process.argv.slice(2))
