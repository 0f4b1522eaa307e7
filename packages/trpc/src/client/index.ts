export { createTRPCTransport, type ModelClient, type TRPCTransportOptions } from './trpc-transport.ts'
