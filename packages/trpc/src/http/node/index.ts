export { type RunningServer, type Servable, serve, type ServeOptions } from './serve.ts'
