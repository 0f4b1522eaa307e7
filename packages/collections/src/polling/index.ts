export { polling } from './polling.ts'
