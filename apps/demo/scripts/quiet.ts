// Imported first: the AWS SDK prints a notice of a page about Node 20 while it is loaded. This says nothing about the demo.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
