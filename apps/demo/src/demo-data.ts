/** Name of the demo's table. */
export const tableName = 'throughline-demo'

/** How many persons the demo shows. */
export const personCount = 10_000

/** Whose rows a browser keeps. The demo has no sign-in: all who use a browser are one. */
export const demoUser = 'demo'
