export type { LiveConnectionOptions } from './live-events.ts'
export { type AskSearch, createSearchClient } from './server-search.ts'
export {
  type ClientTransportOptions,
  createTRPCTransport,
  type HttpTransportOptions,
  type ModelClient,
  type TRPCTransportOptions,
} from './trpc-transport.ts'
